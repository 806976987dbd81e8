"""
Who a visitor is: an id in a signed cookie, given at the first click into the widget.

The cookie is partitioned: the browser keeps one for each site that shows the widget, also where it
blocks cookies of third parties, and none of them says what the visitor did elsewhere.
"""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4, uuid5

from flask import Response
from itsdangerous import BadData, URLSafeSerializer

from domain.conversations.conversation import Conversation, ConversationStatus
from domain.log.event_log import EventLog

COOKIE = "__Host-comptoir-visitor"
VALID_FOR = timedelta(days=30)


class VisitorSession(NamedTuple):
    visitor_id: UUID
    brand_id: UUID

    def conversation_id(self, number: int) -> UUID:
        """Of the visitor's so many-th conversation: a request that is sent twice is one."""
        return uuid5(self.visitor_id, f"conversation/{number}")


class VisitorSessions:
    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeSerializer(secret_key, salt="visitor-session")

    def read(self, written: str, brand_id: UUID) -> VisitorSession | None:
        """None without a session of this brand that was signed here."""
        try:
            visitor, brand = self._serializer.loads(written)
        except BadData:
            return None
        session = VisitorSession(UUID(hex=visitor), UUID(hex=brand))
        return session if session.brand_id == brand_id else None

    def begin(self, brand_id: UUID, response: Response) -> VisitorSession:
        """A new visitor; the response sets the cookie."""
        session = VisitorSession(uuid4(), brand_id)
        response.set_cookie(
            COOKIE,
            str(self._serializer.dumps([session.visitor_id.hex, brand_id.hex])),
            max_age=VALID_FOR,
            secure=True,
            httponly=True,
            samesite="None",
            partitioned=True,
        )
        return session


class VisitorConversation(NamedTuple):
    """The conversation that a visitor is in, or would begin."""

    number: int
    """Of the visitor's, from 0."""
    conversation: Conversation

    @property
    def is_new(self) -> bool:
        return not self.conversation.version

    @property
    def is_under_way(self) -> bool:
        return self.conversation.status in (ConversationStatus.WAITING, ConversationStatus.OPEN)


def last_conversation(session: VisitorSession, log: EventLog) -> VisitorConversation:
    """The newest conversation of a visitor; a new one when there is none."""
    last = VisitorConversation(0, log.load_or_new(Conversation, session.conversation_id(0)))
    number = 1
    while not last.is_new:
        next_one = log.load_or_new(Conversation, session.conversation_id(number))
        if not next_one.version:
            break
        last, number = VisitorConversation(number, next_one), number + 1
    return last


def conversation_to_write_in(session: VisitorSession, log: EventLog) -> VisitorConversation:
    """The one under way, or the next: what is written after the end begins anew."""
    last = last_conversation(session, log)
    if last.is_new or last.is_under_way:
        return last
    number = last.number + 1
    return VisitorConversation(number, Conversation(session.conversation_id(number)))
