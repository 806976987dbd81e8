"""Events of a conversation, and histories made of them."""

from datetime import timedelta

from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason
from domain.terms import disclosure_of
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    EXPERT,
    HEATING,
    PAID,
    VISITOR,
    after,
)

TWO_DAYS = timedelta(hours=48)

REQUESTED = Conversation.Requested(
    at=after(0), brand_id=BRAND, visitor_id=VISITOR, language="fr", subject_id=HEATING
)
OFFERED = Conversation.Offered(at=after(1), respondent_ids=(EXPERT, AMBASSADOR))
DECLINED = Conversation.Declined(at=after(5), respondent_id=EXPERT)
CLAIMED = Conversation.Claimed(
    at=after(10),
    brand_id=BRAND,
    respondent_id=EXPERT,
    terms=PAID,
    disclosure=disclosure_of(PAID, "fr"),
    slot=2,
    concurrent_conversations=2,
)
ANSWERED = Conversation.FirstReplySent(at=after(20), respondent_id=EXPERT)
TRANSFERRED = Conversation.Transferred(
    at=after(30), respondent_id=EXPERT, slot=2, reason="other_subject"
)
CLOSED = Conversation.Closed(
    at=after(600),
    brand_id=BRAND,
    respondent_id=EXPERT,
    terms=PAID,
    by=EXPERT,
    reason="answered",
    visitor_messages=3,
    respondent_messages=4,
    last_message_at=after(580),
    slot=2,
)
LOST = Conversation.Lost(at=after(60), brand_id=BRAND, reason=LostReason.VISITOR_LEFT)
RATED = Conversation.Rated(at=after(700), respondent_id=EXPERT, speed=4, service=5, quality=3)

WAITING = (REQUESTED, OFFERED)
OPEN = (*WAITING, CLAIMED)
TALKING = (*OPEN, ANSWERED)
OVER = (*TALKING, CLOSED)
GONE = (*WAITING, LOST)


def close(conversation, *, last_message_after=580):
    conversation.close(EXPERT, "answered", (3, 4), after(last_message_after), after(600))
