"""When a booking books coverage after it was paused, shortened, extended and ended."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.bookings.booked_times import BookedTimes, BookingChanges
from domain.bookings.booking import Booking
from domain.bookings.booking_plan import MAX_SHIFT, intervals, shift_id_of, shift_times
from domain.bookings.shift import Shift
from domain.bookings.shift_rules import ShiftRules
from domain.bookings.weekly_windows import parse_windows
from domain.errors import Invalid
from domain.log.entries import Decision
from tests.domain.bookings.booking_examples import (
    BOOKING,
    MONDAY_EVENING,
    PARIS,
    PLAN,
    BookingDesk,
)
from tests.support.people import BRAND, MANAGER, after

HOUR = timedelta(hours=1)
NIGHTS = replace(
    PLAN,
    week=parse_windows("mon-sun 00:00-02:00, 22:00-24:00", PARIS),
    seats=1,
    until=date(2026, 6, 2),
)
LATE = datetime(2026, 6, 1, 20, tzinfo=UTC)
NO_NEWCOMERS = ShiftRules(newcomer_percent=0)


@pytest.fixture
def desk(log):
    return BookingDesk(log)


def times_of(desk):
    return desk.log.load(Booking, BOOKING).times


def shortened(plan, until, at):
    changes = BookingChanges().with_end_moved(plan.until, until, at)
    return BookedTimes(replace(plan, until=until), after(0), changes)


def extended(times, until, at):
    changes = times.changes.with_end_moved(times.plan.until, until, at)
    return times._replace(plan=replace(times.plan, until=until), changes=changes)


def test_coverage_begins_with_the_window_and_ends_without_its_last_moment():
    times = BookedTimes(PLAN, after(0), BookingChanges())

    assert times.covers(MONDAY_EVENING)
    assert not times.covers(MONDAY_EVENING + 2 * HOUR)


# A later end.


def test_an_extension_leaves_a_taken_shift_as_it_is_and_adds_the_rest_beside_it(desk):
    desk.running(NIGHTS, shift_rules=NO_NEWCOMERS)
    first, second = desk.expert(), desk.expert()
    desk.shifts.take(BOOKING, LATE, 1, first, after(100))

    desk.bookings.extend(BOOKING, date(2026, 6, 3), MANAGER, after(200))
    desk.shifts.take(BOOKING, LATE + 2 * HOUR, 1, second, after(300))

    held = desk.log.load(Shift, shift_id_of(BOOKING, LATE, 1))
    assert (LATE, held.slot.ends_at) in times_of(desk).shift_times
    added = desk.log.load(Shift, shift_id_of(BOOKING, LATE + 2 * HOUR, 1))
    assert (added.member_id, added.slot.ends_at) == (second, LATE + 4 * HOUR)


@for_any(st.lists(st.integers(2, 20), min_size=1, max_size=4), st.integers(0, 20 * 24))
def test_any_later_ends_keep_all_shifts_and_book_each_hour_once(days, hours):
    plan = replace(PLAN, week=parse_windows("mon-sun 00:00-24:00", PARIS), until=date(2026, 6, 2))
    times, at = BookedTimes(plan, after(0), BookingChanges()), after(0) + hours * HOUR
    for day in sorted(days):
        before = times.shift_times
        times = extended(times, plan.first_day + timedelta(days=day), at)

        assert set(before) <= set(times.shift_times)
        assert all(start >= at for start, _ in set(times.shift_times) - set(before))
        ends = [moment for shift in times.shift_times for moment in shift]
        assert ends == sorted(ends)
        assert all(end - start <= MAX_SHIFT for start, end in times.shift_times)
        assert times.last_moment <= intervals(times.plan)[-1][1]


# An earlier end.


def test_an_end_today_keeps_the_shifts_that_began():
    plan = replace(PLAN, week=parse_windows("mon 12:00-14:00, 18:00-20:00", PARIS))
    noon = datetime(2026, 6, 1, 10, tzinfo=UTC)

    times = shortened(replace(plan, first_day=date(2026, 5, 31)), date(2026, 6, 1), noon + HOUR)

    assert times.shift_times == ((noon, noon + 2 * HOUR),)
    assert times.last_moment == noon + 2 * HOUR


def test_a_shift_past_the_earlier_end_stays_whole_when_it_begins_before_it():
    plan = replace(NIGHTS, until=date(2026, 6, 9))

    times = shortened(plan, date(2026, 6, 2), after(0))

    assert times.shift_times[-1] == (LATE, LATE + 4 * HOUR)
    assert times.covers(LATE + 3 * HOUR)


def test_an_end_before_the_first_window_is_refused(desk):
    saturdays = parse_windows("sat 18:00-20:00", PARIS)
    desk.running(replace(PLAN, week=saturdays, until=date(2026, 6, 30)))

    with pytest.raises(Invalid, match="With 2026-06-02 as the last day, no shift would take place"):
        desk.bookings.shorten(BOOKING, date(2026, 6, 3), MANAGER, after(100))

    assert desk.event_names(BOOKING)[-1] == "FundingReceived"


def test_an_end_before_the_first_window_that_the_log_has_is_over_at_midnight(desk):
    desk.running(replace(PLAN, week=parse_windows("sat 18:00-20:00", PARIS)))
    shorten_as_before(desk, date(2026, 6, 3))

    assert times_of(desk).shift_times == ()
    assert times_of(desk).last_moment == datetime(2026, 6, 2, 22, tzinfo=UTC)
    assert not times_of(desk).covers(after(300))


def shorten_as_before(desk, until):
    """As bookings were shortened before such an end was refused."""

    def decide():
        booking = desk.log.load(Booking, BOOKING)
        booking.record(Booking.Shortened(at=after(100), brand_id=BRAND, until=until, by=MANAGER))
        return Decision([booking])

    desk.log.execute(decide)


# The parts of a shift that were booked.


@pytest.mark.parametrize(
    ("funded", "changes", "minutes"),
    [
        (-60, BookingChanges(), [(0, 120)]),
        (None, BookingChanges(), []),
        (119, BookingChanges(), [(119, 120)]),
        (130, BookingChanges(), []),
        (-60, BookingChanges().with_end(MONDAY_EVENING + HOUR), [(0, 60)]),
        (-60, BookingChanges().with_pause(MONDAY_EVENING + HOUR), [(0, 60)]),
        (
            -60,
            BookingChanges()
            .with_pause(MONDAY_EVENING - HOUR)
            .with_pause_ended(MONDAY_EVENING + HOUR / 2)
            .with_pause(MONDAY_EVENING + HOUR)
            .with_end(MONDAY_EVENING + 3 * HOUR),
            [(30, 60)],
        ),
    ],
)
def test_a_shift_is_booked_from_the_funding_to_the_end_without_pauses(funded, changes, minutes):
    funded_at = None if funded is None else MONDAY_EVENING + funded * HOUR / 60
    shift = shift_times(PLAN)[0]

    parts = BookedTimes(PLAN, funded_at, changes).parts_booked(shift)

    start = MONDAY_EVENING
    assert parts == [(start + a * HOUR / 60, start + b * HOUR / 60) for a, b in minutes]
