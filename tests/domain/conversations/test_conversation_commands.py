"""Conversations in the log: the rules that take more than one conversation to keep."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.brands.brand import BrandCommands
from domain.conversations.conversation import Conversation, ConversationStatus, LostReason
from domain.conversations.conversation_commands import ConversationCommands
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.log.entries import Balance, IdempotencyKey
from domain.members.member import MemberCommands
from domain.money import Money
from domain.presence.presence_session import PresenceCommands
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
    """Open the counter: a brand, an expert and an ambassador at their desks."""
    brands, members, presence = BrandCommands(log), MemberCommands(log), PresenceCommands(log)
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


def places(log, respondent_id):
    return log.rows.keys_held_by("conversation-slot", f"{respondent_id}")


def points(log, respondent_id):
    return sum(
        balance.credited for balance in log.rows.balances(POINTS, f"{BRAND}/{respondent_id}/")
    )


def told(log, id=CONVERSATION):
    return [type(each.data) for each in log.history(id)]


def test_a_conversation_runs_from_request_to_sale(conversations, log):
    closed(conversations, AMBASSADOR, by=AMBASSADOR)
    conversations.rate(CONVERSATION, 5, 4, 5, after(700))
    position = conversations.attribute_sale(CONVERSATION, "order 7", euros(9_900), after(3600))

    assert position == log.rows.head()
    assert told(log) == [
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
def test_who_takes_it_takes_it_on_the_terms_of_their_desk(conversations, log, respondent, terms):
    claimed(conversations, respondent)

    conversation = log.load(Conversation, CONVERSATION)

    assert (conversation.respondent_id, conversation.terms) == (respondent, terms)
    assert places(log, respondent) == [f"{respondent}/{conversation.slot}"]


def test_who_comes_second_takes_nothing_and_no_place(conversations, log):
    head = claimed(conversations, EXPERT)

    with pytest.raises(NotNow, match="Another respondent has already taken this conversation"):
        conversations.claim(CONVERSATION, AMBASSADOR, after(11))

    assert places(log, AMBASSADOR) == []
    assert log.rows.head() == head


def test_a_full_desk_takes_no_more(conversations, log):
    claimed(conversations, EXPERT, UUID(int=11))
    claimed(conversations, EXPERT, UUID(int=12))
    head = waiting(conversations)

    with pytest.raises(NotNow, match="open conversations: 2"):
        conversations.claim(CONVERSATION, EXPERT, after(11))

    assert log.rows.head() == head
    assert len(places(log, EXPERT)) == 2


def test_an_event_says_how_many_a_respondent_holds(conversations, log):
    claimed(conversations, EXPERT, UUID(int=11))
    claimed(conversations, EXPERT, UUID(int=12))

    events = [log.history(UUID(int=number))[-1].data for number in (11, 12)]

    assert [(event.slot, event.concurrent_conversations) for event in events] == [(1, 1), (2, 2)]


def test_who_answers_for_another_brand_takes_nothing(conversations, log):
    head = waiting(conversations, brand_id=OTHER_BRAND)

    with pytest.raises(NotAllowed, match="You do not answer visitors for this brand"):
        conversations.claim(CONVERSATION, EXPERT, after(10))

    assert log.rows.head() == head


def test_who_is_away_or_has_left_takes_nothing(conversations, log):
    waiting(conversations)
    presence = PresenceCommands(log)
    presence.go_away(EXPERT, "heartbeat", after(2))
    head = presence.leave(AMBASSADOR, "declared", after(2))

    with pytest.raises(NotNow, match="You are away"):
        conversations.claim(CONVERSATION, EXPERT, after(10))
    with pytest.raises(NotNow, match="You are offline"):
        conversations.claim(CONVERSATION, AMBASSADOR, after(10))

    assert log.rows.head() == head


@pytest.mark.parametrize(
    "ask",
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
def test_what_nobody_asked_is_not_found(conversations, log, ask):
    head = log.rows.head()

    with pytest.raises(NotFound, match="This conversation does not exist"):
        ask(conversations)

    assert log.rows.head() == head


# Freeing the place.


def test_the_end_frees_the_place_and_it_can_be_taken_again(conversations, log):
    closed(conversations, EXPERT)
    assert places(log, EXPERT) == []

    claimed(conversations, EXPERT, ANOTHER)

    assert places(log, EXPERT) == [f"{EXPERT}/1"]


def test_a_claim_without_an_answer_that_is_lost_frees_the_place(conversations, log):
    claimed(conversations, EXPERT)

    conversations.lose(CONVERSATION, LostReason.VISITOR_LEFT, after(60))

    assert places(log, EXPERT) == []
    assert log.history(CONVERSATION)[-1].data.slot == 1


def test_passing_it_on_frees_the_place_for_whoever_comes_next(conversations, log):
    answered(conversations, EXPERT)

    conversations.transfer(CONVERSATION, EXPERT, "other_subject", after(30))
    conversations.claim(CONVERSATION, AMBASSADOR, after(40))

    assert places(log, EXPERT) == []
    assert places(log, AMBASSADOR) == [f"{AMBASSADOR}/1"]


def test_the_end_of_what_was_passed_on_frees_nobody_s_place(conversations, log):
    answered(conversations, EXPERT)
    conversations.transfer(CONVERSATION, EXPERT, "other_subject", after(30))
    claimed(conversations, EXPERT, ANOTHER)
    assert places(log, EXPERT) == [f"{EXPERT}/1"]

    conversations.close(CONVERSATION, None, "visitor_left", (1, 1), after(50), after(60))

    assert places(log, EXPERT) == [f"{EXPERT}/1"]


def test_a_place_is_freed_although_its_respondent_has_left(conversations, log):
    answered(conversations, EXPERT)
    PresenceCommands(log).leave(EXPERT, "heartbeat", after(30))

    conversations.close(CONVERSATION, None, "no_reply", (1, 1), after(50), after(60))

    assert places(log, EXPERT) == []


# What it earns.


def test_a_volunteer_earns_points_in_the_lot_of_the_month(conversations, log):
    closed(conversations, AMBASSADOR)

    lot = f"{BRAND}/{AMBASSADOR}/2026-06"
    assert log.rows.balances(POINTS) == [Balance(lot, credited=VOLUNTARY.points, debited=0)]


def test_an_expert_earns_no_points(conversations, log):
    closed(conversations, EXPERT)

    assert log.rows.balances(POINTS) == []


@pytest.mark.parametrize("by", [None, VISITOR, AMBASSADOR, MANAGER])
def test_whoever_ends_it_who_answered_earns(conversations, log, by):
    closed(conversations, AMBASSADOR, by=by)

    assert points(log, AMBASSADOR) == VOLUNTARY.points
    event = log.history(CONVERSATION)[-1].data
    assert (event.by, event.respondent_id) == (by, AMBASSADOR)


def test_what_is_refused_earns_nothing(conversations, log):
    closed(conversations, AMBASSADOR)
    claimed(conversations, AMBASSADOR, ANOTHER)

    for id in (CONVERSATION, ANOTHER):
        with pytest.raises(NotNow):
            conversations.close(id, None, "answered", (1, 1), after(900), after(900))

    assert points(log, AMBASSADOR) == VOLUNTARY.points


def test_what_is_lost_earns_nothing(conversations, log):
    claimed(conversations, AMBASSADOR)

    conversations.lose(CONVERSATION, LostReason.VISITOR_LEFT, after(60))

    assert points(log, AMBASSADOR) == 0


# Sales.


def test_an_order_counts_once_whatever_conversations_came_before_it(conversations, log):
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

    assert told(log).count(Conversation.SaleAttributed) == 2


def test_the_log_does_not_know_the_order_s_number(conversations, log):
    closed(conversations, EXPERT)

    conversations.attribute_sale(CONVERSATION, "order 7 of ann", euros(9_900), after(3600))

    assert b"ann" not in b"".join(row.state for row in log.all_rows())


def test_a_sale_is_counted_in_the_currency_of_the_brand(conversations, log):
    head = closed(conversations, EXPERT)

    with pytest.raises(Invalid, match="A sale must be in the brand's currency"):
        conversations.attribute_sale(CONVERSATION, "order 7", Money(9_900, "CHF"), after(3600))

    assert log.rows.head() == head


def test_a_sale_that_came_too_late_leaves_its_order_free(conversations, log):
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

    assert len(told(log)) == len(set(told(log))) == 6
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


# What people do besides.


def test_a_page_and_a_refusal_are_told(conversations, log):
    waiting(conversations)
    conversations.decline(CONVERSATION, EXPERT, after(5))
    conversations.record_navigation(CONVERSATION, "https://tents.example/stoves?id=7", after(6))

    assert told(log)[-2:] == [Conversation.Declined, Conversation.VisitorNavigated]


def test_offering_to_nobody_new_tells_nothing(conversations, log):
    head = waiting(conversations)

    assert conversations.offer(CONVERSATION, (EXPERT,), after(2)) == head
    assert log.rows.head() == head


@pytest.mark.parametrize("terms", [None, PAID])
def test_nobody_answers_on_terms_that_hold_no_more(conversations, log, terms):
    waiting(conversations)
    members = MemberCommands(log)
    members.end_engagement(AMBASSADOR, BRAND, "other_terms", AMBASSADOR, after(5))
    if terms is not None:
        members.start_engagement(AMBASSADOR, BRAND, terms, MANAGER, after(6))
    before = log.rows.head()

    with pytest.raises(NotNow, match="Your terms with this brand have changed"):
        conversations.claim(CONVERSATION, AMBASSADOR, after(10))

    assert log.rows.head() == before
    assert places(log, AMBASSADOR) == []
