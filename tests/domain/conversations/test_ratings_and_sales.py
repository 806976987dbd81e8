"""Ratings and sales of a conversation that has ended."""

import pytest

from domain.conversations.conversation import Conversation
from domain.errors import Invalid, NotNow
from domain.terms import disclosure_of
from tests.domain.conversations.conversation_examples import (
    GONE,
    OVER,
    RATED,
    TALKING,
    TRANSFERRED,
    TWO_DAYS,
    WAITING,
    close,
)
from tests.support.history import given, happened
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    EXPERT,
    PAID,
    VOLUNTARY,
    after,
    euros,
)


def test_a_rating_is_credited_to_the_respondent():
    conversation = given(Conversation, *OVER)

    conversation.rate(4, 5, 3, after(700))

    assert happened(conversation) == [RATED]


CLAIMED_AGAIN = Conversation.Claimed(
    at=after(40),
    brand_id=BRAND,
    respondent_id=AMBASSADOR,
    terms=VOLUNTARY,
    disclosure=disclosure_of(VOLUNTARY, "fr"),
    slot=1,
    concurrent_conversations=1,
)


def test_a_rating_is_credited_to_the_last_respondent():
    conversation = given(Conversation, *TALKING, TRANSFERRED, CLAIMED_AGAIN)
    conversation.send_first_reply(AMBASSADOR, after(50))
    close(conversation)

    conversation.rate(5, 5, 5, after(700))

    _, closed, rated = happened(conversation)
    assert (closed.respondent_id, closed.terms) == (AMBASSADOR, VOLUNTARY)
    assert rated.respondent_id == AMBASSADOR


def test_a_second_respondent_is_credited_after_a_reply():
    conversation = given(Conversation, *TALKING, TRANSFERRED, CLAIMED_AGAIN)

    with pytest.raises(NotNow, match="Reply first, or transfer the conversation"):
        close(conversation)

    assert happened(conversation) == []


def test_an_unclaimed_transfer_is_credited_to_the_first_respondent():
    conversation = given(Conversation, *TALKING, TRANSFERRED)

    close(conversation)

    [closed] = happened(conversation)
    assert (closed.respondent_id, closed.terms, closed.slot) == (EXPERT, PAID, 0)


@pytest.mark.parametrize("messages", [(-1, 2), (2, -1)])
def test_message_counts_are_not_negative(messages):
    conversation = given(Conversation, *TALKING)

    with pytest.raises(Invalid, match="cannot be negative"):
        conversation.close(EXPERT, "answered", messages, after(500), after(600))

    assert happened(conversation) == []


def test_a_conversation_is_rated_once():
    conversation = given(Conversation, *OVER, RATED)

    with pytest.raises(NotNow, match="You have already rated this conversation"):
        conversation.rate(1, 1, 1, after(800))

    assert happened(conversation) == []


@pytest.mark.parametrize("ratings", [(0, 5, 5), (5, 6, 5), (5, 5, -1)])
def test_a_rating_goes_from_one_to_five(ratings):
    conversation = given(Conversation, *OVER)

    with pytest.raises(Invalid, match="between 1 and 5"):
        conversation.rate(*ratings, after(700))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [WAITING, TALKING, GONE])
def test_only_a_closed_conversation_is_rated(past):
    conversation = given(Conversation, *past)

    with pytest.raises(
        NotNow, match="You can rate a conversation once it has been answered and has ended"
    ):
        conversation.rate(5, 5, 5, after(700))

    assert happened(conversation) == []


def test_a_sale_within_the_window_is_credited_with_its_rule():
    conversation = given(Conversation, *OVER)

    conversation.attribute_sale("order 7", euros(12_900), after(600) + TWO_DAYS, TWO_DAYS)

    assert happened(conversation) == [
        Conversation.SaleAttributed(
            at=after(600) + TWO_DAYS,
            respondent_id=EXPERT,
            reference="order 7",
            amount=euros(12_900),
            within_hours=48,
        )
    ]


def test_a_sale_too_late_is_not_attributed():
    conversation = given(Conversation, *OVER)

    with pytest.raises(NotNow, match="too late"):
        conversation.attribute_sale("order 7", euros(12_900), after(601) + TWO_DAYS, TWO_DAYS)

    assert happened(conversation) == []


@pytest.mark.parametrize("cents", [0, -1])
def test_a_sale_is_more_than_nothing(cents):
    conversation = given(Conversation, *OVER)

    with pytest.raises(Invalid, match="The amount must be greater than zero"):
        conversation.attribute_sale("order 7", euros(cents), after(700), TWO_DAYS)

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [WAITING, TALKING, GONE])
def test_only_a_closed_conversation_gets_a_sale(past):
    conversation = given(Conversation, *past)

    with pytest.raises(
        NotNow,
        match="A sale can only be attributed to a conversation that was answered and has ended",
    ):
        conversation.attribute_sale("order 7", euros(12_900), after(700), TWO_DAYS)

    assert happened(conversation) == []


def test_a_sale_before_the_request_is_refused():
    conversation = given(Conversation, *OVER)

    with pytest.raises(NotNow, match="before"):
        conversation.attribute_sale("order", euros(1000), after(-60), TWO_DAYS)

    assert happened(conversation) == []
