"""Commands on earnings: what is earned once, listed while it is held, and posted."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain.conversations.conversation import Conversation
from domain.terms import Paid
from payments.earnings.earning import Earning, earning_id
from payments.earnings.earning_commands import (
    EarningCommands,
    due_earnings,
    earnings_to_decide,
)
from payments.earnings.earning_rules import EarningRefusalReason
from tests.payments.earnings.earning_examples import (
    HOLD,
    JUDGE,
    MANAGER_OF_BRAND,
    OTHER_JUDGE,
    days,
    words,
)
from tests.payments.ledger.ledger_fixture import closed, opened_ledger
from tests.payments.ledger.test_poster import in_euros
from tests.support.people import BRAND, EXPERT, OTHER_EXPERT, PAID, VOLUNTARY, euros


class EarningDesk:
    """Conversations that are closed, and what they earn, in one log with its ledger."""

    def __init__(self, ledger_desk):
        self.ledger, self.log = ledger_desk, ledger_desk.log
        self.earnings = EarningCommands(self.log)

    def closes(
        self,
        visitor_id=None,
        terms=PAID,
        expert_id=EXPERT,
        at=None,
        replied_after_s=0,
        **values,
    ):
        """Return the id of the earning; the conversation earns at once."""
        conversation_id, at = uuid4(), at or days(0)
        requested = Conversation.Requested(
            at=at, brand_id=BRAND, visitor_id=visitor_id or uuid4(), language="fr"
        )
        claimed = Conversation.Claimed(
            at=at,
            brand_id=BRAND,
            respondent_id=expert_id,
            terms=terms,
            disclosure="",
            slot=1,
            concurrent_conversations=1,
        )
        event = closed(terms, expert_id, at, **values)
        self.ledger.happens(conversation_id, requested, claimed)
        if replied_after_s is not None:
            replied_at = at + timedelta(seconds=replied_after_s)
            reply = Conversation.FirstReplySent(at=replied_at, respondent_id=expert_id)
            self.ledger.happens(conversation_id, reply)
        self.ledger.happens(conversation_id, event)
        self.earnings.earn(conversation_id, event, HOLD)
        self.earnings.earn(conversation_id, event, HOLD)
        return earning_id(conversation_id)

    def names(self, id):
        return [type(envelope.data).__name__ for envelope in self.log.history(id)]

    def due(self, at):
        return list(due_earnings(self.log, at))

    def to_decide(self, at=None):
        return earnings_to_decide(self.log, at)

    def balances(self):
        assert self.ledger.posted().problem is None
        assert self.ledger.difference() is None
        return self.ledger.balances()


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as ledger_desk:
        yield EarningDesk(ledger_desk)


def test_a_closed_conversation_earns_once_and_is_released_in_time(desk):
    id = desk.closes()
    assert desk.due(days(6.99)) == []

    [due] = desk.due(days(7))
    desk.earnings.release(due, days(7))

    assert due == id
    assert desk.names(id) == ["Held", "Released"]
    assert desk.due(days(99)) == []
    payable = {(f"expert:{EXPERT}:payable", "EUR"): 160}
    assert desk.balances() == in_euros(receivable=-200, commission=40) | payable


@pytest.mark.parametrize(
    "values",
    [{"terms": VOLUNTARY}, {"terms": Paid(euros(0), 20)}, {"reason": "imported"}],
)
def test_other_conversations_earn_nothing_and_need_no_decision(desk, values):
    assert desk.names(desk.closes(**values)) == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"visitor_messages": 0}, EarningRefusalReason.VISITOR_WROTE_NOTHING),
        ({"respondent_messages": 0}, EarningRefusalReason.RESPONDENT_WROTE_NOTHING),
        ({"replied_after_s": None}, EarningRefusalReason.VISITOR_NOT_ANSWERED),
        ({"replied_after_s": 1}, EarningRefusalReason.VISITOR_NOT_ANSWERED),
    ],
)
def test_both_sides_must_have_written_and_the_visitor_must_have_been_answered(desk, values, reason):
    id = desk.closes(**values)

    [refused] = [envelope.data for envelope in desk.log.history(id)]
    assert refused.reasons == (reason,)
    assert desk.due(days(99)) == []
    assert desk.balances() == {}


def test_the_same_visitor_within_a_day_earns_nothing_for_the_same_expert(desk):
    visitor_id = uuid4()
    ids = [
        desk.closes(visitor_id, at=days(0)),
        desk.closes(visitor_id, at=days(0.99)),
        desk.closes(visitor_id, expert_id=OTHER_EXPERT, at=days(0.99)),
        desk.closes(visitor_id, at=days(1)),
        desk.closes(visitor_id, at=days(1.5)),
    ]

    names = [desk.names(id)[0] for id in ids]

    assert names == ["Held", "Refused", "Held", "Held", "Refused"]


def test_a_contest_stops_the_release_until_it_is_rejected(desk):
    id = desk.closes()
    desk.earnings.contest(id, BRAND, "rude", words(), MANAGER_OF_BRAND, days(1))
    assert desk.due(days(99)) == []

    desk.earnings.answer_contest(id, EXPERT, words(), days(2))
    desk.earnings.reject_contest(id, words(), JUDGE, days(3))

    assert (desk.due(days(6)), desk.due(days(7))) == ([], [id])
    assert desk.balances() == in_euros(receivable=-200, commission=40, held=160)


def test_an_accepted_contest_is_taken_back_and_a_granted_appeal_restores_it(desk):
    id = desk.closes()
    desk.earnings.contest(id, BRAND, "rude", words(), MANAGER_OF_BRAND, days(1))
    desk.earnings.accept_contest(id, words(), JUDGE, days(6))
    assert desk.balances() == {}

    desk.earnings.appeal(id, EXPERT, words(), days(7))
    desk.earnings.grant_appeal(id, words(), OTHER_JUDGE, days(8))

    assert desk.balances() == in_euros(receivable=-200, commission=40, held=160)
    assert desk.due(days(8)) == [id]


def test_a_rejected_appeal_leaves_it_as_it_is(desk):
    id = desk.closes(visitor_messages=0)
    desk.earnings.appeal(id, EXPERT, words(), days(1))
    desk.earnings.reject_appeal(id, words(), JUDGE, days(2))

    assert desk.names(id) == ["Refused", "Appealed", "AppealRejected"]
    assert (desk.due(days(99)), desk.balances()) == ([], {})


def test_due_earnings_are_the_oldest_first(desk):
    ids = [desk.closes(at=days(0) + timedelta(minutes=minute)) for minute in (30, 10, 20)]

    assert desk.due(days(8)) == [ids[1], ids[2], ids[0]]
    assert desk.due(days(7) + timedelta(minutes=15)) == [ids[1]]
    assert desk.log.load(Earning, ids[0]).held_until == days(7) + timedelta(minutes=30)


def test_a_contest_can_be_decided_from_the_answer_on_or_from_its_deadline(desk):
    silent, answered = desk.closes(at=days(0)), desk.closes(at=days(0))
    for id in (silent, answered):
        desk.earnings.contest(id, BRAND, "rude", words(), MANAGER_OF_BRAND, days(1))
    desk.earnings.answer_contest(answered, EXPERT, words(), days(2))

    assert desk.to_decide(days(2)) == [answered]
    deadline = desk.log.load(Earning, silent).answer_until
    assert desk.to_decide(deadline - timedelta(microseconds=1)) == [answered]
    assert desk.to_decide(deadline) == desk.to_decide() == [answered, silent]


def test_contests_and_appeals_are_listed_until_a_person_has_decided(desk):
    first, second = desk.closes(at=days(0)), desk.closes(at=days(0))
    for id, at in ((second, days(1)), (first, days(2))):
        desk.earnings.contest(id, BRAND, "rude", words(), MANAGER_OF_BRAND, at)
    assert desk.to_decide() == [second, first]
    assert desk.to_decide(days(2)) == []

    desk.earnings.accept_contest(first, words(), JUDGE, days(8))
    desk.earnings.reject_contest(second, words(), JUDGE, days(8))
    assert desk.to_decide() == []

    desk.earnings.appeal(first, EXPERT, words(), days(9))
    assert desk.to_decide() == [first]

    desk.earnings.reject_appeal(first, words(), OTHER_JUDGE, days(10))
    assert desk.to_decide() == []
