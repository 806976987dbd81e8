"""Required and present by quarter, half and whole hours of a week."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.bookings.booking_plan import ShiftSlot
from domain.bookings.delivered import Holding, delivery_of
from domain.bookings.delivered_week import BookedShift, CellPlace, LostRequest, delivered_week

PARIS = "Europe/Paris"
MONDAY = date(2026, 6, 1)
SIX = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
"""18:00 in Paris."""


def later(minutes):
    return SIX + timedelta(minutes=minutes)


def shift(seat, *online, starts=SIX, minutes=120, is_held=True):
    """online: minutes after the start."""
    ends = starts + timedelta(minutes=minutes)
    intervals = [tuple(starts + timedelta(minutes=edge) for edge in one) for one in online]
    holding = Holding(starts - timedelta(days=1), None, intervals)
    slot = ShiftSlot(UUID(int=seat), starts, ends, seat)
    return BookedShift(slot, delivery_of([(starts, ends)], [holding]), is_held)


def at(hour, minute=0, day=MONDAY):
    return CellPlace(day, hour * 60 + minute)


def test_present_of_required_in_each_hour():
    shifts = [shift(1, (0, 120)), shift(2, (0, 40), (70, 120))]

    week = delivered_week(shifts, [], PARIS, 60)

    assert list(week) == [at(18), at(19)]
    assert [cell.seats for cell in week.values()] == [2, 2]
    assert week[at(18)].people_present == pytest.approx(2 - 20 / 60)
    assert week[at(19)].people_present == pytest.approx(2 - 10 / 60)
    assert week[at(19)].ends_at == later(120)


@pytest.mark.parametrize(("minutes", "n"), [(15, 8), (30, 4), (60, 2)])
def test_shorter_cells_have_the_same_sums(minutes, n):
    shifts = [shift(1, (0, 120)), shift(2, (3, 41), (71, 119))]

    week = delivered_week(shifts, [], PARIS, minutes)

    assert len(week) == n
    assert sum((cell.booked for cell in week.values()), timedelta()) == timedelta(minutes=240)
    assert sum((cell.present for cell in week.values()), timedelta()) == timedelta(minutes=206)


def test_a_cell_that_is_booked_in_part_requires_all_seats_then():
    week = delivered_week([shift(1, (0, 45), minutes=45)], [], PARIS, 60)

    assert week[at(18)].booked == timedelta(minutes=45)
    assert week[at(18)].people_present == 1


def test_seats_that_are_held_are_planned():
    shifts = [shift(1), shift(2, is_held=False)]

    week = delivered_week(shifts, [], PARIS, 60)

    assert (week[at(18)].people_planned, week[at(18)].people_present) == (1, 0)


def test_requests_lost_while_a_seat_is_not_covered_count_with_their_reason():
    shifts = [shift(1, (0, 120)), shift(2, (0, 40), (70, 120))]
    lost = [
        LostRequest(later(39), "all_full"),
        LostRequest(later(40), "all_full"),
        LostRequest(later(59), "visitor_left"),
        LostRequest(later(69), "all_full"),
        LostRequest(later(70), "all_full"),
        LostRequest(later(-1), "nobody_present"),
    ]

    week = delivered_week(shifts, lost, PARIS, 60)

    assert week[at(18)].lost == Counter(all_full=1, visitor_left=1)
    assert week[at(19)].lost == Counter(all_full=1)


def test_an_hour_that_the_clock_repeats_is_one_cell_with_the_time_of_both():
    midnight = datetime(2026, 10, 24, 22, tzinfo=UTC)
    whole = shift(1, (0, 120), starts=midnight, minutes=300)

    week = delivered_week([whole], [], PARIS, 60)

    sunday = date(2026, 10, 25)
    assert list(week) == [at(hour, day=sunday) for hour in range(4)]
    assert week[at(2, day=sunday)].booked == timedelta(hours=2)
    assert week[at(2, day=sunday)].people_present == 0
    assert week[at(1, day=sunday)].people_present == 1


def test_a_shift_past_midnight_is_on_both_days():
    night = shift(1, (0, 120), starts=datetime(2026, 6, 1, 21, tzinfo=UTC))

    week = delivered_week([night], [], PARIS, 60)

    assert list(week) == [at(23), at(0, day=date(2026, 6, 2))]
