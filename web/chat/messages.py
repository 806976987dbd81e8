"""Sending a message: the words go to the private store, what the log needs to the log."""

from datetime import datetime
from uuid import UUID

from domain.conversations.conversation import ChatOpening
from domain.errors import Invalid
from domain.log.entries import IdempotencyKey
from web.chat.visitor_sessions import VisitorSession, conversation_to_write_in
from web.marketplace import Marketplace
from web.private_store.texts import PrivateTexts

LONGEST = 2000
"""Characters of a message."""


class ChatMessages:
    def __init__(self, marketplace: Marketplace, texts: PrivateTexts) -> None:
        self._marketplace = marketplace
        self._texts = texts

    def send_as_visitor(
        self,
        session: VisitorSession,
        message_id: UUID,
        text: str,
        at: datetime,
        *,
        language: str,
        page: str | None,
        disclosures: tuple[str, ...],
    ) -> UUID:
        """
        Write in the conversation under way, or begin one; return the conversation's id.

        message_id: the browser's own: sent again, the message is there once.
        Raises Invalid for a text that is empty, too long, or has characters that no text may have.
        """
        _check_length(text)
        where = conversation_to_write_in(session, self._marketplace.log)
        conversation_id = where.conversation.id
        key = _key(message_id, text)
        commands = self._marketplace.conversations
        with self._texts.with_event_of(conversation_id, session.visitor_id, at) as store_text:
            text_id = store_text(text)
            if where.is_new:
                commands.request(
                    conversation_id,
                    session.brand_id,
                    session.visitor_id,
                    language,
                    at,
                    page=page,
                    opening=ChatOpening(disclosures, text_id, len(text)),
                    idempotency_key=key,
                )
            else:
                commands.send_message(
                    conversation_id,
                    session.visitor_id,
                    text_id,
                    len(text),
                    at,
                    idempotency_key=key,
                )
        return conversation_id

    def send_as_respondent(
        self, conversation_id: UUID, respondent_id: UUID, message_id: UUID, text: str, at: datetime
    ) -> None:
        """
        Write to the visitor.

        Raises Invalid as `send_as_visitor`, and what Conversation.send_message raises.
        """
        _check_length(text)
        with self._texts.with_event_of(conversation_id, respondent_id, at) as store_text:
            self._marketplace.conversations.send_message(
                conversation_id,
                respondent_id,
                store_text(text),
                len(text),
                at,
                idempotency_key=_key(message_id, text),
            )


def _key(message_id: UUID, text: str) -> IdempotencyKey:
    return IdempotencyKey.of(f"message/{message_id}", text)


def _check_length(text: str) -> None:
    if not text.strip():
        raise Invalid("Write a message first.")
    if len(text) > LONGEST:
        raise Invalid(
            "A message can have %(most)s characters. Shorten it, or send it in two parts.",
            most=LONGEST,
        )
