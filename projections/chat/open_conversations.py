"""Open conversations: those that wait or are open, and to whom they are offered."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, delete, select

from domain.conversations.conversation import Conversation
from domain.log.envelope import EventEnvelope
from projections.chat.tables import open_conversations, tables
from projections.engine.bulk_insert import upsert_rows
from projections.engine.timestamps import ms_of

READ_AT_ONCE = 500
MAX_IN_MEMORY = 20_000
"""Conversations that have changed, before they are written."""


class OfferState(StrEnum):
    """What became of an offer."""

    OFFERED = "offered"
    DECLINED = "declined"
    EXPIRED = "expired"
    HANDED_ON = "handed_on"


Offers = dict[str, tuple[OfferState, int]]
"""By respondent (hexadecimal): what became of it, and when it expires, in milliseconds or 0."""


class OpenConversation(msgspec.Struct):
    """A conversation that has not ended; fields in the order of the columns."""

    conversation_id: bytes
    brand_id: bytes
    visitor_id: bytes
    language: str
    subject_id: bytes | None
    page: str
    requested_ms: int
    waiting_since_ms: int
    respondent_id: bytes | None = None
    model: str = ""
    claimed_ms: int = 0
    has_reply: bool = False
    is_answered: bool = False
    last_message_ms: int = 0
    is_last_of_visitor: bool = True
    disconnected_ms: int = 0
    offers: Offers = {}

    @classmethod
    def of_row(cls, row: Row[Any]) -> "OpenConversation":
        conversation = cls(*tuple(row))
        conversation.offers = msgspec.json.decode(row.offers, type=Offers)
        return conversation

    def row(self) -> tuple[Any, ...]:
        *columns, offers = msgspec.structs.astuple(self)
        return (*columns, msgspec.json.encode(offers).decode())

    def settle_offer(self, respondent_id: UUID, state: OfferState) -> None:
        self.offers = {**self.offers, respondent_id.hex: (state, 0)}

    def wait_again(self, respondent_id: UUID, at: datetime) -> None:
        self.respondent_id, self.model = None, ""
        self.has_reply = False
        self.waiting_since_ms = ms_of(at)
        self.settle_offer(respondent_id, OfferState.HANDED_ON)


def _requested(stream: bytes, event: Conversation.Requested) -> OpenConversation:
    at_ms = ms_of(event.at)
    return OpenConversation(
        conversation_id=stream,
        brand_id=event.brand_id.bytes,
        visitor_id=event.visitor_id.bytes,
        language=event.language,
        subject_id=event.subject_id.bytes if event.subject_id else None,
        page=event.page or "",
        requested_ms=at_ms,
        waiting_since_ms=at_ms,
        last_message_ms=at_ms,
    )


def _offered(conversation: OpenConversation, event: Conversation.Offered) -> None:
    expires_ms = ms_of(event.expires_at) if event.expires_at else 0
    offers: Offers = {
        respondent_id.hex: (OfferState.OFFERED, expires_ms)
        for respondent_id in event.respondent_ids
    }
    conversation.offers = conversation.offers | offers


def _declined(conversation: OpenConversation, event: Conversation.Declined) -> None:
    conversation.settle_offer(event.respondent_id, OfferState.DECLINED)


def _offer_expired(conversation: OpenConversation, event: Conversation.OfferExpired) -> None:
    conversation.settle_offer(event.respondent_id, OfferState.EXPIRED)


def _claimed(conversation: OpenConversation, event: Conversation.Claimed) -> None:
    conversation.respondent_id = event.respondent_id.bytes
    conversation.model = event.terms.model
    conversation.claimed_ms = ms_of(event.at)
    conversation.has_reply = False


def _first_reply_sent(conversation: OpenConversation, _event: Conversation.FirstReplySent) -> None:
    conversation.has_reply = conversation.is_answered = True


def _message_sent(conversation: OpenConversation, event: Conversation.MessageSent) -> None:
    conversation.last_message_ms = ms_of(event.at)
    conversation.is_last_of_visitor = event.sender_id.bytes == conversation.visitor_id


def _navigated(conversation: OpenConversation, event: Conversation.VisitorNavigated) -> None:
    conversation.page = event.page


def _disconnected(conversation: OpenConversation, event: Conversation.VisitorDisconnected) -> None:
    conversation.disconnected_ms = ms_of(event.at)


def _reconnected(conversation: OpenConversation, _event: Conversation.VisitorReconnected) -> None:
    conversation.disconnected_ms = 0


def _handed_on(
    conversation: OpenConversation, event: Conversation.Transferred | Conversation.ClaimReleased
) -> None:
    conversation.wait_again(event.respondent_id, event.at)


CHANGES: Mapping[type, Callable[[OpenConversation, Any], None]] = {
    Conversation.Offered: _offered,
    Conversation.Declined: _declined,
    Conversation.OfferExpired: _offer_expired,
    Conversation.Claimed: _claimed,
    Conversation.FirstReplySent: _first_reply_sent,
    Conversation.MessageSent: _message_sent,
    Conversation.VisitorNavigated: _navigated,
    Conversation.VisitorDisconnected: _disconnected,
    Conversation.VisitorReconnected: _reconnected,
    Conversation.Transferred: _handed_on,
    Conversation.ClaimReleased: _handed_on,
}
ENDS = (Conversation.Closed, Conversation.Lost)


class OpenConversationsFold:
    """Holds changed conversations in memory; in a rebuild most end before they are written."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._changed: dict[bytes, OpenConversation | None] = {}
        """None: it has ended."""

    def apply(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        requested = {
            event.stream for event in batch if isinstance(event.data, Conversation.Requested)
        }
        self._read({event.stream for event in batch} - requested)
        for event in batch:
            self._change(event)
        if len(self._changed) > MAX_IN_MEMORY:
            self.flush()

    def _read(self, conversation_ids: set[bytes]) -> None:
        missing = [id for id in conversation_ids if id not in self._changed]
        for first in range(0, len(missing), READ_AT_ONCE):
            ids = missing[first : first + READ_AT_ONCE]
            condition = open_conversations.c.conversation_id.in_(ids)
            for row in self._db.execute(select(open_conversations).where(condition)):
                self._changed[row.conversation_id] = OpenConversation.of_row(row)

    def _change(self, event: EventEnvelope[Any]) -> None:
        if isinstance(event.data, Conversation.Requested):
            self._changed[event.stream] = _requested(event.stream, event.data)
        elif isinstance(event.data, ENDS):
            self._changed[event.stream] = None
        elif conversation := self._changed.get(event.stream):
            CHANGES[type(event.data)](conversation, event.data)

    def flush(self) -> None:
        ended = [id for id, conversation in self._changed.items() if conversation is None]
        for first in range(0, len(ended), READ_AT_ONCE):
            ids = ended[first : first + READ_AT_ONCE]
            self._db.execute(
                delete(open_conversations).where(open_conversations.c.conversation_id.in_(ids))
            )
        rows = [conversation.row() for conversation in self._changed.values() if conversation]
        upsert_rows(open_conversations, rows, self._db)
        self._changed.clear()


class OpenConversations:
    """Which conversations wait or are open."""

    name = "open_conversations"
    version = 1
    tables = tables
    event_types = (Conversation.Requested, *CHANGES, *ENDS)

    def begin(self, db: Connection) -> OpenConversationsFold:
        return OpenConversationsFold(db)
