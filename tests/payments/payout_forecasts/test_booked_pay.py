"""What booked shifts are expected to earn: those held at a moment that begin from then on."""

import pytest

from payments.payout_forecasts.conversation_rates import ConversationRates
from payments.payout_forecasts.past_forecasts import booked_pay
from payments.payout_forecasts.payout_weeks import WEEK_US, week_number
from payments.payout_forecasts.shift_work import ShiftWork
from tests.payments.payout_forecasts.simulated_market import FIRST_WEEK, PAY, shift_of
from tests.support.people import EXPERT

SHIFT = shift_of(EXPERT, FIRST_WEEK, hours=4)
THREE_AN_HOUR = ConversationRates([ShiftWork(EXPERT, 20.0, 60)])
WEEK_OF_PAYOUT = week_number(SHIFT.starts_us) + 1


def booked(shift, at_us, hold_us=0):
    return booked_pay([shift], THREE_AN_HOUR, at_us, hold_us)


def test_it_is_hours_by_rate_by_pay_in_the_week_after_that_of_the_shift():
    assert booked(SHIFT, SHIFT.starts_us - 1) == {WEEK_OF_PAYOUT: 4 * 3 * PAY}


def test_it_is_paid_as_much_later_as_pay_is_held():
    assert booked(SHIFT, SHIFT.starts_us, WEEK_US) == {WEEK_OF_PAYOUT + 1: 4 * 3 * PAY}


@pytest.mark.parametrize(("passed_us", "counts"), [(-1, True), (0, True), (1, False)])
def test_a_shift_counts_until_it_begins(passed_us, counts):
    assert bool(booked(SHIFT, SHIFT.starts_us + passed_us)) is counts


@pytest.mark.parametrize(("taken_us", "counts"), [(-1, True), (0, False)])
def test_a_shift_counts_once_it_was_taken(taken_us, counts):
    taken = SHIFT._replace(assigned_us=SHIFT.starts_us + taken_us)

    assert bool(booked(taken, SHIFT.starts_us)) is counts


@pytest.mark.parametrize(("given_up_us", "counts"), [(-1, False), (0, True)])
def test_a_shift_counts_unless_it_was_given_up_before(given_up_us, counts):
    given_up = SHIFT._replace(withdrawn_us=SHIFT.starts_us + given_up_us)

    assert bool(booked(given_up, SHIFT.starts_us)) is counts
