"""What experts were credited, by quarter, from the ledger alone."""

from uuid import uuid4

import pytest

from domain.money import Money
from payments.accounting.dac7_figures import QuarterFigures, credited_in
from payments.statements.account_reasons import AdjustmentReason
from payments.statements.statement_account import StatementAccount, statement_account_id
from tests.payments.accounting.months_of_business import Business, on
from tests.support.people import EXPERT, MANAGER, OTHER_EXPERT, euros


@pytest.fixture
def business(desk):
    return Business(desk)


def credited(desk, year=2026, expert_id=None):
    desk.posted()
    with desk.database.read() as db:
        return credited_in(year, db, expert_id)


def figures(consideration, conversations, fees, currency="EUR"):
    return QuarterFigures(
        consideration=Money(consideration, currency),
        conversations=conversations,
        fees=Money(fees, currency),
        taxes=Money(0, currency),
    )


def adjusts(desk, minor, payable, owed, at):
    adjusted = StatementAccount.Adjusted(
        at=at,
        expert_id=EXPERT,
        amount=euros(minor),
        payable_change=euros(payable),
        owed_change=euros(owed),
        reason=AdjustmentReason.CORRECTION,
        reason_text_id=uuid4(),
        text_length=9,
        by=MANAGER,
    )
    desk.happens(statement_account_id(EXPERT, "EUR"), adjusted)


NOTHING = figures(0, 0, 0)


def test_what_is_released_counts_in_its_quarter(desk, business):
    business.earns(1, at=on("03-28"), released_at=on("04-04"))
    business.earns(2, euros(645), on("06-20"), on("06-27"))
    business.earns(3, at=on("06-25"), released_at=on("07-02"))

    [seller] = credited(desk)

    assert seller[:2] == (EXPERT, "EUR")
    assert seller.quarters == (NOTHING, figures(676, 2, 169), figures(160, 1, 40), NOTHING)
    assert seller.consideration == euros(836)


def test_what_is_held_is_not_credited_yet(desk, business):
    business.closes(1)

    assert credited(desk) == []


def test_each_year_has_its_own(desk, business):
    business.earns(1)

    assert credited(desk, 2025) == []
    assert len(credited(desk, 2026)) == 1


def test_each_currency_and_each_expert_has_its_own(desk, business):
    business.earns(1)
    business.earns(2, Money(700, "GBP"))
    business.earns(3, expert_id=OTHER_EXPERT)

    assert [seller[:2] for seller in credited(desk)] == [
        (EXPERT, "EUR"),
        (EXPERT, "GBP"),
        (OTHER_EXPERT, "EUR"),
    ]
    assert [seller[:2] for seller in credited(desk, expert_id=OTHER_EXPERT)] == [
        (OTHER_EXPERT, "EUR")
    ]


def test_adjustments_count_but_are_no_conversations(desk, business):
    business.earns(1, euros(1000), on("05-04"), on("05-11"))
    adjusts(desk, 250, 250, 0, on("05-12"))
    adjusts(desk, -1150, -1050, 100, on("08-01"))

    [seller] = credited(desk)

    assert seller.quarters == (
        NOTHING,
        figures(1050, 1, 200),
        figures(-1150, 0, 0),
        NOTHING,
    )


def test_a_release_that_is_late_counts_when_the_ledger_booked_it(desk, business):
    business.closes(1, at=on("03-20"))
    desk.posted()
    desk.closes_period("2026-03", on("04-01"))
    business.releases(1, at=on("03-30"))

    [seller] = credited(desk)

    assert seller.quarters == (NOTHING, figures(160, 1, 40), NOTHING, NOTHING)
