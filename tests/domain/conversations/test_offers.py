"""Offers that expire, and claims that are taken back."""

import pytest

from domain.conversations.conversation import Conversation, ConversationStatus
from domain.conversations.conversation_reasons import ReleaseReason
from domain.errors import NotAllowed, NotNow
from tests.domain.conversations.conversation_examples import (
    OPEN,
    OVER,
    REQUESTED,
    TALKING,
    WAITING,
)
from tests.support.history import given, happened
from tests.support.people import EXPERT, OTHER_EXPERT, VOLUNTARY, after

EXCLUSIVE = Conversation.Offered(
    at=after(1), respondent_ids=(EXPERT,), expires_at=after(21), seed=7
)


def test_an_offer_that_expires_goes_to_one_respondent_at_a_time():
    conversation = given(Conversation, REQUESTED, EXCLUSIVE)

    with pytest.raises(NotNow, match="being offered to another respondent"):
        conversation.offer((OTHER_EXPERT,), after(2), expires_at=after(22))

    assert happened(conversation) == []


def test_an_offer_without_an_end_may_join_one_that_expires():
    conversation = given(Conversation, REQUESTED, EXCLUSIVE)

    conversation.offer((OTHER_EXPERT,), after(2), seed=7)

    [offered] = happened(conversation)
    assert (offered.respondent_ids, offered.expires_at, offered.seed) == ((OTHER_EXPERT,), None, 7)


def test_an_offer_expires_only_after_its_time():
    conversation = given(Conversation, REQUESTED, EXCLUSIVE)

    with pytest.raises(NotNow):
        conversation.expire_offer(EXPERT, after(20))
    conversation.expire_offer(EXPERT, after(21))

    assert happened(conversation) == [Conversation.OfferExpired(at=after(21), respondent_id=EXPERT)]
    with pytest.raises(NotAllowed):
        conversation.claim(EXPERT, VOLUNTARY, 1, 1, after(22))


def test_an_offer_without_an_end_does_not_expire():
    conversation = given(Conversation, *WAITING)

    with pytest.raises(NotNow):
        conversation.expire_offer(EXPERT, after(9_000))


@pytest.mark.parametrize(
    ("past", "reason"),
    [
        (OPEN, ReleaseReason.NO_REPLY),
        (OPEN, ReleaseReason.OFFLINE),
        (TALKING, ReleaseReason.OFFLINE),
    ],
)
def test_a_claim_that_is_released_waits_again_without_an_offer_to_the_same(past, reason):
    conversation = given(Conversation, *past)

    conversation.release_claim(reason, after(90))

    assert happened(conversation) == [
        Conversation.ClaimReleased(at=after(90), respondent_id=EXPERT, slot=2, reason=reason)
    ]
    assert conversation.status is ConversationStatus.WAITING
    assert EXPERT not in conversation.offered_to


@pytest.mark.parametrize(
    ("past", "reason"),
    [
        (WAITING, ReleaseReason.NO_REPLY),
        (TALKING, ReleaseReason.NO_REPLY),
        (OVER, ReleaseReason.OFFLINE),
    ],
)
def test_a_claim_is_not_released_after_a_reply_in_time_or_when_nobody_has_it(past, reason):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow):
        conversation.release_claim(reason, after(90))

    assert happened(conversation) == []
