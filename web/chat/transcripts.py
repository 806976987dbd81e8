"""What the two sides of a conversation see of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.conversations.conversation import Conversation
from domain.log.event_log import EventLog
from web.private_store.texts import PrivateTexts


class SentMessage(NamedTuple):
    message_id: UUID
    is_of_visitor: bool
    sender_id: UUID
    at: datetime
    text: str | None
    """None: it was erased."""


class Transcript(NamedTuple):
    """A conversation with its messages, at a position of the log."""

    conversation: Conversation
    messages: Sequence[SentMessage]
    position: int
    """Streams continue after it."""


def transcript_of(conversation_id: UUID, log: EventLog, texts: PrivateTexts) -> Transcript:
    """Without any history, the conversation's version is 0."""
    position = log.rows.head()  # first: what happens meanwhile comes again on the stream
    conversation, sent = Conversation(conversation_id), []
    for envelope in log.history(conversation_id):
        conversation.replay(envelope.data)
        if isinstance(envelope.data, Conversation.MessageSent):
            sent.append(envelope.data)
    words = texts.read([message.text_id for message in sent]) if sent else {}
    return Transcript(conversation, _messages(conversation, sent, words), position)


def _messages(
    conversation: Conversation,
    sent: Sequence[Conversation.MessageSent],
    words: Mapping[UUID, str],
) -> list[SentMessage]:
    return [
        SentMessage(
            message.text_id,
            message.sender_id == conversation.visitor_id,
            message.sender_id,
            message.at,
            words.get(message.text_id),
        )
        for message in sent
    ]
