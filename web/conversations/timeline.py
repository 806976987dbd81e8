"""The timeline of one conversation: what happened, when, and when it was recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from domain.aggregate import Event
from domain.brands.subject import Subject
from domain.conversations.conversation import Conversation
from domain.errors import NotNow
from domain.log.envelope import EventEnvelope
from domain.log.event_log import EventLog
from domain.log.mapper import Unreadable
from domain.terms import Employed, Paid, Voluntary
from projections.brands.subjects import name_in
from web.conversations.labels import respondent_role
from web.conversations.presenters import short
from web.conversations.timeline_labels import ConversationContext, EventText, describe
from web.i18n import formats
from web.i18n.language import current_language, gettext
from web.i18n.locale_names import language_name

RECORDED_LATER = timedelta(minutes=1)
"""An event recorded longer after it happened than this: the page says when."""


@dataclass(frozen=True)
class TimelineEntry:
    """One event of the timeline."""

    text: EventText
    at: datetime
    since_s: float | None
    """Seconds after the event before it; None for the first."""
    recorded_at: datetime
    position: int
    version: int
    topic: str

    @property
    def is_recorded_later(self) -> bool:
        return abs(self.recorded_at - self.at) > RECORDED_LATER


@dataclass(frozen=True)
class Timeline:
    conversation_id: UUID
    context: ConversationContext
    outcome: str
    summary: tuple[tuple[str, str], ...]
    """Names and values, those that are known."""
    entries: tuple[TimelineEntry, ...]

    @property
    def short_id(self) -> str | None:
        return short(self.conversation_id)


def timeline_of(conversation_id: UUID, log: EventLog) -> Timeline:
    """A conversation by its events. Raises NotNow when one of them cannot be read."""
    try:
        history = log.history(conversation_id)
    except Unreadable as error:
        raise NotNow(
            "This conversation contains an event that cannot be read at the moment."
        ) from error
    events = [recorded.data for recorded in history]
    context = context_of(events, log)
    return Timeline(
        conversation_id,
        context,
        outcome_of(events),
        tuple(_summary(events, context)),
        entries_of(history, context),
    )


def context_of(events: Sequence[Event], log: EventLog) -> ConversationContext:
    """What the description of any event of the conversation may need to know."""
    [first, *_] = events
    assert isinstance(first, Conversation.Requested)
    answers = [event.at for event in events if isinstance(event, Conversation.FirstReplySent)]
    return ConversationContext(
        visitor_id=first.visitor_id,
        requested_at=first.at,
        answered_at=answers[0] if answers else None,
        language=first.language,
        is_imported=first.source.startswith("import:"),
        subject=subject_name(first.subject_id, log),
    )


def subject_name(subject_id: UUID | None, log: EventLog) -> str | None:
    """The name of a subject in the reader's language, or in any."""
    if subject_id is None:
        return None
    for recorded in log.history(subject_id):
        if isinstance(recorded.data, Subject.Added):
            return name_in(recorded.data.name_by_language, current_language())
    return short(subject_id)


def outcome_of(events: Sequence[Event]) -> str:
    if any(isinstance(event, Conversation.Lost) for event in events):
        return "lost"
    is_answered = any(isinstance(event, Conversation.FirstReplySent) for event in events)
    return "answered" if is_answered else "waiting"


def entries_of(
    history: Sequence[EventEnvelope[Event]], context: ConversationContext
) -> tuple[TimelineEntry, ...]:
    events = [recorded.data for recorded in history]
    times_before = [None, *(event.at for event in events)]
    return tuple(
        TimelineEntry(
            describe(event, context),
            event.at,
            None if before is None else (event.at - before).total_seconds(),
            recorded.recorded_at,
            recorded.position,
            recorded.version,
            event.TOPIC,
        )
        for recorded, event, before in zip(history, events, times_before, strict=False)
    )


def _summary(events: Sequence[Event], context: ConversationContext) -> Iterator[tuple[str, str]]:
    yield gettext("Language"), language_name(context.language)
    if context.answered_at is not None:
        wait_s = (context.answered_at - context.requested_at).total_seconds()
        yield gettext("Wait"), formats.duration(wait_s)
    for event in events:
        match event:
            case Conversation.Closed():
                yield from _summary_of_close(event, context)
            case Conversation.Rated(speed=speed, service=service, quality=quality):
                yield gettext("Ratings (of 5)"), f"{speed} · {service} · {quality}"
            case Conversation.SaleAttributed(amount=amount):
                yield gettext("Sale"), formats.money(amount.amount, amount.currency)


def _summary_of_close(
    event: Conversation.Closed, context: ConversationContext
) -> Iterator[tuple[str, str]]:
    respondent = f"{respondent_role(event.terms.model)} {short(event.respondent_id)}"
    yield gettext("Answered by"), respondent
    lasted_s = (event.at - context.requested_at).total_seconds()
    yield gettext("Time from request to close"), formats.duration(lasted_s)
    messages = event.visitor_messages + event.respondent_messages
    yield gettext("Messages"), formats.number(messages)
    match event.terms:
        case Paid(price=price):
            yield gettext("Price"), formats.money(price.amount, price.currency)
        case Voluntary(points=points):
            yield gettext("Points"), formats.number(points)
        case Employed(hourly_wage=wage):
            yield gettext("Hourly wage"), formats.money(wage.amount, wage.currency)
        case unknown:
            assert_never(unknown)
