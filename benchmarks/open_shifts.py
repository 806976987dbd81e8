"""A thousand experts list the open shifts of the next four weeks, of many bookings."""

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID, uuid5

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import BookingMode, BookingPlan, ShiftSlot, shift_slots
from domain.bookings.funding import FundingMethod
from domain.bookings.shift import Shift
from domain.bookings.shift_rules import ShiftRules
from domain.bookings.weekly_windows import parse_windows
from domain.brands.brand import Brand
from domain.log.entries import Decision
from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason
from domain.money import Money
from domain.terms import Paid
from web.bookings.shift_offers import open_shifts_for
from web.composition import compose
from web.marketplace import Marketplace

EXPERTS = int(os.environ.get("BENCH_EXPERTS", "1000"))
BOOKINGS, SUBJECTS = 200, 10
ROUNDS = 1000
BATCH = 200
NOW = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
FOUR_WEEKS = timedelta(weeks=4)
ZONE = "Europe/Paris"
PLATFORM = UUID(int=1)
WINDOWS = "mon-fri 18:00-23:00; sat,sun 10:00-20:00"


def run(folder: Path) -> dict[str, float]:
    """
    Milliseconds until an expert's list is there, SQLite, read models up to date.

    200 running bookings of an autumn in 10 subjects, 2 seats each, a third of the next four weeks'
    shifts taken. Every expert knows two subjects, so a list draws on about 40 bookings.
    """
    rng = random.Random(7)
    marketplace = compose(f"sqlite:///{folder / 'shifts.db'}")
    experts = [_id("expert", number) for number in range(EXPERTS)]
    _fill(marketplace, experts, rng)
    marketplace.projector.catch_up()
    times_ms, listed = [], []
    for number in range(ROUNDS):
        member_id = experts[number % len(experts)]
        began = time.perf_counter()
        shifts = open_shifts_for(member_id, NOW, NOW + FOUR_WEEKS, marketplace.read_models)
        times_ms.append(1000 * (time.perf_counter() - began))
        listed.append(len(shifts))
    middle, late = median(times_ms), quantiles(times_ms, n=100)[98]
    print(
        f"   {len(experts):,} experts, {BOOKINGS} bookings, {median(listed):.0f} shifts in a list"
        f" (median): {middle:.1f} ms, 99 %: {late:.1f} ms"
    )
    return {"open_shifts_p50_ms": middle, "open_shifts_p99_ms": late}


def _fill(marketplace: Marketplace, experts: list[UUID], rng: random.Random) -> None:
    log = marketplace.log
    plans = [(_id("booking", number), _plan(number)) for number in range(BOOKINGS)]
    bookings = {booking_id: _running(booking_id, plan) for booking_id, plan in plans}
    members = [_expert(member_id, rng) for member_id in experts]
    brand = Brand(PLATFORM)
    brand.register("brand", "Brand", ZONE, "EUR", PLATFORM, NOW)
    assigned = [
        _assigned(bookings[booking_id], slot, rng.choice(experts))
        for booking_id, plan in plans
        for slot in _next_slots(booking_id, plan)
        if rng.random() < 1 / 3
    ]
    made = [brand, *bookings.values(), *members, *assigned]
    for first in range(0, len(made), BATCH):
        log.execute(lambda first=first: Decision(made[first : first + BATCH]))


def _plan(number: int) -> BookingPlan:
    return BookingPlan(
        subject_id=_id("subject", number % SUBJECTS),
        languages=("fr",),
        first_day=date(2026, 9, 1),
        until=date(2026, 12, 1),
        zone=ZONE,
        week=parse_windows(WINDOWS, ZONE),
        seats=2,
        mode=BookingMode.ALWAYS,
        price=Money(200 + number, "EUR"),
        budget=Money(300_000, "EUR"),
    )


def _running(booking_id: UUID, plan: BookingPlan) -> Booking:
    began = NOW - timedelta(days=10)
    booking = Booking(booking_id)
    booking.draft(_id("brand", booking_id.int % 50), plan, "EUR", PLATFORM, began)
    booking.confirm(
        booking_id, FundingMethod.CARD, 20, "EUR", PLATFORM, began, ShiftRules(newcomer_percent=20)
    )
    booking.receive_funding(booking_id, "benchmark", began)
    return booking


def _expert(member_id: UUID, rng: random.Random) -> Member:
    member = Member(member_id)
    member.join(("fr", "en"), "FR", NOW)
    for number in rng.sample(range(SUBJECTS), 2):
        qualification = Qualification(
            _id("subject", number),
            _id("test", number),
            uuid5(member_id, str(number)),
            80,
            NOW,
            None,
        )
        member.qualify(qualification, QualificationReason.PASSED, NOW)
    return member


def _next_slots(booking_id: UUID, plan: BookingPlan) -> Iterator[ShiftSlot]:
    for slot in shift_slots(plan, booking_id):
        if NOW < slot.starts_at < NOW + FOUR_WEEKS:
            yield slot


def _assigned(booking: Booking, slot: ShiftSlot, member_id: UUID) -> Shift:
    plan, shift = booking.confirmed_plan(), Shift(slot.shift_id)
    event = Shift.Assigned(
        at=NOW,
        booking_id=booking.id,
        brand_id=booking.brand_id,
        member_id=member_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        seat=slot.seat,
        terms=Paid(plan.price, booking.commission_percent),
    )
    shift.record(event)
    return shift


def _id(kind: str, number: int) -> UUID:
    return uuid5(UUID(int=10), f"{kind}/{number}")
