"""When a conversation earns, and how long what it earned is held and can be contested."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.conversations.conversation import Conversation
from domain.money import Money
from domain.terms import Paid

SAME_VISITOR_WITHIN = timedelta(days=1)
"""A visitor's next conversation with the same expert earns nothing before."""
ANSWER_WITHIN = timedelta(days=5)
"""How long an expert has to answer a contest; it is decided after the answer, or after that."""
APPEAL_WITHIN = timedelta(days=30)
CONTEST_AT_LEAST = timedelta(days=3)
"""What is noticed late is held so long from then on, or as long as everything is, if less."""


class EarningRefusalReason(StrEnum):
    """Why a closed conversation earns nothing."""

    VISITOR_WROTE_NOTHING = "visitor_wrote_nothing"
    RESPONDENT_WROTE_NOTHING = "respondent_wrote_nothing"
    VISITOR_NOT_ANSWERED = "visitor_not_answered"
    """No first reply of a respondent came before the close."""
    SAME_VISITOR = "same_visitor"
    """The expert has earned by a conversation with this visitor within a day."""


class ContestReason(StrEnum):
    """Why a brand contests a conversation."""

    NOT_ANSWERED = "not_answered"
    WRONG_ANSWER = "wrong_answer"
    RUDE = "rude"
    NOT_GENUINE = "not_genuine"


class ConversationPay(Struct, frozen=True):
    """What one conversation costs, and who gets which part; the parts add up to the price."""

    conversation_id: UUID
    brand_id: UUID
    expert_id: UUID
    price: Money
    commission: Money
    net: Money
    """What the expert gets."""


def pay_of(conversation_id: UUID, closed: Conversation.Closed) -> ConversationPay | None:
    """What a closed conversation pays; None when it has no price, or was before Comptoir."""
    if closed.reason == "imported" or not isinstance(closed.terms, Paid):
        return None
    if not closed.terms.price.amount:
        return None
    commission, net = closed.terms.price.share(closed.terms.commission_percent)
    return ConversationPay(
        conversation_id=conversation_id,
        brand_id=closed.brand_id,
        expert_id=closed.respondent_id,
        price=closed.terms.price,
        commission=commission,
        net=net,
    )


def held_until(closed_at: datetime, noticed_at: datetime, held_for: timedelta) -> datetime:
    """
    Until when the pay of a conversation is held, so that the brand has days to contest it.

    noticed_at: when it earned, perhaps long after it was closed: the worker may have stood still.
    """
    return max(closed_at + held_for, noticed_at + min(held_for, CONTEST_AT_LEAST))


def refusal_reasons(
    closed: Conversation.Closed, answered_at: datetime | None, last_earned_at: datetime | None
) -> Iterator[EarningRefusalReason]:
    """
    Why it earns nothing; none when it earns.

    answered_at: the first reply of the respondent who is credited; None when there was none.
    last_earned_at: the end of the conversation by which the expert last earned with this visitor.
    """
    if not closed.visitor_messages:
        yield EarningRefusalReason.VISITOR_WROTE_NOTHING
    if not closed.respondent_messages:
        yield EarningRefusalReason.RESPONDENT_WROTE_NOTHING
    if answered_at is None or answered_at > closed.at:
        yield EarningRefusalReason.VISITOR_NOT_ANSWERED
    if last_earned_at and abs(closed.at - last_earned_at) < SAME_VISITOR_WITHIN:
        yield EarningRefusalReason.SAME_VISITOR
