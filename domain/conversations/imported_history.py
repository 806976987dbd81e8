"""Imported history: conversations that a brand had before Comptoir, and the ids they get."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID, uuid5

import msgspec

from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason
from domain.terms import Terms


class PastConversation(NamedTuple):
    """One conversation as another system recorded it. Times are UTC, persons are pseudonyms."""

    opened_at: datetime
    visitor: str
    respondent: str | None
    answered_at: datetime | None
    """None: a lost request."""
    ended_at: datetime
    visitor_messages: int
    respondent_messages: int


class IdentifiedConversation(NamedTuple):
    """A past conversation with its id, which is the same each time it is imported."""

    id: UUID
    conversation: PastConversation


class ComparedConversation(NamedTuple):
    """A past conversation, and whether the log has it: not yet, or with equal or other content."""

    past: IdentifiedConversation
    status: Literal["new", "existing", "differs"]


def identify(brand_id: UUID, past: Iterable[PastConversation]) -> list[IdentifiedConversation]:
    """
    Give each past conversation an id made of its visitor, its time, and a number.

    The number counts the visitor's requests of one time from 1, so that two requests in one minute
    stay two, and the same file gives the same ids again.
    """
    numbers: dict[tuple[datetime, str], int] = {}
    identified = []
    for conversation in past:
        key = (conversation.opened_at, conversation.visitor)
        numbers[key] = number = numbers.get(key, 0) + 1
        id = conversation_id(brand_id, conversation, number)
        identified.append(IdentifiedConversation(id, conversation))
    return identified


def conversation_id(brand_id: UUID, past: PastConversation, number: int) -> UUID:
    """The id of the n-th request, from 1, that a visitor made to a brand at one time."""
    return uuid5(brand_id, f"{past.opened_at.isoformat()}/{past.visitor}/{number}")


def record_past(
    conversation: Conversation, brand_id: UUID, past: PastConversation, terms: Terms
) -> None:
    """Record the events of a past conversation, at the times they happened."""
    source = source_of(brand_id, past, terms)
    visitor_id = uuid5(brand_id, past.visitor)
    conversation.request(brand_id, visitor_id, "en", None, None, past.opened_at, source=source)
    if past.answered_at is None or past.respondent is None:
        conversation.lose(LostReason.NOT_RECORDED, past.ended_at)
        return
    messages = (past.visitor_messages, past.respondent_messages)
    respondent_id = uuid5(brand_id, past.respondent)
    conversation.import_answered(respondent_id, terms, messages, past.answered_at, past.ended_at)


def source_of(brand_id: UUID, past: PastConversation, terms: Terms) -> str:
    """`import:` and a digest of the whole row and of the terms it is imported with."""
    content = msgspec.json.encode([brand_id, tuple(past), terms])
    return f"import:{hashlib.sha256(content).hexdigest()[:16]}"
