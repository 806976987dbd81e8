"""
What somebody did, told in words, for whoever decides about them: each event with its position.

To decline a conversation is a right without consequence, so it is never among them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.aggregate import Event
from domain.assessments.attempt import Attempt
from domain.conversations.conversation import Conversation
from domain.log.subscription import EventEnvelope
from domain.members.member import Member
from projections.assessments.attempts.queries import attempts_by
from projections.conversations.answered_queries import answered_by
from web.conversations.timeline import about_of
from web.conversations.timeline_labels import sentence_of
from web.http.request_context import brand_directory, marketplace
from web.moderation.labels import said_of_attempt, said_of_member

HELD = (Conversation.Claimed, Conversation.Transferred, Conversation.Closed, Conversation.Lost)


class Shown(NamedTuple):
    """An event that a decision may rest on."""

    position: int
    at: datetime
    about: str
    """Which conversation, or what else: its short name."""
    sentence: str
    notes: tuple[str, ...] = ()


def evidence_about(
    member_id: UUID, brand_id: UUID | None, period: tuple[date, date]
) -> list[Shown]:
    """
    What a member did for a brand, or for any, the newest first.

    Conversations are those requested in the period; the rest is all there is.
    """
    ids = [brand_id] if brand_id else [each.brand_id for each in brand_directory().all()]
    read_models = marketplace().read_models
    with read_models.read(read_models.facts) as db:
        conversations = answered_by(member_id, ids, period, db)
    with read_models.read(read_models.attempts) as db:
        attempts = [each for each in attempts_by(member_id, db) if each.brand_id in ids]
    streams = [*conversations, *(each.attempt_id for each in attempts), member_id]
    found = [each for id in streams for each in _told_of(id, member_id, brand_id)]
    return sorted(found, key=lambda each: (each.at, each.position), reverse=True)


def evidence_at(position: int, member_id: UUID, brand_id: UUID | None) -> Shown | None:
    """One event again, as it is told today; None when it cannot be told any more."""
    rows = marketplace().log.read(position - 1, 1)
    if not rows or rows[0].position != position:
        return None
    stream = UUID(bytes=rows[0].stream)
    told = (each for each in _told_of(stream, member_id, brand_id) if each.position == position)
    return next(told, None)


def _told_of(stream: UUID, member_id: UUID, brand_id: UUID | None) -> Iterator[Shown]:
    told = marketplace().log.history(stream)
    match told[0].data if told else None:
        case Conversation.Requested():
            yield from _conversation(stream, told, member_id)
        case Attempt.Started():
            yield from _attempt(stream, told)
        case Member.Joined() if stream == member_id:
            yield from _member(told, brand_id)


def _conversation(
    stream: UUID, told: Sequence[EventEnvelope[Event]], member_id: UUID
) -> Iterator[Shown]:
    about = about_of([each.data for each in told], marketplace().log)
    answering = None
    for each in told:
        event = each.data
        answering = event.respondent_id if isinstance(event, Conversation.Claimed) else answering
        held = isinstance(event, HELD) and event.respondent_id == member_id
        rated = isinstance(event, Conversation.Rated) and event.respondent_id == member_id
        if held or rated:
            said = sentence_of(event, about)
            yield Shown(each.position, event.at, short_of(stream), said.sentence, said.notes)


def _attempt(stream: UUID, told: Sequence[EventEnvelope[Event]]) -> Iterator[Shown]:
    for each in told:
        event = each.data
        if said := said_of_attempt(event):
            yield Shown(each.position, event.at, short_of(stream), said)


def _member(told: Sequence[EventEnvelope[Event]], brand_id: UUID | None) -> Iterator[Shown]:
    for each in told:
        event = each.data
        elsewhere = getattr(event, "brand_id", brand_id) != brand_id
        said = None if brand_id and elsewhere else said_of_member(event)
        if said:
            yield Shown(each.position, event.at, "", said)


def short_of(id: UUID) -> str:
    return id.hex[:8]
