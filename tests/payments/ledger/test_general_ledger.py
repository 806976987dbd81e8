"""Closing accounting periods: months that are over, in order, once."""

import pytest

from domain.errors import Invalid, NotNow
from payments.ledger.general_ledger import GENERAL_LEDGER, GeneralLedger
from tests.support.people import MANAGER, after


@pytest.fixture
def ledger():
    return GeneralLedger(GENERAL_LEDGER)


def months(ledger):
    return [event.month for event in ledger.pending_events]


def test_months_are_closed_in_order(ledger):
    ledger.close_period("2026-04", MANAGER, after(0))
    ledger.close_period("2026-05", MANAGER, after(10))

    assert months(ledger) == ["2026-04", "2026-05"]


@pytest.mark.parametrize("month", ["2026-06", "2026-07", "2027-01"])
def test_a_month_is_not_closed_before_it_is_over(ledger, month):
    with pytest.raises(NotNow, match="not over yet"):
        ledger.close_period(month, MANAGER, after(0))

    assert months(ledger) == []


@pytest.mark.parametrize("month", ["2026-05", "2026-03"])
def test_a_closed_month_is_not_closed_again(ledger, month):
    ledger.close_period("2026-05", MANAGER, after(0))

    with pytest.raises(NotNow, match="already closed"):
        ledger.close_period(month, MANAGER, after(10))

    assert months(ledger) == ["2026-05"]


@pytest.mark.parametrize("month", ["", "2026", "2026-5", "2026-13", "2026-00", "26-05", "²026-05"])
def test_a_month_has_a_year_and_a_number(ledger, month):
    with pytest.raises(Invalid, match="such as 2026-06"):
        ledger.close_period(month, MANAGER, after(0))

    assert months(ledger) == []
