"""History that a brand brings with it: conversations that were held before Comptoir."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Literal, NamedTuple
from uuid import UUID, uuid5

import msgspec

from domain.conversations.conversation import Conversation, LostReason
from domain.errors import Invalid
from domain.log.entries import Decision
from domain.log.event_log import EventLog
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


class Recognised(NamedTuple):
    """A past conversation, and whether it is in the log: with this content, or with other."""

    past: Past
    standing: Literal["new", "there", "differs"]


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
        found.append(Past(_id(brand_id, each, number), each))
    return found


def _id(brand_id: UUID, past: PastConversation, number: int) -> UUID:
    return uuid5(brand_id, f"{past.opened_at.isoformat()}/{past.visitor}/{number}")


class ImportedHistoryCommands:
    """Brings past conversations into the log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def recognised(
        self, brand_id: UUID, past: Sequence[PastConversation], terms: Terms
    ) -> list[Recognised]:
        """
        Identify past conversations, and say which of them are in the log.

        One that is there keeps its id, whichever number it has now among the visitor's requests of
        that minute: one before it may have been left out as bad, or the file's order has changed.
        """
        alike: dict[tuple[datetime, str], list[int]] = {}
        for index, each in enumerate(past):
            alike.setdefault((each.opened_at, each.visitor), []).append(index)
        found: dict[int, Recognised] = {}
        for indexes in alike.values():
            told = self._recognised(brand_id, [past[index] for index in indexes], terms)
            found.update(zip(indexes, told, strict=True))
        return [found[index] for index in range(len(past))]

    def _recognised(
        self, brand_id: UUID, alike: Sequence[PastConversation], terms: Terms
    ) -> Iterator[Recognised]:
        """Recognise one visitor's requests of one minute."""
        left = self._there(brand_id, alike[0])
        free = (_id(brand_id, alike[0], number) for number in count(len(left) + 1))
        same = [_taken(left, _source(brand_id, each, terms)) for each in alike]
        for each, id in zip(alike, same, strict=True):
            if id is not None:
                yield Recognised(Past(id, each), "there")
            elif left:
                yield Recognised(Past(left.popitem()[0], each), "differs")
            else:
                yield Recognised(Past(next(free), each), "new")

    def _there(self, brand_id: UUID, like: PastConversation) -> dict[UUID, str]:
        """The requests that this visitor made in this minute and that are in the log, by source."""
        found: dict[UUID, str] = {}
        for number in count(1):
            id = _id(brand_id, like, number)
            source = self._log.load_or_new(Conversation, id).source
            if not source:
                break
            found[id] = source
        return found

    def bring(self, brand_id: UUID, past: Sequence[Past], terms: Terms) -> Brought:
        """
        Record past conversations in one transaction; those that are there already stay as they are.

        The events carry the times of the facts; the log adds when they were recorded. Raises
        Invalid when one was brought before with other content: facts are not changed.
        """
        new: list[Conversation] = []

        def decide() -> Decision:
            new[:] = self._missing(brand_id, past, terms)
            return Decision(list(new))

        self._log.execute(decide)
        return Brought(len(new), len(past) - len(new))

    def _missing(
        self, brand_id: UUID, past: Sequence[Past], terms: Terms
    ) -> Iterator[Conversation]:
        for each in past:
            conversation = self._log.load_or_new(Conversation, each.id)
            source = _source(brand_id, each.conversation, terms)
            if not conversation.version:
                yield _recorded(conversation, brand_id, each.conversation, terms)
            elif conversation.source != source:
                raise Invalid(
                    "Part of this history has already been imported with different content."
                )


def _taken(left: dict[UUID, str], source: str) -> UUID | None:
    """Take out the first id with this source."""
    found = next((id for id, kept in left.items() if kept == source), None)
    if found is not None:
        del left[found]
    return found


def _recorded(
    conversation: Conversation, brand_id: UUID, past: PastConversation, terms: Terms
) -> Conversation:
    source = _source(brand_id, past, terms)
    visitor_id = uuid5(brand_id, past.visitor)
    conversation.request(brand_id, visitor_id, "en", None, None, past.opened_at, source=source)
    if past.answered_at is None or past.respondent is None:
        conversation.lose(LostReason.NOT_RECORDED, past.ended_at)
        return conversation
    messages = (past.visitor_messages, past.respondent_messages)
    respondent_id = uuid5(brand_id, past.respondent)
    conversation.import_answered(respondent_id, terms, messages, past.answered_at, past.ended_at)
    return conversation


def _source(brand_id: UUID, past: PastConversation, terms: Terms) -> str:
    """Where it comes from: a digest of the whole row and of the terms it was said to be held on."""
    content = msgspec.json.encode([brand_id, tuple(past), terms])
    return f"import:{hashlib.sha256(content).hexdigest()[:16]}"
