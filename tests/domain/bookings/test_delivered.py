"""Delivered against booked, from presence."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.bookings.delivered import Holding, delivery_of
from tests.domain.bookings.booking_examples import MONDAY_EVENING

MINUTE = timedelta(minutes=1)
TWO_HOURS = [(MONDAY_EVENING, MONDAY_EVENING + 120 * MINUTE)]


def span(start, end):
    """Minutes after the start of the shift."""
    return MONDAY_EVENING + start * MINUTE, MONDAY_EVENING + end * MINUTE


def held(*online, assigned=-60, released=None):
    released_at = None if released is None else span(released, 0)[0]
    return Holding(span(assigned, 0)[0], released_at, [span(*interval) for interval in online])


def test_an_expert_away_for_half_an_hour_leaves_a_gap():
    whole = delivery_of(TWO_HOURS, [held((-5, 125))])
    away = delivery_of(TWO_HOURS, [held((-5, 40), (70, 120))])

    assert whole.delivered_minutes + away.delivered_minutes == 210
    assert (away.missing_minutes, away.gaps) == (30, (span(40, 70),))


def test_a_seat_without_an_expert_delivers_nothing():
    nothing = delivery_of(TWO_HOURS, [])

    assert (nothing.delivered_minutes, nothing.gaps) == (0, tuple(TWO_HOURS))


def test_an_expert_counts_only_while_holding_the_shift():
    delivery = delivery_of(TWO_HOURS, [held((0, 120), released=30), held((0, 120), assigned=45)])

    assert delivery.gaps == (span(30, 45),)


def test_a_late_arrival_and_an_early_leave_are_gaps():
    assert delivery_of(TWO_HOURS, [held((10, 110))]).gaps == (span(0, 10), span(110, 120))


@given(st.lists(st.tuples(st.integers(-30, 150), st.integers(1, 90)), max_size=6))
def test_delivered_and_missing_minutes_add_up(presences):
    online = [(start, start + length) for start, length in presences]

    delivery = delivery_of(TWO_HOURS, [held(*online)])

    missing = sum((end - start for start, end in delivery.gaps), timedelta())
    assert delivery.delivered_minutes + missing // MINUTE == 120
    assert delivery.missing_minutes == missing // MINUTE
