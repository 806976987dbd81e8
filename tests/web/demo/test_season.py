"""The booked autumn of the shop, and its running booking, as the log and the pages tell them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.bookings.booking import Booking, BookingStatus
from domain.bookings.booking_plan import shift_slots
from domain.bookings.booking_reservations import left_in_budget
from domain.bookings.budget_reservation import BudgetReservation
from domain.conversations.conversation import Conversation
from projections.bookings.bookings import booking_with_id
from projections.bookings.deliveries import deliveries
from projections.bookings.shifts import credits_of
from tests.web.demo.conftest import LAST_OF_JUNE, TODAY
from tests.web.demo.demo_market import DemoMarket
from tests.web.demo.log_reader import claims_against_the_rules, everything
from web.bookings.jobs import credit_shifts, end_bookings
from web.demo.brand_year import SimulatedPeriod, plan_year
from web.demo.brands.camping_shop.brand import camping_shop
from web.demo.brands.camping_shop.recent_booking import recent_booking_id_of
from web.demo.brands.camping_shop.season import FIRST_DAY, NO_SHOW_ON, UNTIL
from web.demo.loading import BRANDS, SEED
from web.demo.planned import brand_id_of
from web.demo.recent_activity import plan_recent_activity

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
LAST_DAYS = SimulatedPeriod(date(2017, 11, 25), date(2017, 12, 2))


@pytest.fixture(scope="module")
def autumn(tmp_path_factory):
    """The last weekend of the season, its end, and the two days after it."""
    with DemoMarket.at(f"sqlite:///{tmp_path_factory.mktemp('autumn') / 'log.db'}") as demo:
        demo.load(period=LAST_DAYS)
        demo.market.projector.catch_up()
        yield demo


@pytest.fixture(scope="module")
def lately(a_day):
    demo, _ = a_day
    demo.market.projector.catch_up()
    return demo


@pytest.fixture
def season(fresh_market):
    demo = fresh_market()
    return camping_shop(demo.market, brand_id_of(SEED, "atelier-du-fourgon")).season


def booking_id_in(demo):
    """The one that the season is."""
    [id] = [id for id, event in everything(demo.log) if isinstance(event, Booking.Ended)]
    return id


def delivered(demo, booking_id, period):
    """By shift, the minutes that the read models miss."""
    read_models = demo.market.read_models
    with read_models.read(read_models.bookings) as db:
        booking = booking_with_id(booking_id, db)
    with read_models.read(read_models.shifts) as db:
        return {
            slot.shift_id: delivery
            for slot, delivery, _ in deliveries(booking, period, db)
            if period[0] <= slot.starts_at and slot.ends_at <= period[1]
        }


def credited(demo, booking_id):
    read_models = demo.market.read_models
    with read_models.read(read_models.shifts) as db:
        return {credit.shift_id: credit.credited_minutes for credit in credits_of(booking_id, db)}


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)


# The plan of the season.


def test_each_expert_has_a_shift_a_day_at_most(season):
    held = Counter(
        (shift.member_id, shift.starts_at.astimezone(PARIS).date())
        for shift in season.shifts
        if shift.member_id
    )

    assert set(held.values()) == {1}


def test_every_slot_of_the_plan_is_planned_once(season):
    planned = [slot for shift in season.shifts for slot in shift.slots]

    assert sorted(planned) == sorted(shift_slots(season.plan, season.booking_id))


def test_some_shifts_are_open_some_released_some_late_and_one_is_not_attended(season):
    shifts = season.shifts
    absent = [shift for shift in shifts if shift.member_id and shift.arrives_at is None]
    late = [shift for shift in shifts if shift.arrives_at and shift.late_by]
    released = [holder for shift in shifts for holder in shift.holders if holder.released_at]

    assert {shift.starts_at.astimezone(PARIS).date() for shift in absent} == {NO_SHOW_ON}
    assert 10 < len(late) < len(shifts) / 4
    assert {holder.reason is None for holder in released} == {True, False}
    assert 0 < sum(not shift.holders for shift in shifts) < len(shifts) / 4


def test_shifts_are_taken_after_the_funding_and_before_they_start(season):
    for shift in season.shifts:
        for holder in shift.holders:
            assert season.funded_at < holder.assigned_at < shift.starts_at
            assert holder.released_at is None or holder.assigned_at < holder.released_at


def test_the_windows_are_all_opening_hours_of_the_season(season, fresh_market):
    shop = camping_shop(fresh_market("hours").market, season.brand_id)
    booked = {(slot.starts_at, slot.ends_at) for slot in shift_slots(season.plan, season.brand_id)}

    opened = shop.profile.hours.open_intervals(midnight(FIRST_DAY), midnight(UNTIL))
    minutes = sum(((end - start) for start, end in opened), timedelta())
    assert sum(((end - start) for start, end in booked), timedelta()) == minutes


# The season in the log.


def test_every_paid_claim_of_the_season_is_paid_from_its_budget_and_no_later_one(autumn):
    end = midnight(UNTIL)
    paid = [
        event
        for _, event in everything(autumn.log)
        if isinstance(event, Conversation.Claimed) and event.terms.model == "paid"
    ]
    reserved = [
        event
        for _, event in everything(autumn.log)
        if isinstance(event, BudgetReservation.Reserved)
    ]

    in_season = [claim for claim in paid if claim.at < end]
    assert len(in_season) > 10
    assert len(paid) > len(in_season)
    assert [event.at for event in reserved] == [claim.at for claim in in_season]


def test_what_is_not_spent_is_refunded_at_the_end(autumn):
    booking_id = booking_id_in(autumn)
    read_models = autumn.market.read_models
    with read_models.read(read_models.bookings) as db:
        booking = booking_with_id(booking_id, db)

    assert booking.status is BookingStatus.ENDED
    assert (booking.reserved.amount, left_in_budget(autumn.log, booking_id)) == (0, 0)
    assert booking.paid_in.amount == booking.spent.amount + booking.refunded.amount
    assert booking.spent.amount > 0
    assert end_bookings(autumn.market, midnight(UNTIL) + timedelta(days=2)) == 0


def test_credited_minutes_are_what_the_job_would_credit(autumn):
    booking_id = booking_id_in(autumn)
    simulated = midnight(LAST_DAYS.first), midnight(UNTIL)
    missing = {
        shift_id: delivery.missing_minutes
        for shift_id, delivery in delivered(autumn, booking_id, simulated).items()
        if delivery.missing_minutes
    }

    assert missing
    assert credited(autumn, booking_id) == missing


def test_experts_deliver_most_of_what_is_booked(autumn):
    simulated = midnight(LAST_DAYS.first), midnight(UNTIL)
    shifts = delivered(autumn, booking_id_in(autumn), simulated).values()

    booked = sum(delivery.booked_minutes for delivery in shifts)
    assert 0.7 < sum(delivery.delivered_minutes for delivery in shifts) / booked < 1


def test_respondents_keep_their_capacity_and_claim_only_offers(autumn):
    assert claims_against_the_rules(autumn.log) == []


# The running booking.


def test_a_booking_runs_with_taken_and_open_shifts_ahead(lately):
    booking_id = recent_booking_id_of(brand_id_of(SEED, "atelier-du-fourgon"))
    booking = lately.log.load(Booking, booking_id)
    held = {
        id
        for id, event in everything(lately.log)
        if type(event).__qualname__ == "Shift.Assigned" and event.starts_at > NOW
    }
    ahead = [slot for slot in shift_slots(booking.plan, booking_id) if slot.starts_at > NOW]

    assert booking.status is BookingStatus.RUNNING
    assert 5 < len(held) < len(ahead) / 2


def test_the_past_week_is_delivered_in_part_and_nothing_is_left_to_credit(lately):
    booking_id = recent_booking_id_of(brand_id_of(SEED, "atelier-du-fourgon"))
    week = midnight(TODAY - timedelta(days=7)), midnight(TODAY)
    shifts = delivered(lately, booking_id, week).values()

    assert sum(bool(delivery.delivered_minutes) for delivery in shifts) > 5
    assert sum(bool(delivery.missing_minutes) for delivery in shifts) > 0
    assert credit_shifts(lately.market, NOW) == 0


def test_what_was_loaded_before_there_were_bookings_gets_none(fresh_market):
    demo = fresh_market()
    years = [make(demo.market, brand_id_of(SEED, slug)) for slug, make in BRANDS.items()]
    exchange, shop = (year.brand_id for year in years)
    recent = plan_recent_activity(demo.market, shop, exchange, TODAY, has_booking=False)
    demo.keep([*years[1].texts, *recent.texts])
    plans = [*(plan_year(year, demo.market, LAST_OF_JUNE) for year in years), recent.commands]
    for command in (command for plan in plans for command in plan):
        command.execute()

    demo.load(period=LAST_OF_JUNE, today=TODAY + timedelta(days=3))
    again = demo.load(period=LAST_OF_JUNE, today=TODAY + timedelta(days=4))

    assert again.executed == 0
    assert not any(isinstance(event, Booking.Confirmed) for _, event in everything(demo.log))
