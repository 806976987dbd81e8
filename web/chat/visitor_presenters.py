"""The conversation as its visitor sees it."""

from typing import Any

from domain.conversations.conversation import Conversation, ConversationStatus
from domain.terms import disclosure_of
from web.chat.transcripts import SentMessage, Transcript
from web.http.account_names import names_of


def state_for_visitor(transcript: Transcript) -> dict[str, Any]:
    """
    What the frame shows; nothing of notes, offers, or of people but the respondent's first name.

    `status`: none, waiting, open, closed or lost.
    """
    conversation = transcript.conversation
    return {
        "conversation_id": str(conversation.id),
        "status": conversation.status or "none",
        "position": transcript.position,
        "respondent": _respondent(conversation),
        "can_rate": conversation.status is ConversationStatus.CLOSED and not conversation.rated,
        "is_rated": conversation.rated,
        "messages": [_message(message) for message in transcript.messages],
    }


def _message(message: SentMessage) -> dict[str, Any]:
    return {
        "message_id": str(message.message_id),
        "sender": "visitor" if message.is_of_visitor else "respondent",
        "at": message.at.isoformat(),
        "text": message.text,
    }


def _respondent(conversation: Conversation) -> dict[str, str] | None:
    """First name and disclosure of who has the conversation, or had it at its end."""
    has_one = conversation.status in (ConversationStatus.OPEN, ConversationStatus.CLOSED)
    if not has_one or conversation.respondent_id is None or conversation.terms is None:
        return None
    names = names_of([conversation.respondent_id])
    name = names[conversation.respondent_id].name if names else ""
    return {
        "name": name.partition(" ")[0],
        "disclosure": disclosure_of(conversation.terms, conversation.language),
    }
