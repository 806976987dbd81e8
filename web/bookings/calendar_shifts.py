"""What stands in a calendar feed: an expert's shifts, or those of a brand's bookings."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from domain.bookings.booking_plan import ShiftSlot
from projections.bookings.bookings import BookingSummary, bookings_of
from projections.bookings.shifts import Assignment, assignments_of_brand, shifts_of_member
from projections.read_models import ReadModels
from web.bookings.shift_calendar import CalendarShift, summary_of
from web.brands.brand_lookup import known_brand
from web.i18n.language import gettext_in

BACK = timedelta(weeks=4)
"""How long past shifts stay, and cancelled ones: programs that look once a week miss none."""
AHEAD = timedelta(weeks=8)
"""Of a brand's feed, which has every seat; programs read it again and again."""


def shifts_of_expert(
    member_id: UUID, at: datetime, language: str, read_models: ReadModels
) -> list[CalendarShift]:
    """All that the expert holds or gave up a while ago."""
    with read_models.read(read_models.shifts) as db:
        assignments = shifts_of_member(member_id, db)
    names = {
        brand_id: known_brand(brand_id, read_models).name
        for brand_id in {assignment.brand_id for assignment in assignments}
    }
    return [
        _entry(latest, summary_of(names[latest.brand_id], language))
        for latest in _latest(assignments)
        if _is_recent(latest, at)
    ]


def shifts_of_brand(
    brand_id: UUID,
    at: datetime,
    language: str,
    read_models: ReadModels,
    first_names_of: Callable[[Collection[UUID]], Mapping[UUID, str]],
) -> list[CalendarShift]:
    """Every seat of the brand's bookings, with who has it, and what was cancelled a while ago."""
    start, end = at - BACK, at + AHEAD
    with read_models.read(read_models.bookings) as db:
        bookings = [booking for booking in bookings_of(brand_id, db) if booking.funded_at]
    with read_models.read(read_models.shifts) as db:
        assignments = assignments_of_brand(brand_id, start, end, db)
    latest = {assignment.shift_id: assignment for assignment in _latest(assignments)}
    names = first_names_of({assignment.member_id for assignment in latest.values()})
    entries = []
    for booking in bookings:
        for slot in _slots(booking, start, end):
            assignment = latest.pop(slot.shift_id, None)
            entries.append(
                _seat(slot, booking, assignment, _holder(assignment, names, language), language)
            )
    # What is left belongs to no plan any more.
    gone = [_gone(assignment, language) for assignment in latest.values()]
    return entries + [entry for entry in gone if at - entry.changed_at < BACK]


def _slots(booking: BookingSummary, start: datetime, end: datetime) -> Iterator[ShiftSlot]:
    """Those that take place: an ended booking has none after its end."""
    over_at = min(end, booking.changes.ended_at or end)
    return booking.times.slots(booking.booking_id, (start, over_at))


def _holder(assignment: Assignment | None, names: Mapping[UUID, str], language: str) -> str:
    if assignment is None or assignment.released_at is not None:
        return gettext_in("free", language)
    return names.get(assignment.member_id) or gettext_in("an expert", language)


def _seat(
    slot: ShiftSlot,
    booking: BookingSummary,
    assignment: Assignment | None,
    holder: str,
    language: str,
) -> CalendarShift:
    return CalendarShift(
        slot.shift_id,
        slot.starts_at,
        slot.ends_at,
        gettext_in("Seat %(seat)s: %(holder)s", language, seat=slot.seat, holder=holder),
        _version(assignment) if assignment else 0,
        _changed_at(assignment) if assignment else booking.funded_at or booking.changed_at,
        is_cancelled=False,
    )


def _gone(assignment: Assignment, language: str) -> CalendarShift:
    title = gettext_in("Seat %(seat)s: cancelled", language, seat=assignment.seat)
    return _entry(assignment, title)._replace(is_cancelled=True)


def _entry(assignment: Assignment, summary: str) -> CalendarShift:
    return CalendarShift(
        assignment.shift_id,
        assignment.starts_at,
        assignment.ends_at,
        summary,
        _version(assignment),
        _changed_at(assignment),
        is_cancelled=assignment.released_at is not None,
    )


def _latest(assignments: Iterable[Assignment]) -> list[Assignment]:
    """The last assignment of each shift."""
    latest: dict[UUID, Assignment] = {}
    for assignment in sorted(assignments, key=lambda one: one.version):
        latest[assignment.shift_id] = assignment
    return list(latest.values())


def _is_recent(assignment: Assignment, at: datetime) -> bool:
    if assignment.released_at is not None:
        return at - assignment.released_at < BACK
    return assignment.ends_at > at - BACK


def _version(assignment: Assignment) -> int:
    """Giving a shift up is the next event of its stream."""
    return assignment.version + (assignment.released_at is not None)


def _changed_at(assignment: Assignment) -> datetime:
    return assignment.released_at or assignment.assigned_at
