"""Conversations in the log: the rules that take more than one conversation to keep."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.brands.brand_commands import BrandCommands
from domain.conversations.conversation import Conversation, ConversationStatus
from domain.conversations.conversation_commands import ConversationCommands
from domain.conversations.conversation_reasons import LostReason
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.log.entries import Balance, IdempotencyKey
from domain.members.member_commands import MemberCommands
from domain.money import Money
from domain.presence.presence_session_commands import PresenceSessionCommands
from domain.rewards.points import POINTS
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    CONVERSATION,
    EXPERT,
    MANAGER,
    OTHER_BRAND,
    PAID,
    VISITOR,
    VOLUNTARY,
    after,
    euros,
)

ANOTHER = UUID(int=2)


@pytest.fixture
def conversations(log):
    """Register a brand, and bring an expert and an ambassador online."""
    brands, members, presence = (
        BrandCommands(log),
        MemberCommands(log),
        PresenceSessionCommands(log),
    )
    brands.register(BRAND, "tents", "Tents", "Europe/Paris", "EUR", None, after(-1000))
    for respondent, terms in ((EXPERT, PAID), (AMBASSADOR, VOLUNTARY)):
        members.join(respondent, ("fr",), "FR", after(-900))
        members.start_engagement(respondent, BRAND, terms, MANAGER, after(-800))
        presence.come_online(uuid4(), respondent, 2, after(-700))
    return ConversationCommands(log)


def waiting(conversations, id=CONVERSATION, brand_id=BRAND):
    conversations.request(id, brand_id, VISITOR, "fr", after(0))
    return conversations.offer(id, (EXPERT, AMBASSADOR), after(1))


def claimed(conversations, respondent_id, id=CONVERSATION):
    waiting(conversations, id)
    return conversations.claim(id, respondent_id, after(10))


def answered(conversations, respondent_id, id=CONVERSATION):
    claimed(conversations, respondent_id, id)
    return conversations.send_first_reply(id, respondent_id, after(20))


def closed(conversations, respondent_id, id=CONVERSATION, *, by=None, at=600):
    answered(conversations, respondent_id, id)
    return conversations.close(id, by, "answered", (3, 4), after(580), after(at))


def slots_in_use(log, respondent_id):
    return log.rows.keys_held_by("conversation-slot", f"{respondent_id}")


def points(log, respondent_id):
    return sum(
        balance.credited for balance in log.rows.balances(POINTS, f"{BRAND}/{respondent_id}/")
    )


def event_types(log, id=CONVERSATION):
    return [type(event.data) for event in log.history(id)]


def test_a_conversation_runs_from_request_to_sale(conversations, log):
    closed(conversations, AMBASSADOR, by=AMBASSADOR)
    conversations.rate(CONVERSATION, 5, 4, 5, after(700))
    position = conversations.attribute_sale(CONVERSATION, "order 7", euros(9_900), after(3600))

    assert position == log.rows.head()
    assert event_types(log) == [
        Conversation.Requested,
        Conversation.Offered,
        Conversation.Claimed,
        Conversation.FirstReplySent,
        Conversation.Closed,
        Conversation.Rated,
        Conversation.SaleAttributed,
    ]


# Claiming.


@pytest.mark.parametrize(("respondent", "terms"), [(EXPERT, PAID), (AMBASSADOR, VOLUNTARY)])
def test_a_claim_uses_the_terms_of_the_session(conversations, log, respondent, terms):
    claimed(conversations, respondent)

    conversation = log.load(Conversation, CONVERSATION)

    assert (conversation.respondent_id, conversation.terms) == (respondent, terms)
    assert slots_in_use(log, respondent) == [f"{respondent}/{conversation.slot}"]


def test_a_second_claim_is_refused_and_uses_no_slot(conversations, log):
    head = claimed(conversations, EXPERT)

    with pytest.raises(NotNow, match="Another respondent has already taken this conversation"):
        conversations.claim(CONVERSATION, AMBASSADOR, after(11))

    assert slots_in_use(log, AMBASSADOR) == []
    assert log.rows.head() == head


def test_a_full_respondent_claims_nothing(conversations, log):
    claimed(conversations, EXPERT, UUID(int=11))
    claimed(conversations, EXPERT, UUID(int=12))
    head = waiting(conversations)

    with pytest.raises(NotNow, match="open conversations: 2"):
        conversations.claim(CONVERSATION, EXPERT, after(11))

    assert log.rows.head() == head
    assert len(slots_in_use(log, EXPERT)) == 2


def test_a_claim_records_the_concurrent_conversations(conversations, log):
    claimed(conversations, EXPERT, UUID(int=11))
    claimed(conversations, EXPERT, UUID(int=12))

    events = [log.history(UUID(int=number))[-1].data for number in (11, 12)]

    assert [(event.slot, event.concurrent_conversations) for event in events] == [(1, 1), (2, 2)]


def test_a_respondent_of_another_brand_claims_nothing(conversations, log):
    head = waiting(conversations, brand_id=OTHER_BRAND)

    with pytest.raises(NotAllowed, match="You do not answer visitors for this brand"):
        conversations.claim(CONVERSATION, EXPERT, after(10))

    assert log.rows.head() == head


def test_a_respondent_who_is_away_or_offline_claims_nothing(conversations, log):
    waiting(conversations)
    presence = PresenceSessionCommands(log)
    presence.go_away(EXPERT, "heartbeat", after(2))
    head = presence.leave(AMBASSADOR, "declared", after(2))

    with pytest.raises(NotNow, match="You are away"):
        conversations.claim(CONVERSATION, EXPERT, after(10))
    with pytest.raises(NotNow, match="You are offline"):
        conversations.claim(CONVERSATION, AMBASSADOR, after(10))

    assert log.rows.head() == head


@pytest.mark.parametrize(
    "command",
    [
        lambda them: them.offer(CONVERSATION, (EXPERT,), after(1)),
        lambda them: them.decline(CONVERSATION, EXPERT, after(1)),
        lambda them: them.claim(CONVERSATION, EXPERT, after(1)),
        lambda them: them.send_first_reply(CONVERSATION, EXPERT, after(1)),
        lambda them: them.record_navigation(CONVERSATION, "https://tents.example/", after(1)),
        lambda them: them.transfer(CONVERSATION, EXPERT, "break", after(1)),
        lambda them: them.close(CONVERSATION, None, "no_reply", (1, 1), after(1), after(1)),
        lambda them: them.lose(CONVERSATION, LostReason.ALL_FULL, after(1)),
        lambda them: them.rate(CONVERSATION, 5, 5, 5, after(1)),
        lambda them: them.attribute_sale(CONVERSATION, "7", euros(1), after(1)),
    ],
    ids=[
        *("offer", "decline", "claim", "first answer", "change page", "transfer", "close"),
        *("lose", "rate", "attribute sale"),
    ],
)
def test_commands_on_an_unknown_conversation_are_not_found(conversations, log, command):
    head = log.rows.head()

    with pytest.raises(NotFound, match="This conversation does not exist"):
        command(conversations)

    assert log.rows.head() == head


# Slots.


def test_closing_frees_the_slot_for_another_claim(conversations, log):
    closed(conversations, EXPERT)
    assert slots_in_use(log, EXPERT) == []

    claimed(conversations, EXPERT, ANOTHER)

    assert slots_in_use(log, EXPERT) == [f"{EXPERT}/1"]


def test_losing_a_claimed_request_frees_the_slot(conversations, log):
    claimed(conversations, EXPERT)

    conversations.lose(CONVERSATION, LostReason.VISITOR_LEFT, after(60))

    assert slots_in_use(log, EXPERT) == []
    assert log.history(CONVERSATION)[-1].data.slot == 1


def test_a_transfer_frees_the_slot(conversations, log):
    answered(conversations, EXPERT)

    conversations.transfer(CONVERSATION, EXPERT, "other_subject", after(30))
    conversations.claim(CONVERSATION, AMBASSADOR, after(40))

    assert slots_in_use(log, EXPERT) == []
    assert slots_in_use(log, AMBASSADOR) == [f"{AMBASSADOR}/1"]


def test_closing_after_a_transfer_frees_no_other_slot(conversations, log):
    answered(conversations, EXPERT)
    conversations.transfer(CONVERSATION, EXPERT, "other_subject", after(30))
    claimed(conversations, EXPERT, ANOTHER)
    assert slots_in_use(log, EXPERT) == [f"{EXPERT}/1"]

    conversations.close(CONVERSATION, None, "visitor_left", (1, 1), after(50), after(60))

    assert slots_in_use(log, EXPERT) == [f"{EXPERT}/1"]


def test_closing_frees_the_slot_of_a_respondent_who_left(conversations, log):
    answered(conversations, EXPERT)
    PresenceSessionCommands(log).leave(EXPERT, "heartbeat", after(30))

    conversations.close(CONVERSATION, None, "no_reply", (1, 1), after(50), after(60))

    assert slots_in_use(log, EXPERT) == []


# Points.


def test_a_volunteer_earns_points_in_the_lot_of_the_month(conversations, log):
    closed(conversations, AMBASSADOR)

    lot = f"{BRAND}/{AMBASSADOR}/2026-06"
    assert log.rows.balances(POINTS) == [Balance(lot, credited=VOLUNTARY.points, debited=0)]


def test_an_expert_earns_no_points(conversations, log):
    closed(conversations, EXPERT)

    assert log.rows.balances(POINTS) == []


@pytest.mark.parametrize("by", [None, VISITOR, AMBASSADOR, MANAGER])
def test_the_respondent_earns_points_regardless_of_the_closer(conversations, log, by):
    closed(conversations, AMBASSADOR, by=by)

    assert points(log, AMBASSADOR) == VOLUNTARY.points
    event = log.history(CONVERSATION)[-1].data
    assert (event.by, event.respondent_id) == (by, AMBASSADOR)


def test_a_refused_close_earns_nothing(conversations, log):
    closed(conversations, AMBASSADOR)
    claimed(conversations, AMBASSADOR, ANOTHER)

    for id in (CONVERSATION, ANOTHER):
        with pytest.raises(NotNow):
            conversations.close(id, None, "answered", (1, 1), after(900), after(900))

    assert points(log, AMBASSADOR) == VOLUNTARY.points


def test_a_lost_request_earns_nothing(conversations, log):
    claimed(conversations, AMBASSADOR)

    conversations.lose(CONVERSATION, LostReason.VISITOR_LEFT, after(60))

    assert points(log, AMBASSADOR) == 0


# Sales.


def test_an_order_is_attributed_to_one_conversation(conversations, log):
    closed(conversations, EXPERT)
    closed(conversations, AMBASSADOR, ANOTHER)
    head = conversations.attribute_sale(ANOTHER, "order 7", euros(9_900), after(3600))

    for id in (CONVERSATION, ANOTHER):
        with pytest.raises(NotNow, match="This order has already been attributed"):
            conversations.attribute_sale(id, "order 7", euros(9_900), after(3600))

    assert log.rows.head() == head


def test_two_orders_of_one_visitor_count_twice(conversations, log):
    closed(conversations, EXPERT)

    for order in ("order 7", "order 8"):
        conversations.attribute_sale(CONVERSATION, order, euros(9_900), after(3600))

    assert event_types(log).count(Conversation.SaleAttributed) == 2


def test_the_log_does_not_contain_the_order_number(conversations, log):
    closed(conversations, EXPERT)

    conversations.attribute_sale(CONVERSATION, "order 7 of ann", euros(9_900), after(3600))

    assert b"ann" not in b"".join(row.state for row in log.all_rows())


def test_a_sale_is_counted_in_the_currency_of_the_brand(conversations, log):
    head = closed(conversations, EXPERT)

    with pytest.raises(Invalid, match="A sale must be in the brand's currency"):
        conversations.attribute_sale(CONVERSATION, "order 7", Money(9_900, "CHF"), after(3600))

    assert log.rows.head() == head


def test_a_refused_sale_does_not_reserve_its_order(conversations, log):
    closed(conversations, EXPERT)

    with pytest.raises(NotNow, match="too late"):
        conversations.attribute_sale(CONVERSATION, "7", euros(1), after(600 + 48 * 3600 + 1))
    conversations.attribute_sale(
        CONVERSATION, "7", euros(1), after(600 + 48 * 3600 + 1), timedelta(hours=72)
    )

    assert log.history(CONVERSATION)[-1].data.within_hours == 72


# Commands that a browser may send twice.


def test_a_command_sent_twice_is_done_once(conversations, log):
    commands = [
        lambda idempotency_key: conversations.request(
            CONVERSATION, BRAND, VISITOR, "fr", after(0), idempotency_key=idempotency_key
        ),
        lambda idempotency_key: conversations.claim(
            CONVERSATION, AMBASSADOR, after(10), idempotency_key
        ),
        lambda idempotency_key: conversations.send_first_reply(
            CONVERSATION, AMBASSADOR, after(20), idempotency_key
        ),
        lambda idempotency_key: conversations.close(
            CONVERSATION,
            None,
            "answered",
            (3, 4),
            after(580),
            after(600),
            idempotency_key=idempotency_key,
        ),
        lambda idempotency_key: conversations.rate(
            CONVERSATION, 5, 5, 5, after(700), idempotency_key
        ),
    ]

    for number, command in enumerate(commands):
        idempotency_key = IdempotencyKey.of(f"key {number}", number)
        assert command(idempotency_key) == command(idempotency_key) == log.rows.head()
        if number == 0:
            conversations.offer(CONVERSATION, (AMBASSADOR,), after(1))

    assert len(event_types(log)) == len(set(event_types(log))) == 6
    assert points(log, AMBASSADOR) == VOLUNTARY.points


def test_losing_twice_is_losing_once(conversations, log):
    waiting(conversations)
    idempotency_key = IdempotencyKey.of("key", CONVERSATION)

    positions = [
        conversations.lose(CONVERSATION, LostReason.ALL_FULL, after(60), idempotency_key)
        for _ in range(2)
    ]

    assert positions == [log.rows.head()] * 2
    assert log.load(Conversation, CONVERSATION).status is ConversationStatus.LOST


# Other commands.


def test_a_navigation_and_a_decline_are_recorded(conversations, log):
    waiting(conversations)
    conversations.decline(CONVERSATION, EXPERT, after(5))
    conversations.record_navigation(CONVERSATION, "https://tents.example/stoves?id=7", after(6))

    assert event_types(log)[-2:] == [Conversation.Declined, Conversation.VisitorNavigated]


def test_offering_again_records_nothing(conversations, log):
    head = waiting(conversations)

    assert conversations.offer(CONVERSATION, (EXPERT,), after(2)) == head
    assert log.rows.head() == head


@pytest.mark.parametrize("terms", [None, PAID])
def test_a_claim_on_outdated_terms_is_refused(conversations, log, terms):
    waiting(conversations)
    members = MemberCommands(log)
    members.end_engagement(AMBASSADOR, BRAND, "other_terms", AMBASSADOR, after(5))
    if terms is not None:
        members.start_engagement(AMBASSADOR, BRAND, terms, MANAGER, after(6))
    before = log.rows.head()

    with pytest.raises(NotNow, match="Your terms with this brand have changed"):
        conversations.claim(CONVERSATION, AMBASSADOR, after(10))

    assert log.rows.head() == before
    assert slots_in_use(log, AMBASSADOR) == []
