"""Imported history: conversations that a brand had before Comptoir, their ids, and commands."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Literal, NamedTuple
from uuid import UUID, uuid5

import msgspec

from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason
from domain.errors import Invalid
from domain.log.commands import Commands
from domain.log.entries import Decision
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


class ImportResult(NamedTuple):
    """How many conversations an import added to the log, and how many the log had before."""

    new: int
    existing: int


class ImportedHistoryCommands(Commands):
    """Compare past conversations with the log, and import them."""

    def compare(
        self, brand_id: UUID, past: Sequence[PastConversation], terms: Terms
    ) -> list[ComparedConversation]:
        """
        Identify past conversations, and say for each, in the same order, whether the log has it.

        One that the log has keeps its id, whatever its number is now among the visitor's requests
        of that time: an earlier row may have been skipped, or the file's order may have changed.
        """
        indexes_by_request: dict[tuple[datetime, str], list[int]] = {}
        for index, conversation in enumerate(past):
            key = (conversation.opened_at, conversation.visitor)
            indexes_by_request.setdefault(key, []).append(index)
        compared: dict[int, ComparedConversation] = {}
        for indexes in indexes_by_request.values():
            same_time = self._compare_same_time(brand_id, [past[index] for index in indexes], terms)
            compared.update(zip(indexes, same_time, strict=True))
        return [compared[index] for index in range(len(past))]

    def _compare_same_time(
        self, brand_id: UUID, past: Sequence[PastConversation], terms: Terms
    ) -> Iterator[ComparedConversation]:
        """Compare one visitor's requests of one time with those in the log."""
        sources = self._sources_in_log(brand_id, past[0])
        new_ids = (conversation_id(brand_id, past[0], number) for number in count(len(sources) + 1))
        # Equal rows get their ids first, so that none is taken by a row that differs.
        equal_ids = [
            _pop_id(sources, source_of(brand_id, conversation, terms)) for conversation in past
        ]
        for conversation, id in zip(past, equal_ids, strict=True):
            if id is not None:
                yield ComparedConversation(IdentifiedConversation(id, conversation), "existing")
            elif sources:
                unmatched_id, _ = sources.popitem()
                identified = IdentifiedConversation(unmatched_id, conversation)
                yield ComparedConversation(identified, "differs")
            else:
                identified = IdentifiedConversation(next(new_ids), conversation)
                yield ComparedConversation(identified, "new")

    def _sources_in_log(self, brand_id: UUID, past: PastConversation) -> dict[UUID, str]:
        """The source of each request in the log that this visitor made at this time, by id."""
        sources: dict[UUID, str] = {}
        for number in count(1):
            id = conversation_id(brand_id, past, number)
            source = self._log.load_or_new(Conversation, id).source
            if not source:
                break
            sources[id] = source
        return sources

    def import_conversations(
        self, brand_id: UUID, past: Sequence[IdentifiedConversation], terms: Terms
    ) -> ImportResult:
        """
        Record past conversations in one transaction; those that the log has stay as they are.

        terms: those of all answered ones. The events carry the times they happened, and the log
        adds when they were recorded.
        Raises Invalid when the log has one of them with other content, and then records none.
        """
        new: list[Conversation] = []

        def decide() -> Decision:
            new[:] = self._missing(brand_id, past, terms)
            return Decision(list(new))

        self._log.execute(decide)
        return ImportResult(len(new), len(past) - len(new))

    def _missing(
        self, brand_id: UUID, past: Sequence[IdentifiedConversation], terms: Terms
    ) -> Iterator[Conversation]:
        for id, past_conversation in past:
            conversation = self._log.load_or_new(Conversation, id)
            if not conversation.version:
                record_past(conversation, brand_id, past_conversation, terms)
                yield conversation
            elif conversation.source != source_of(brand_id, past_conversation, terms):
                raise Invalid(
                    "Part of this history has already been imported with different content."
                )


def _pop_id(sources: dict[UUID, str], source: str) -> UUID | None:
    """Remove and return the first id with this source; None when there is none."""
    id = next((id for id, other in sources.items() if other == source), None)
    if id is not None:
        del sources[id]
    return id
