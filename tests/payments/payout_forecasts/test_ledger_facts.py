"""Earned pay and what is certain, as ledger and log have it."""

from datetime import timedelta
from uuid import uuid4

from domain.terms import Paid
from payments.earnings.earning import Earning, EarningStatus, earning_id
from payments.earnings.earning_commands import held_reservation
from payments.earnings.earning_rules import ConversationPay
from payments.ledger.entries import microseconds
from payments.ledger.trial_balance import trial_balance
from payments.payout_forecasts.ledger_facts import (
    certain_payouts,
    certain_payouts_as_of,
    earned_pay,
)
from payments.payout_forecasts.payout_weeks import week_number
from tests.payments.ledger.ledger_fixture import NOON
from tests.support.people import BRAND, EXPERT, MANAGER, PAID, euros

HOLD = timedelta(days=7)
HOLD_US = HOLD // timedelta(microseconds=1)
FOREVER_US = 2**62
THIS_WEEK = week_number(microseconds(NOON))


def earns(desk, at=NOON, held_until=None):
    """A conversation that was closed and is held; return its pay."""
    conversation_id = uuid4()
    commission, net = PAID.price.share(PAID.commission_percent)
    pay = ConversationPay(conversation_id, BRAND, EXPERT, PAID.price, commission, net)
    desk.closes(conversation_id, at=at)
    happens(desk, pay, Earning.Held(at=at, pay=pay, held_until=held_until or at + HOLD))
    return pay


def happens(desk, pay, event):
    """With the list of what is held, as the commands keep it."""
    earning = Earning(earning_id(pay.conversation_id))
    for before in desk.log.history(earning.id):
        earning.replay(before.data)
    was_listed = listed(earning)
    earning.replay(event)
    desk.happens(earning.id, event, reserve=listed(earning), release=was_listed)


def listed(earning):
    return [held_reservation(earning)] if earning.status is EarningStatus.HELD else []


def contests(desk, pay):
    contested = Earning.Contested(
        at=NOON,
        reason="rude",
        evidence_text_id=uuid4(),
        text_length=9,
        answer_until=NOON,
        by=MANAGER,
    )
    happens(desk, pay, contested)


def accepts(desk, pay):
    decision = {"reason_text_id": uuid4(), "text_length": 9, "by": MANAGER}
    happens(desk, pay, Earning.ContestAccepted(at=NOON, pay=pay, appeal_until=NOON, **decision))


def releases(desk, pay):
    happens(desk, pay, Earning.Released(at=NOON + HOLD, pay=pay))


def facts_of(desk, **known):
    desk.posted()
    with desk.database.read() as db:
        return earned_pay(db, HOLD_US, 0, **known)


def certain_of(desk, at=NOON, before_us=None):
    at_us, earned = microseconds(at), facts_of(desk, before_us=before_us)
    with desk.database.read() as db:
        if before_us is None:
            return certain_payouts(desk.log, db, at_us)["EUR"]
        balances = trial_balance(db, before_us)
    return certain_payouts_as_of(desk.log, earned, balances, at_us, before_us)["EUR"]


def test_a_closed_conversation_is_due_after_the_hold(desk):
    earns(desk)

    [(_, currency, pay)] = facts_of(desk)

    assert (currency, pay.expert_id, pay.net) == ("EUR", EXPERT, 160)
    assert pay.due_us - pay.closed_us == HOLD_US
    assert (pay.refused_us, pay.released_us) == (None, None)


def test_what_was_released_and_what_was_refused_say_when(desk):
    released, refused = earns(desk), earns(desk)
    releases(desk, released)
    accepts(desk, refused)

    first, second = (earning.pay for earning in facts_of(desk))

    assert first.released_us is not None
    assert first.refused_us is None
    assert second.refused_us is not None
    assert second.released_us is None


def test_what_an_appeal_restored_is_due_at_once(desk):
    pay = earns(desk)
    accepts(desk, pay)
    decision = {"reason_text_id": uuid4(), "text_length": 9, "by": MANAGER}
    desk.earning(Earning.AppealGranted, pay, NOON, **decision)

    before, restored = (earning.pay for earning in facts_of(desk))

    assert before.refused_us is not None
    assert restored.due_us == microseconds(NOON)


def test_held_pay_is_paid_in_the_week_after_its_release(desk):
    earns(desk)
    earns(desk, held_until=NOON + timedelta(days=21))

    by_week, without_day = certain_of(desk)

    assert {week - THIS_WEEK: minor for week, minor in by_week.items() if minor} == {2: 160, 4: 160}
    assert without_day == 0


def test_what_is_contested_or_from_before_has_no_day(desk):
    contests(desk, earns(desk))
    desk.closes(uuid4(), Paid(euros(100), 0))

    by_week, without_day = certain_of(desk)

    assert sum(by_week.values()) == 0
    assert without_day == 160 + 100


def test_what_is_released_this_week_is_paid_in_the_next_and_the_rest_in_this_one(desk):
    pay = earns(desk)
    releases(desk, pay)
    released_us = microseconds(NOON + HOLD)
    week = week_number(released_us)

    assert sums(desk, released_us) == {week + 1: 160}
    assert sums(desk, released_us + HOLD_US) == {week + 1: 160}


def test_what_was_paid_since_is_in_no_week(desk):
    pay = earns(desk)
    releases(desk, pay)
    facts = facts_of(desk)
    with desk.database.read() as db:
        balances = [
            balance._replace(balance_minor=60) if balance.name.endswith(":payable") else balance
            for balance in trial_balance(db)
        ]

    at_us = microseconds(NOON + HOLD)
    found = certain_payouts_as_of(desk.log, facts, balances, at_us, FOREVER_US)
    by_week = found["EUR"].by_week

    assert {week: minor for week, minor in by_week.items() if minor} == {week_number(at_us) + 1: 60}


def sums(desk, at_us):
    """By week, as seen at a moment."""
    desk.posted()
    with desk.database.read() as db:
        by_week = certain_payouts(desk.log, db, at_us)["EUR"].by_week
    return {week: minor for week, minor in by_week.items() if minor}


def test_as_of_a_moment_what_was_recorded_later_is_not_known(desk):
    pay = earns(desk)
    [(_, _, held)] = facts_of(desk)
    contests(desk, pay)
    before_us = desk.log.history(earning_id(pay.conversation_id))[-1].recorded_us
    accepts(desk, pay)

    then = certain_of(desk, before_us=before_us)

    assert facts_of(desk, before_us=before_us)[0].pay == held
    assert sum(then.by_week.values()) == 160
    assert sum(certain_of(desk).by_week.values()) == 0
