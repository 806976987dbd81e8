"""An entry with its event, and all that money has to do with a conversation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.aggregate import Event
from domain.errors import NotFound
from domain.log.envelope import EventEnvelope
from domain.log.event_log import EventLog
from payments.earnings.earning import earning_id
from payments.ledger.entries import LedgerEntry
from payments.ledger.line_lists import at_us
from web.conversations.presenters import short
from web.conversations.timeline import timeline_of
from web.http.access import ABSENT
from web.http.account_names import account_names, person_name
from web.i18n.language import gettext
from web.ledger.event_facts import EventFact, event_facts
from web.ledger.figure_tables import Cell, amount_cell
from web.ledger.forms import FinanceQuery
from web.ledger.labels import OwnerNames, account_text, event_text, owner_ids


class LineView(NamedTuple):
    """A line of an entry: one of debit and credit is empty."""

    account: Cell
    debit: Cell
    credit: Cell


@dataclass(frozen=True)
class EntryView:
    """An entry, and the event that it is of."""

    entry: LedgerEntry
    event: str
    effective_at: datetime
    recorded_at: datetime
    lines: Sequence[LineView]
    totals: Sequence[LineView]
    """By unit: both sides are equal."""
    by: str
    """Who did it, by name; empty when no person is named."""
    facts: Sequence[EventFact]
    """What the event says."""
    url: str
    conversation: Cell | None


class ConversationEvent(NamedTuple):
    """What happened to a conversation or its pay."""

    at: datetime
    recorded_at: datetime
    sentence: str
    by: str
    topic: str
    position: int


@dataclass(frozen=True)
class ConversationView:
    """A conversation as finance needs it: what happened, and what it moved."""

    short_id: str
    events: Sequence[ConversationEvent]
    entries: Sequence[EntryView]


def present_entry(entry: LedgerEntry, query: FinanceQuery, log: EventLog) -> EntryView:
    names = _names_for(entry)
    event = _event_of(entry, log)
    lines = [_line_view(line, names) for line in entry.lines]
    id = entry.conversation_id
    return EntryView(
        entry=entry,
        event=event_text(entry.event_type),
        effective_at=at_us(entry.effective_us),
        recorded_at=at_us(entry.recorded_us),
        lines=lines,
        totals=list(_totals(entry)),
        by=_by(event.data) if event else "",
        facts=event_facts(event.data) if event else [],
        url=query.url("finance_entries.show_entry", number=entry.number),
        conversation=Cell(
            str(short(id)),
            str(id),
            query.url("finance_entries.show_conversation", conversation_id=id),
        )
        if id
        else None,
    )


def present_conversation(
    conversation_id: UUID, entries: Sequence[LedgerEntry], query: FinanceQuery, log: EventLog
) -> ConversationView:
    """Raises NotFound when there is no such conversation."""
    if not log.rows.rows_of(conversation_id):
        raise NotFound(ABSENT)
    events = [
        event
        for event in (
            *_conversation_events(conversation_id, log),
            *_earning_events(conversation_id, log),
        )
        if query.as_of is None or event.recorded_at.date() <= query.as_of
    ]
    return ConversationView(
        str(short(conversation_id)),
        sorted(events, key=lambda event: (event.at, event.position)),
        [present_entry(entry, query, log) for entry in entries],
    )


def _conversation_events(conversation_id: UUID, log: EventLog) -> Iterator[ConversationEvent]:
    for entry in timeline_of(conversation_id, log).entries:
        yield ConversationEvent(
            entry.at, entry.recorded_at, entry.text.sentence, "", entry.topic, entry.position
        )


def _earning_events(conversation_id: UUID, log: EventLog) -> Iterator[ConversationEvent]:
    for event in log.history(earning_id(conversation_id)):
        data, sentence = event.data, event_text(event.data.TOPIC)
        yield ConversationEvent(
            data.at, event.recorded_at, sentence, _by(data), data.TOPIC, event.position
        )


def _event_of(entry: LedgerEntry, log: EventLog) -> EventEnvelope[Event] | None:
    """The key of an entry is the stream and the version of its event."""
    stream, _, version = entry.key.partition("/")
    history = log.history(UUID(stream))
    return next((event for event in history if event.version == int(version)), None)


def _by(event: Event) -> str:
    id = getattr(event, "by", None)
    if id is None:
        return ""
    return person_name(id, account_names([id]))


def _names_for(entry: LedgerEntry) -> OwnerNames:
    members = (owner_ids(line.account.name)[0] for line in entry.lines)
    return OwnerNames([id for id in members if id is not None])


def _line_view(line: Any, names: OwnerNames) -> LineView:
    name, unit, amount = line.account.name, line.unit, line.amount_minor
    is_debit = amount < 0
    sum_ = amount_cell(abs(amount), unit)
    nothing = Cell("", None)
    return LineView(
        Cell(account_text(name, names), name),
        sum_ if is_debit else nothing,
        nothing if is_debit else sum_,
    )


def _totals(entry: LedgerEntry) -> Iterator[LineView]:
    for unit in sorted({line.unit for line in entry.lines}):
        sum_ = sum(max(0, line.amount_minor) for line in entry.lines if line.unit == unit)
        cell = amount_cell(sum_, unit)
        yield LineView(Cell(gettext("Total"), ""), cell, cell)
