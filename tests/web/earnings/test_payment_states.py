"""What became of released pay: on a statement, being paid, paid, or payable again."""

from uuid import UUID, uuid4

import pytest

from domain.log.entries import Decision
from payments.earnings.earning import earning_id
from payments.pay_runs.payout import Payout, Rail
from payments.statements.statement_account import StatementAccount, statement_account_id
from payments.statements.statement_lines import StatementLine
from tests.support.people import EXPERT, after, euros
from tests.web.assessments.authoring_fixture import text_on
from tests.web.earnings.earning_fixture import EARNINGS, EMMA
from web.earnings.payment_states import StatedEarning, stated_earnings

FIRST, SECOND = (UUID(int=number) for number in (1, 2))
PAYOUT, LATER = (UUID(int=number) for number in (11, 12))
NOTHING = euros(0)


def closes(week, *earning_ids):
    lines = tuple(StatementLine(id, uuid4(), after(0), euros(160)) for id in earning_ids)
    return StatementAccount.StatementClosed(
        at=after(0),
        expert_id=EXPERT,
        currency="EUR",
        week=week,
        number=1,
        opening=NOTHING,
        lines=lines,
        adjustments=(),
        adjusted=NOTHING,
        paid_out=NOTHING,
        closing=NOTHING,
        recovered=NOTHING,
        previous_hash="",
        hash_format=1,
        hash="",
    )


def deducts(payout_id, up_to):
    return StatementAccount.PayoutDeducted(
        at=after(0),
        expert_id=EXPERT,
        payout_id=payout_id,
        amount=euros(160),
        paid_up_to_week=up_to,
    )


def returns(payout_id):
    return StatementAccount.PayoutReturned(
        at=after(0), expert_id=EXPERT, payout_id=payout_id, amount=euros(160)
    )


W22, W23 = "2026-W22", "2026-W23"


@pytest.mark.parametrize(
    ("events", "first", "second"),
    [
        ([closes(W22, FIRST)], StatedEarning(W22, None), None),
        (
            [closes(W22, FIRST), deducts(PAYOUT, W22), closes(W23, SECOND)],
            StatedEarning(W22, PAYOUT),
            StatedEarning(W23, None),
        ),
        (
            [closes(W22, FIRST), closes(W23, SECOND), deducts(PAYOUT, W23)],
            StatedEarning(W22, PAYOUT),
            StatedEarning(W23, PAYOUT),
        ),
        (
            [closes(W22, FIRST), closes(W23, SECOND), deducts(PAYOUT, W22)],
            StatedEarning(W22, PAYOUT),
            StatedEarning(W23, None),
        ),
        (
            [closes(W22, FIRST), deducts(PAYOUT, "")],
            StatedEarning(W22, None),
            None,
        ),
        (
            [closes(W22, FIRST), deducts(PAYOUT, W22), returns(PAYOUT)],
            StatedEarning(W22, None),
            None,
        ),
        (
            [
                *(closes(W22, FIRST), deducts(PAYOUT, W22), returns(PAYOUT)),
                *(closes(W23, SECOND), deducts(LATER, W23)),
            ],
            StatedEarning(W22, LATER),
            StatedEarning(W23, LATER),
        ),
    ],
)
def test_a_payout_pays_statements_up_to_the_one_that_it_names(events, first, second):
    stated = stated_earnings(events)

    assert (stated.get(FIRST), stated.get(SECOND)) == (first, second)


def happens(log, kind, id, *events):
    def decide():
        aggregate = log.load_or_new(kind, id)
        for event in events:
            aggregate.record(event)
        return Decision([aggregate])

    log.execute(decide, command="test")


def initiated():
    return Payout.Initiated(
        at=after(0),
        expert_id=EXPERT,
        amount=euros(160),
        week="2026-W22",
        pay_run_id=uuid4(),
        rail=Rail.MANUAL,
        stripe_account_id="",
        due_at=None,
        by=None,
    )


def paid():
    return Payout.PaymentRecorded(
        at=after(0),
        expert_id=EXPERT,
        amount=euros(160),
        rail=Rail.MANUAL,
        attempt=1,
        reference="test",
        paid_on=after(0).date(),
        final_at=after(0),
        by=EXPERT,
    )


def test_an_expert_reads_on_which_statement_it_is_and_that_it_was_paid(desk, signed_in):
    conversation_id, log = desk.closes(days_ago=8), desk.market.log
    id, account_id = earning_id(conversation_id), statement_account_id(EXPERT, "EUR")
    desk.market.earnings.release(id, desk.now)
    desk.update()
    emma, payout_id, shown = signed_in(EMMA), uuid4(), []

    def look():
        return text_on(emma.get(f"{EARNINGS}/{conversation_id}").text)

    shown.append(look())
    happens(log, StatementAccount, account_id, closes(W22, id))
    shown.append(look())
    happens(log, StatementAccount, account_id, deducts(payout_id, W22))
    happens(log, Payout, payout_id, initiated())
    shown.append(look())
    happens(log, Payout, payout_id, paid())
    shown.append(look())

    for text, status in zip(
        shown,
        (
            "Payable on the next statement",
            "Payable on the statement of 25 May 2026 to 31 May 2026",
            "In transit on the statement of 25 May 2026 to 31 May 2026",
            "Paid on the statement of 25 May 2026 to 31 May 2026",
        ),
        strict=True,
    ):
        assert status in text
    assert "Paid on the statement of 25 May 2026 to 31 May 2026" in text_on(emma.get(EARNINGS).text)
