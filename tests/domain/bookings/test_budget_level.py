"""When a budget is nearly spent, and spent: recorded once, until more is paid in."""

from uuid import uuid4

import pytest

from domain.bookings.booking import Booking
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.budget_level import BudgetLevel, budget_level
from domain.bookings.funding import FundingMethod
from tests.domain.bookings.booking_examples import BOOKING, FUNDING, PLAN, BookingDesk
from tests.support.history import given, happened
from tests.support.people import BRAND, MANAGER, after, euros

ENOUGH, NEARLY, SPENT = BudgetLevel


@pytest.mark.parametrize(
    ("left", "is_reserved", "level"),
    [
        (10_000, False, ENOUGH),
        (2_001, False, ENOUGH),
        (2_000, False, NEARLY),
        (200, False, NEARLY),
        (199, False, SPENT),
        (0, False, SPENT),
        (199, True, NEARLY),
        (0, True, NEARLY),
    ],
)
def test_a_fifth_is_nearly_nothing_and_less_than_a_price_is_spent(left, is_reserved, level):
    assert budget_level(left, paid_in=10_000, price=200, is_reserved=is_reserved) is level


def test_a_small_budget_can_be_spent_at_once():
    assert budget_level(100, paid_in=300, price=200, is_reserved=False) is SPENT


@pytest.fixture
def booking():
    """A running booking of 100.00 at 2.00."""
    booking = given(Booking)
    booking.draft(BRAND, PLAN, "EUR", MANAGER, after(0))
    booking.confirm(FUNDING, FundingMethod.CARD, 20, "EUR", MANAGER, after(10))
    booking.receive_funding(FUNDING, "test", after(20))
    return booking


def noted(booking, *lefts, is_reserved=False):
    """What is recorded when so much is left, one after the other."""
    before = len(happened(booking))
    for left in lefts:
        booking.note_budget(euros(left), after(100), is_reserved=is_reserved)
    return [type(event).__name__ for event in happened(booking)[before:]]


def top_up(booking, cents):
    funding_id = uuid4()
    booking.request_top_up(funding_id, euros(cents), FundingMethod.CARD, MANAGER, after(200))
    booking.receive_funding(funding_id, "test", after(210))


def test_each_level_is_recorded_once(booking):
    assert noted(booking, 5_000, 2_000, 1_800, 100, 100, 0) == ["BudgetNearlySpent", "BudgetSpent"]


def test_what_is_spent_says_how_much_is_left(booking):
    noted(booking, 120)

    [*_, spent] = happened(booking)
    assert spent == Booking.BudgetSpent(at=after(100), brand_id=BRAND, left=euros(120))


def test_while_something_is_reserved_it_is_not_spent(booking):
    assert noted(booking, 0, is_reserved=True) == ["BudgetNearlySpent"]
    assert noted(booking, 0) == ["BudgetSpent"]


def test_after_a_top_up_it_is_recorded_again_of_the_new_amount(booking):
    noted(booking, 0)
    top_up(booking, 1_000)

    assert noted(booking, 1_000, 201, 200, 0) == ["BudgetNearlySpent", "BudgetSpent"]


def test_a_top_up_in_time_counts_with_what_was_paid_in_before(booking):
    noted(booking, 2_000)
    top_up(booking, 5_000)

    assert noted(booking, 3_001) == []
    assert noted(booking, 3_000) == ["BudgetNearlySpent"]


def test_a_paused_booking_records_it_and_an_ended_one_does_not(booking):
    booking.pause("cost", MANAGER, after(30))
    assert noted(booking, 2_000) == ["BudgetNearlySpent"]
    booking.end(BookingEndReason.BRAND_WISH, euros(0), MANAGER, after(40))
    assert noted(booking, 0) == []


def test_the_command_reads_what_is_left_from_the_log(log):
    desk = BookingDesk(log)
    desk.running()

    for _ in range(2):
        desk.bookings.note_budget(BOOKING, after(30), is_reserved=False)

    assert desk.event_names(BOOKING) == ["Drafted", "Confirmed", "FundingReceived"]
