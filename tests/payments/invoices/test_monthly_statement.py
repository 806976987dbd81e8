"""Monthly statements: one month opens as the last one closed, and lines add up."""

from datetime import timedelta

import pytest

from payments.invoices.monthly_statement import AccountMonth, monthly_statement, statement_months
from payments.invoices.released_earnings import last_released_in
from tests.payments.invoices.invoice_examples import IN_JULY, JULY, JUNE, earns, price
from tests.payments.ledger.ledger_fixture import NOON
from tests.support.people import EXPERT, OTHER_EXPERT

NOTHING = AccountMonth(0, 0, 0)


@pytest.fixture
def worked(any_desk):
    """1.60 released in June; 4.00 closed in June and released in July; another expert; pounds."""
    earns(any_desk)
    earns(any_desk, price(500), closed_at=NOON, released_at=IN_JULY)
    earns(any_desk, expert_id=OTHER_EXPERT)
    earns(any_desk, price(1000, currency="GBP"))
    any_desk.posted()
    return any_desk


def statement(desk, month, currency="EUR", expert_id=EXPERT):
    with desk.database.read() as db:
        return monthly_statement(expert_id, month, currency, db)


def test_a_month_opens_as_the_last_one_closed(worked):
    june, july = statement(worked, JUNE), statement(worked, JULY)

    assert june.parts["held"] == AccountMonth(opening=0, credited=560, debited=160)
    assert june.parts["payable"] == AccountMonth(opening=0, credited=160, debited=0)
    assert july.parts["held"] == AccountMonth(opening=400, credited=0, debited=400)
    assert july.parts["payable"] == AccountMonth(opening=160, credited=400, debited=0)
    for part, amounts in july.parts.items():
        assert amounts.opening == june.parts[part].closing
    assert june.parts["in_transit"] == june.parts["advance"] == NOTHING


def test_its_lines_lead_to_the_closing_balance(worked):
    [line] = statement(worked, JULY).movements

    assert (line.at, line.event_type) == (IN_JULY, "Earning.Released")
    assert (line.amount, line.balance) == (400, 560)


def test_each_currency_has_its_own(worked):
    pounds = statement(worked, JUNE, "GBP")

    assert [line.amount for line in pounds.movements] == [800]
    with worked.database.read() as db:
        assert statement_months(EXPERT, db) == [(JULY, "EUR"), (JUNE, "GBP"), (JUNE, "EUR")]


def test_a_month_without_lines_opens_and_closes_the_same(worked):
    later = statement(worked, "2026-09")

    assert later.parts["payable"] == AccountMonth(opening=560, credited=0, debited=0)
    assert later.movements == []


def test_a_late_fact_is_in_the_month_that_books_it(any_desk):
    any_desk.closes_period(JUNE, at=IN_JULY)
    earns(any_desk)
    any_desk.posted()

    [line] = statement(any_desk, JULY).movements

    assert line.at == NOON + timedelta(days=7)
    assert statement(any_desk, JUNE).parts["payable"] == NOTHING


def test_the_last_entry_of_each_expert_is_known(worked):
    with worked.database.read() as db:
        last = last_released_in(JUNE, db)
        assert last_released_in("2026-09", db) == {}

    numbers = [entry.number for entry in worked.entries()]
    assert set(last) == {EXPERT, OTHER_EXPERT}
    assert last[EXPERT] == max(numbers)
