"""
What a member did, in sentences, for those who decide on a suspension: each event with its position.

To decline a conversation is a right without consequence, so it is never among them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.aggregate import Event
from domain.assessments.attempt import Attempt
from domain.conversations.conversation import Conversation
from domain.log.envelope import EventEnvelope
from domain.members.member import Member
from projections.assessments.attempts.queries import attempts_by
from projections.conversations.queries import claimed_by
from web.conversations.timeline import context_of
from web.conversations.timeline_labels import describe
from web.http.request_context import brand_directory, marketplace, read, read_models
from web.moderation.labels import attempt_sentence, member_sentence

OF_RESPONDENT = (
    Conversation.Claimed,
    Conversation.Transferred,
    Conversation.Closed,
    Conversation.Lost,
    Conversation.Rated,
)


class EvidenceEvent(NamedTuple):
    """An event that a decision may rest on."""

    position: int
    at: datetime
    about: str
    """The short id of its conversation or attempt; empty for events of the member."""
    sentence: str
    notes: tuple[str, ...] = ()


def evidence_about(
    member_id: UUID, brand_id: UUID | None, period: tuple[date, date]
) -> list[EvidenceEvent]:
    """
    What a member did for a brand, or for any, the newest first.

    Conversations are those requested in the period; the rest is all there is.
    """
    brand_ids = [brand_id] if brand_id else [brand.brand_id for brand in brand_directory().all()]
    with read(read_models().facts) as db:
        conversations = claimed_by(member_id, brand_ids, period, db)
    with read(read_models().attempts) as db:
        attempts = [
            attempt for attempt in attempts_by(member_id, db) if attempt.brand_id in brand_ids
        ]
    streams = [*conversations, *(attempt.attempt_id for attempt in attempts), member_id]
    events = [event for stream in streams for event in _events_of(stream, member_id, brand_id)]
    return sorted(events, key=lambda event: (event.at, event.position), reverse=True)


def evidence_at(position: int, member_id: UUID, brand_id: UUID | None) -> EvidenceEvent | None:
    """One event, as it is described today; None when it cannot be shown any more."""
    rows = marketplace().log.read(position - 1, 1)
    if not rows or rows[0].position != position:
        return None
    events = _events_of(UUID(bytes=rows[0].stream), member_id, brand_id)
    return next((event for event in events if event.position == position), None)


def _events_of(stream: UUID, member_id: UUID, brand_id: UUID | None) -> Iterator[EvidenceEvent]:
    history = marketplace().log.history(stream)
    match history[0].data if history else None:
        case Conversation.Requested():
            yield from _of_conversation(stream, history, member_id)
        case Attempt.Started():
            yield from _of_attempt(stream, history)
        case Member.Joined() if stream == member_id:
            yield from _of_member(history, brand_id)


def _of_conversation(
    stream: UUID, history: Sequence[EventEnvelope[Event]], member_id: UUID
) -> Iterator[EvidenceEvent]:
    events = [recorded.data for recorded in history]
    context = context_of(events, marketplace().log)
    for recorded, event in zip(history, events, strict=True):
        if isinstance(event, OF_RESPONDENT) and event.respondent_id == member_id:
            text = describe(event, context)
            yield EvidenceEvent(
                recorded.position, event.at, short_of(stream), text.sentence, text.notes
            )


def _of_attempt(stream: UUID, history: Sequence[EventEnvelope[Event]]) -> Iterator[EvidenceEvent]:
    for recorded in history:
        event = recorded.data
        if sentence := attempt_sentence(event):
            yield EvidenceEvent(recorded.position, event.at, short_of(stream), sentence)


def _of_member(
    history: Sequence[EventEnvelope[Event]], brand_id: UUID | None
) -> Iterator[EvidenceEvent]:
    for recorded in history:
        event = recorded.data
        is_elsewhere = getattr(event, "brand_id", brand_id) != brand_id
        sentence = None if brand_id and is_elsewhere else member_sentence(event)
        if sentence:
            yield EvidenceEvent(recorded.position, event.at, "", sentence)


def short_of(id: UUID) -> str:
    return id.hex[:8]
