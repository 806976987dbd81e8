"""
Open shifts: what an expert may take, of all running bookings.

One query reads the bookings and one the seats that are taken; shifts themselves have no row until
one is taken, so the rest is arithmetic over the plans.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from domain.bookings.booked_times import BookedTimes
from domain.bookings.booking_plan import MAX_SHIFT
from domain.brands.opening_hours import Interval
from domain.money import Money
from projections.bookings.bookings import BookingSummary
from projections.bookings.shifts import assignments
from projections.engine.timestamps import at_ms, ms_of

AssignedSeats = Mapping[tuple[UUID, datetime], set[int]]
"""The seats that are taken, by booking and start."""


class ShiftSeeker(NamedTuple):
    """What decides which shifts an expert may take."""

    subject_ids: frozenset[UUID]
    """The subjects of their valid qualifications."""
    languages: frozenset[str]
    excluded_brand_ids: frozenset[UUID] = frozenset()
    """Those they answer for on other terms, or are suspended for."""
    is_newcomer: bool = False
    """They hold no shift, past ones included."""


class OpenShift(NamedTuple):
    """The free seats of a booking during one shift. Times are UTC."""

    booking_id: UUID
    brand_id: UUID
    starts_at: datetime
    ends_at: datetime
    zone: str
    """The booking's, in which its windows are."""
    subject_id: UUID | None
    languages: tuple[str, ...]
    price: Money
    commission_percent: int
    seats: int
    free_seats: tuple[int, ...]
    """The numbers of all free seats, held ones included."""
    held_seats: tuple[int, ...]
    """Those of them held for newcomers."""
    held_until: datetime | None
    """Until when; None when none is held."""
    is_for_newcomer: bool
    """Whether the reader may take held seats too."""

    @property
    def seat(self) -> int | None:
        """The seat the reader gets; None when all free ones are held for others."""
        is_closed = set() if self.is_for_newcomer else set(self.held_seats)
        # Newcomers take held seats first: the others stay for those who can take no held one.
        preferred = self.held_seats if self.is_for_newcomer else ()
        return next(
            (seat for seat in (*preferred, *self.free_seats) if seat not in is_closed), None
        )

    @property
    def commission(self) -> Money:
        return self.price.share(self.commission_percent)[0]

    @property
    def net(self) -> Money:
        """What a conversation earns the expert."""
        return self.price.share(self.commission_percent)[1]


def suitable_bookings(
    seeker: ShiftSeeker, bookings: Iterable[BookingSummary]
) -> list[BookingSummary]:
    """Those whose shifts the expert may take, by the rules of domain/bookings/shift.py."""
    return [booking for booking in bookings if _is_suitable(seeker, booking)]


def open_shifts(
    seeker: ShiftSeeker,
    bookings: Iterable[BookingSummary],
    assigned: AssignedSeats,
    at: datetime,
    until: datetime,
) -> list[OpenShift]:
    """
    The shifts with a free seat that end after `at` and start before `until`, by start.

    bookings: suitable ones. assigned: see `assigned_seats`.
    """
    found = (
        shift
        for booking in bookings
        for shift in _of_booking(seeker, booking, assigned, (at, until))
        if shift.free_seats
    )
    return sorted(found, key=lambda shift: (shift.starts_at, shift.booking_id))


def assigned_seats(
    booking_ids: Iterable[UUID], at: datetime, until: datetime, db: Connection
) -> AssignedSeats:
    """The seats that are taken of shifts that end after `at` and start before `until`."""
    columns = (assignments.c.booking_id, assignments.c.starts_ms, assignments.c.seat)
    query = select(*columns).where(
        assignments.c.booking_id.in_([booking_id.bytes for booking_id in booking_ids]),
        assignments.c.released_ms.is_(None),
        # The index holds starts; a shift lasts four hours at most.
        assignments.c.starts_ms > ms_of(at - MAX_SHIFT),
        assignments.c.starts_ms < ms_of(until),
    )
    assigned: defaultdict[tuple[UUID, datetime], set[int]] = defaultdict(set)
    for row in db.execute(query):
        assigned[UUID(bytes=row.booking_id), at_ms(row.starts_ms)].add(row.seat)
    return dict(assigned)


def members_with_shifts(db: Connection) -> set[UUID]:
    """The members who hold a shift, past ones included."""
    query = select(assignments.c.member_id).where(assignments.c.released_ms.is_(None))
    return {UUID(bytes=member_id) for member_id in db.scalars(query.distinct())}


def _is_suitable(seeker: ShiftSeeker, booking: BookingSummary) -> bool:
    plan = booking.plan
    is_qualified = plan.subject_id in seeker.subject_ids or (
        plan.subject_id is None and bool(seeker.subject_ids)
    )
    return (
        is_qualified
        and not seeker.languages.isdisjoint(plan.languages)
        and booking.brand_id not in seeker.excluded_brand_ids
    )


def _of_booking(
    seeker: ShiftSeeker, booking: BookingSummary, assigned: AssignedSeats, period: Interval
) -> Iterator[OpenShift]:
    plan, held_until = booking.plan, _held_until(booking, period[0])
    all_seats = range(1, plan.seats + 1)
    for_newcomers = {
        seat
        for seat in all_seats
        if held_until and booking.shift_rules.is_seat_for_newcomers(seat, plan.seats)
    }
    for starts_at, ends_at in _between(booking.times, *period):
        not_free = assigned.get((booking.booking_id, starts_at), set())
        free = tuple(seat for seat in all_seats if seat not in not_free)
        held = tuple(seat for seat in free if seat in for_newcomers)
        yield OpenShift(
            booking_id=booking.booking_id,
            brand_id=booking.brand_id,
            starts_at=starts_at,
            ends_at=ends_at,
            zone=plan.zone,
            subject_id=plan.subject_id,
            languages=plan.languages,
            price=plan.price,
            commission_percent=booking.commission_percent,
            seats=plan.seats,
            free_seats=free,
            held_seats=held,
            held_until=held_until if held else None,
            is_for_newcomer=seeker.is_newcomer,
        )


def _held_until(booking: BookingSummary, at: datetime) -> datetime | None:
    """Until when seats are held for newcomers; None when that is over."""
    if booking.funded_at is None:
        return None
    until = booking.funded_at + timedelta(hours=booking.shift_rules.newcomer_hours)
    return until if at < until else None


def _between(booked: BookedTimes, at: datetime, until: datetime) -> tuple[Interval, ...]:
    times = booked.shift_times
    first = bisect_right(times, at, key=itemgetter(1))
    return times[first : bisect_left(times, until, key=itemgetter(0))]
