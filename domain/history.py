"""History that a brand brings with it: conversations that were held before Comptoir."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec

from domain.conversation import Conversation, LostReason
from domain.errors import Invalid
from domain.log.application import EventLog
from domain.log.entry import Decision
from domain.terms import Terms


class PastConversation(NamedTuple):
    """One conversation as somebody else recorded it. Persons are pseudonyms."""

    opened_at: datetime
    visitor: str
    respondent: str | None
    answered_at: datetime | None
    ended_at: datetime
    visitor_messages: int
    respondent_messages: int


class Brought(NamedTuple):
    """What came of bringing: new conversations, and those that were there already."""

    new: int
    known: int


class Past(NamedTuple):
    """A past conversation with the id it has, however often it is brought."""

    id: UUID
    conversation: PastConversation


def identified(brand_id: UUID, past: Iterable[PastConversation]) -> list[Past]:
    """
    Give each past conversation its id: who asked, when, and the how-manieth such request it is.

    The same file brings the same ids again; two requests of one visitor in one minute stay two.
    """
    seen: dict[tuple[datetime, str], int] = {}
    found = []
    for each in past:
        key = (each.opened_at, each.visitor)
        seen[key] = number = seen.get(key, 0) + 1
        text = f"{each.opened_at.isoformat()}/{each.visitor}/{number}"
        found.append(Past(uuid5(brand_id, text), each))
    return found


class History:
    """Brings past conversations into the log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def differing(self, brand_id: UUID, past: Sequence[Past], terms: Terms) -> list[int]:
        """Which of these (by index) were brought before with other content."""
        return [
            index
            for index, each in enumerate(past)
            if self._source_of(each.id) not in ("", _source(brand_id, each, terms))
        ]

    def known(self, past: Sequence[Past]) -> int:
        """How many of these have been brought already."""
        return sum(1 for each in past if self._source_of(each.id))

    def bring(self, brand_id: UUID, past: Sequence[Past], terms: Terms) -> Brought:
        """
        Record past conversations in one transaction; those that are there already stay as they are.

        The events carry the times of the facts; the log adds when they were recorded. Raises
        Invalid when one was brought before with other content: facts are not changed.
        """
        if self.differing(brand_id, past, terms):
            raise Invalid("Some of this history was brought before with other content.")
        new: list[Conversation] = []

        def decide() -> Decision:
            new[:] = [
                _recorded(conversation, brand_id, each, terms)
                for each in past
                if not (conversation := self._log.find(Conversation, each.id)).version
            ]
            return Decision(list(new))

        self._log.record(decide)
        return Brought(len(new), len(past) - len(new))

    def _source_of(self, conversation_id: UUID) -> str:
        return self._log.find(Conversation, conversation_id).source


def _recorded(conversation: Conversation, brand_id: UUID, past: Past, terms: Terms) -> Conversation:
    each = past.conversation
    source = _source(brand_id, past, terms)
    visitor_id = uuid5(brand_id, each.visitor)
    conversation.request(brand_id, visitor_id, "en", None, None, each.opened_at, source=source)
    if each.answered_at is None or each.respondent is None:
        conversation.lose(LostReason.NOT_RECORDED, each.ended_at)
        return conversation
    messages = (each.visitor_messages, each.respondent_messages)
    respondent_id = uuid5(brand_id, each.respondent)
    conversation.bring(respondent_id, terms, messages, each.answered_at, each.ended_at)
    return conversation


def _source(brand_id: UUID, past: Past, terms: Terms) -> str:
    """Where it comes from: a digest of the whole row and of the terms it was said to be held on."""
    content = msgspec.json.encode([brand_id, tuple(past.conversation), terms])
    return f"import:{hashlib.sha256(content).hexdigest()[:16]}"
