"""What is in transit, paid and final, and how old what came back is."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from payments.ledger.ageing import PAYABLE_BOUNDS, AccountGroup, aged_balances, days_before
from payments.ledger.cutoffs import Cutoff
from payments.ledger.final_payouts import final_total
from payments.ledger.flows import RULES, Flow, FlowFilter, flow_total
from payments.pay_runs.payout import Payout, Rail
from payments.postings import POSTED_EVENTS
from tests.payments.ledger.dated_history import DAY, move_recording, released
from tests.support.people import EXPERT, PAID, after, euros

PAYOUT, OTHER = UUID(int=0xA1), UUID(int=0xA2)
FIRST = after(0).date()


@pytest.fixture
def paying(desk):
    """1.60 payable on the first day, and another 1.60."""
    for _ in range(2):
        conversation_id = uuid4()
        desk.closes(conversation_id, PAID, EXPERT, after(0))
        released(desk, conversation_id, EXPERT, PAID, after(0))
    return desk


def initiated(desk, payout_id, day, *, again=False):
    at, values = after(day * DAY), {"expert_id": EXPERT, "amount": euros(160), "by": EXPERT}
    if again:
        event = Payout.Retried(at=at, attempt=2, stripe_account_id="", due_at=None, **values)
    else:
        run = {"week": "2026-W23", "pay_run_id": UUID(int=1), "rail": Rail.SEPA}
        event = Payout.Initiated(at=at, stripe_account_id="", due_at=None, **run, **values)
    desk.happens(payout_id, event)


def paid(desk, payout_id, day):
    at, values = after(day * DAY), {"expert_id": EXPERT, "amount": euros(160), "rail": Rail.SEPA}
    values |= {"attempt": 1, "reference": "file", "by": EXPERT}
    paid = Payout.PaymentRecorded(at=at, paid_on=at.date(), final_at=at, **values)
    desk.happens(payout_id, paid)


def came_back(desk, payout_id, day):
    at, values = after(day * DAY), {"expert_id": EXPERT, "amount": euros(160), "rail": Rail.SEPA}
    values |= {"attempt": 1, "reference": "file", "reason": "account_closed", "by": EXPERT}
    desk.happens(payout_id, Payout.ReturnRecorded(at=at, returned_on=at.date(), **values))


def figures(desk, final_day):
    """Sent, paid and final, with payouts up to a day as final."""
    desk.posted()
    day = FIRST + timedelta(days=final_day)
    with desk.database.read() as db:
        sent, paid_out = (
            flow_total(FlowFilter(flow, "EUR"), Cutoff(), db) for flow in (Flow.SENT, Flow.PAID)
        )
        return sent, paid_out, final_total("EUR", day, Cutoff(), db)


def test_a_payout_is_sent_then_paid_then_final(paying):
    initiated(paying, PAYOUT, 1)
    assert figures(paying, 9) == (160, 0, 0)

    paid(paying, PAYOUT, 2)

    assert figures(paying, 1) == (160, 160, 0)
    assert figures(paying, 2) == (160, 160, 160)


def test_what_comes_back_is_neither_paid_nor_final(paying):
    for payout_id, day in ((PAYOUT, 2), (OTHER, 6)):
        initiated(paying, payout_id, 1)
        paid(paying, payout_id, day)
    came_back(paying, OTHER, 8)

    assert figures(paying, 5) == (320, 160, 160)
    assert figures(paying, 7) == (320, 160, 160)

    came_back(paying, PAYOUT, 9)

    assert figures(paying, 5) == (320, 0, 0)


def test_what_is_paid_again_and_comes_back_again_counts_by_the_last_time(paying):
    initiated(paying, PAYOUT, 1)
    paid(paying, PAYOUT, 2)
    came_back(paying, PAYOUT, 3)
    initiated(paying, PAYOUT, 10, again=True)
    paid(paying, PAYOUT, 11)
    came_back(paying, PAYOUT, 12)

    assert figures(paying, 5) == (320, 0, 0)


def test_what_came_back_is_as_old_as_before(paying, database_url):
    move_recording(database_url, 0, after(0))
    paying.posted()
    initiated(paying, PAYOUT, 5)
    came_back(paying, PAYOUT, 70)
    paying.posted()
    group = AccountGroup("expert:payable", "EUR", ("Payout.ReturnRecorded",))
    bounds = days_before(FIRST + timedelta(days=70), PAYABLE_BOUNDS)

    with paying.database.read() as db:
        [balance] = aged_balances(group, bounds, Cutoff(), db)

    assert balance.by_age == (0, 0, 0, 0, 320)


def test_the_events_that_flows_name_are_posted():
    posted = {event.TOPIC.rpartition(".")[0] for event in POSTED_EVENTS}
    named = {name for rule in RULES.values() for name in (*rule.events, *rule.except_events)}

    assert named <= posted
