"""What live routing and desks read of conversations that have not ended."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from domain.conversations.routing import RoutingRequest
from projections.chat.open_conversations import OfferState, OpenConversation
from projections.chat.tables import open_conversations
from projections.engine.timestamps import ms_of


def waiting_conversations(db: Connection) -> list[OpenConversation]:
    """Those that wait for a respondent, the oldest request first."""
    c = open_conversations.c
    waiting = select(open_conversations).where(c.respondent_id.is_(None))
    rows = db.execute(waiting.order_by(c.requested_ms, c.conversation_id))
    return [OpenConversation.of_row(row) for row in rows]


def claimed_conversations(db: Connection) -> list[OpenConversation]:
    """Those that a respondent has, the oldest request first."""
    c = open_conversations.c
    claimed = select(open_conversations).where(c.respondent_id.is_not(None))
    rows = db.execute(claimed.order_by(c.requested_ms, c.conversation_id))
    return [OpenConversation.of_row(row) for row in rows]


def routing_request_of(conversation: OpenConversation, at: datetime) -> RoutingRequest:
    """What routing reads of it at a moment (UTC)."""

    def in_state(state: OfferState) -> frozenset[UUID]:
        return frozenset(
            UUID(hex=respondent)
            for respondent, (its_state, _) in conversation.offers.items()
            if its_state is state
        )

    return RoutingRequest(
        conversation_id=UUID(bytes=conversation.conversation_id),
        visitor_id=UUID(bytes=conversation.visitor_id),
        language=conversation.language,
        subject_id=UUID(bytes=conversation.subject_id) if conversation.subject_id else None,
        waited_s=max(0, ms_of(at) - conversation.requested_ms) // 1000,
        declined=in_state(OfferState.DECLINED),
        offers_expired=in_state(OfferState.EXPIRED),
        handed_on=in_state(OfferState.HANDED_ON),
    )


def valid_offers(conversation: OpenConversation) -> dict[UUID, int]:
    """Who may claim it, and until when, in milliseconds; 0: as long as it waits."""
    return {
        UUID(hex=respondent): expires_ms
        for respondent, (state, expires_ms) in conversation.offers.items()
        if state is OfferState.OFFERED
    }


def offers_alone(conversations: list[OpenConversation]) -> Counter[UUID]:
    """How many waiting requests each respondent is being offered alone."""
    return Counter(
        respondent_id
        for conversation in conversations
        for respondent_id, expires_ms in valid_offers(conversation).items()
        if expires_ms
    )


def conversations_of(respondent_id: UUID, db: Connection) -> list[OpenConversation]:
    """Those that a respondent has, the oldest claim first."""
    c = open_conversations.c
    own = select(open_conversations).where(c.respondent_id == respondent_id.bytes)
    rows = db.execute(own.order_by(c.claimed_ms, c.conversation_id))
    return [OpenConversation.of_row(row) for row in rows]


def offered_to(respondent_id: UUID, db: Connection) -> list[OpenConversation]:
    """The waiting requests that a respondent may take, the oldest first."""
    return [
        conversation
        for conversation in waiting_conversations(db)
        if respondent_id in valid_offers(conversation)
    ]


def place_in_queue(conversation_id: UUID, db: Connection) -> int:
    """Its place among the waiting requests of its brand, from 1; 0 when it does not wait."""
    waiting = waiting_conversations(db)
    own = next((one for one in waiting if one.conversation_id == conversation_id.bytes), None)
    if own is None:
        return 0
    of_brand = [one.conversation_id for one in waiting if one.brand_id == own.brand_id]
    return of_brand.index(own.conversation_id) + 1
