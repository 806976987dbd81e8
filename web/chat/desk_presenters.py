"""What a respondent's desk shows: presence, requests to take, and conversations under way."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.errors import NotNow
from domain.log.event_log import EventLog
from domain.presence.presence_session import MAX_CAPACITY, Presence
from domain.presence.presence_session_commands import PresenceSessionCommands
from projections.brands.brands import brand_with_id
from projections.chat.open_conversations import OpenConversation
from projections.chat.queries import conversations_of, offered_to, valid_offers
from projections.engine.timestamps import at_ms
from web.chat.transcripts import SentMessage, Transcript, transcript_of
from web.marketplace import Marketplace
from web.private_store.texts import PrivateTexts


def desk_of(respondent_id: UUID, marketplace: Marketplace, texts: PrivateTexts) -> dict[str, Any]:
    """The whole desk, at a position of the log from which its stream continues."""
    log, read_models = marketplace.log, marketplace.read_models
    position = log.rows.head()  # first: what happens meanwhile comes again on the stream
    read_models.is_caught_up_to(position)
    with read_models.read(read_models.open_conversations) as db:
        offers, own = offered_to(respondent_id, db), conversations_of(respondent_id, db)
    names = _brand_names(marketplace, [*offers, *own])
    return {
        "position": position,
        "presence": _presence(respondent_id, log),
        "offers": [_offer(offer, respondent_id, names) for offer in offers],
        "conversations": [
            _conversation(one, transcript_of(UUID(bytes=one.conversation_id), log, texts), names)
            for one in own
        ],
    }


def _presence(respondent_id: UUID, log: EventLog) -> dict[str, Any]:
    try:
        session = PresenceSessionCommands(log).of(respondent_id)
    except NotNow:
        return {"state": Presence.LEFT, "capacity": 1, "most": MAX_CAPACITY}
    return {"state": session.presence, "capacity": session.capacity, "most": MAX_CAPACITY}


def _brand_names(
    marketplace: Marketplace, conversations: Sequence[OpenConversation]
) -> dict[bytes, str]:
    read_models, names = marketplace.read_models, {}
    with read_models.read(read_models.brands) as db:
        for brand_id in {conversation.brand_id for conversation in conversations}:
            brand = brand_with_id(UUID(bytes=brand_id), db)
            names[brand_id] = brand.name if brand else ""
    return names


def _request(conversation: OpenConversation, names: dict[bytes, str]) -> dict[str, Any]:
    return {
        "conversation_id": str(UUID(bytes=conversation.conversation_id)),
        "brand": names[conversation.brand_id],
        "language": conversation.language,
        "page": conversation.page,
        "requested_at": at_ms(conversation.requested_ms).isoformat(),
    }


def _offer(
    conversation: OpenConversation, respondent_id: UUID, names: dict[bytes, str]
) -> dict[str, Any]:
    expires_ms = valid_offers(conversation)[respondent_id]
    expires_at = at_ms(expires_ms).isoformat() if expires_ms else None
    return _request(conversation, names) | {"expires_at": expires_at}


def _conversation(
    conversation: OpenConversation, transcript: Transcript, names: dict[bytes, str]
) -> dict[str, Any]:
    own = UUID(bytes=conversation.respondent_id or conversation.conversation_id)
    return _request(conversation, names) | {
        "is_visitor_connected": not conversation.disconnected_ms,
        "has_reply": conversation.has_reply,
        "messages": [
            {
                "message_id": str(message.message_id),
                "sender": _sender(message, own),
                "at": message.at.isoformat(),
                "text": message.text,
            }
            for message in transcript.messages
        ],
    }


def _sender(message: SentMessage, own_id: UUID) -> str:
    if message.is_of_visitor:
        return "visitor"
    return "respondent" if message.sender_id == own_id else "colleague"
