from datetime import date
from uuid import UUID

import pytest

from domain.errors import Invalid
from domain.money import Money
from payments.rail_statements.rail_fee import ChargedPayout, RailFee, expected_fee
from payments.rail_statements.rail_statement import (
    LINES_AN_EVENT,
    RailAccount,
    RailCategory,
    RailStatement,
    StatedLine,
)
from tests.support.history import given, happened
from tests.support.people import EXPERT, MANAGER, after

PAYOUT = UUID("e7000000-0000-4000-8000-000000000001")
JUNE = date(2026, 6, 30)


def line(number, on=JUNE):
    return StatedLine(f"id-{number}", f"ref-{number}", Money(number, "EUR"), on, RailCategory.FEE)


def imported(lines):
    return RailStatement.Imported(
        at=after(0), account=RailAccount.BANK, on=lines[0].on, lines=lines, by=MANAGER
    )


def test_only_lines_that_are_new_are_recorded():
    statement = given(RailStatement, imported((line(1),)))

    lines = [line(1), line(2), line(2)]
    statement.import_lines(RailAccount.BANK, "2026-06", lines, MANAGER, after(0))

    assert happened(statement) == [imported((line(2),))]


def test_a_line_of_another_month_is_refused():
    statement = given(RailStatement)

    with pytest.raises(Invalid, match="month"):
        statement.import_lines(
            RailAccount.BANK, "2026-06", [line(1, date(2026, 7, 1))], MANAGER, after(0)
        )

    assert happened(statement) == []


def test_lines_are_recorded_day_by_day():
    statement = given(RailStatement)

    lines = [line(1), line(2, date(2026, 6, 3)), line(3)]
    statement.import_lines(RailAccount.BANK, "2026-06", lines, MANAGER, after(0))

    assert happened(statement) == [imported((lines[1],)), imported((lines[0], lines[2]))]


def test_a_line_in_a_currency_that_the_books_do_not_have_is_refused():
    statement = given(RailStatement)
    dollars = StatedLine("1", "A1", Money(1, "USD"), JUNE, RailCategory.PAYMENT)

    with pytest.raises(Invalid, match="no accounts in USD"):
        statement.import_lines(RailAccount.BANK, "2026-06", [line(1), dollars], None, after(0))

    assert happened(statement) == []


def test_many_lines_of_a_day_are_several_events():
    statement = given(RailStatement)

    lines = [line(number) for number in range(LINES_AN_EVENT + 1)]
    statement.import_lines(RailAccount.BANK, "2026-06", lines, MANAGER, after(0))

    assert [len(event.lines) for event in happened(statement)] == [LINES_AN_EVENT, 1]


@pytest.mark.parametrize(("paid", "fee"), [(2_500, 16), (2_599, 16), (2_600, 17), (1, 10)])
def test_a_fee_is_expected_to_the_cent(paid, fee):
    assert expected_fee(Money(paid, "EUR")) == Money(fee, "EUR")


def test_the_fee_of_a_payout_is_accrued_once():
    fee = given(RailFee)

    payout = ChargedPayout(PAYOUT, EXPERT, RailAccount.STRIPE, Money(2_500, "EUR"), JUNE)
    fee.accrue(payout, Money(16, "EUR"), after(0))
    fee.accrue(payout, Money(16, "EUR"), after(0))

    [accrued] = happened(fee)
    assert (accrued.expert_id, accrued.account) == (EXPERT, RailAccount.STRIPE)
    assert (accrued.amount, accrued.fee, accrued.on) == (payout.amount, Money(16, "EUR"), JUNE)
