from datetime import date

import pytest

from domain.errors import Invalid
from domain.money import Money
from payments.rail_statements.rail_fee import RailFee, expected_fee
from payments.rail_statements.rail_statement import (
    LINES_AN_EVENT,
    RailAccount,
    RailCategory,
    RailStatement,
    StatedLine,
)
from tests.support.history import given, happened
from tests.support.people import MANAGER, after

JUNE = date(2026, 6, 30)


def line(number, on=JUNE):
    return StatedLine(f"id-{number}", f"ref-{number}", Money(number, "EUR"), on, RailCategory.FEE)


def imported(lines):
    return RailStatement.Imported(
        at=after(0), account=RailAccount.BANK, month="2026-06", lines=lines, by=MANAGER
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


def test_many_lines_are_several_events():
    statement = given(RailStatement)

    lines = [line(number) for number in range(LINES_AN_EVENT + 1)]
    statement.import_lines(RailAccount.BANK, "2026-06", lines, MANAGER, after(0))

    assert [len(event.lines) for event in happened(statement)] == [LINES_AN_EVENT, 1]


@pytest.mark.parametrize(("paid", "fee"), [(2_500, 16), (2_599, 16), (2_600, 17), (1, 10)])
def test_a_fee_is_expected_to_the_cent(paid, fee):
    assert expected_fee(Money(paid, "EUR")) == Money(fee, "EUR")


def test_the_fee_of_a_payout_is_accrued_once():
    fee = given(RailFee)

    fee.accrue(MANAGER, Money(16, "EUR"), after(0))
    fee.accrue(MANAGER, Money(16, "EUR"), after(0))

    assert len(happened(fee)) == 1
