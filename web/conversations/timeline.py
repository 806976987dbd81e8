"""The story of one conversation: what happened, when, and when it was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.aggregate import Event
from domain.brands.subject import Subject
from domain.conversations.conversation import Conversation
from domain.errors import NotNow
from domain.log.event_log import EventLog
from domain.log.mapper import Unreadable
from domain.log.subscription import EventEnvelope
from projections.brands.subjects import name_in
from web.conversations.presenters import short
from web.conversations.timeline_labels import About, Said, sentence_of
from web.conversations.timeline_summary import glance_at
from web.i18n.language import current_language

RECORDED_LATER = timedelta(minutes=1)
"""Beyond that, an event was told later than it happened: the page says when."""


@dataclass(frozen=True)
class Moment:
    """One event of the story."""

    said: Said
    at: datetime
    since_s: float | None
    """Seconds after the event before it; None for the first."""
    recorded_at: datetime
    position: int
    version: int
    topic: str

    @property
    def was_told_later(self) -> bool:
        return abs(self.recorded_at - self.at) > RECORDED_LATER


@dataclass(frozen=True)
class Story:
    conversation_id: UUID
    about: About
    outcome: str
    glance: tuple[tuple[str, str], ...]
    moments: tuple[Moment, ...]

    @property
    def short_id(self) -> str | None:
        return short(self.conversation_id)


def story_of(conversation_id: UUID, log: EventLog) -> Story:
    """Tell a conversation by its events. Raises NotNow when one of them cannot be read."""
    try:
        told = log.history(conversation_id)
    except Unreadable as error:
        raise NotNow("This conversation holds an event that cannot be read at present.") from error
    events = [each.data for each in told]
    about = about_of(events, log)
    moments = moments_of(told, about)
    return Story(conversation_id, about, outcome_of(events), glance_at(events, about), moments)


def about_of(events: Sequence[Event], log: EventLog) -> About:
    """What every sentence of the story may need to know."""
    [first, *_] = events
    assert isinstance(first, Conversation.Requested)
    answers = [each.at for each in events if isinstance(each, Conversation.FirstReplySent)]
    return About(
        visitor_id=first.visitor_id,
        requested_at=first.at,
        answered_at=answers[0] if answers else None,
        language=first.language,
        was_brought=first.source.startswith("import:"),
        subject=subject_name(first.subject_id, log),
    )


def subject_name(subject_id: UUID | None, log: EventLog) -> str | None:
    """What a subject is called, in the reader's language or any."""
    if subject_id is None:
        return None
    for told in log.history(subject_id):
        if isinstance(told.data, Subject.Added):
            return name_in(told.data.name_by_language, current_language())
    return short(subject_id)


def outcome_of(events: Sequence[Event]) -> str:
    if any(isinstance(each, Conversation.Lost) for each in events):
        return "lost"
    answered = any(isinstance(each, Conversation.FirstReplySent) for each in events)
    return "answered" if answered else "waiting"


def moments_of(told: Sequence[EventEnvelope[Event]], about: About) -> tuple[Moment, ...]:
    events = [each.data for each in told]
    times = [None, *(event.at for event in events)]
    return tuple(
        Moment(
            sentence_of(event, about),
            event.at,
            None if before is None else (event.at - before).total_seconds(),
            each.recorded_at,
            each.position,
            each.version,
            event.TOPIC,
        )
        for each, event, before in zip(told, events, times, strict=False)
    )
