"""Reconciliation as finance reads it: the items that are asked for, and what people did."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.errors import NotFound
from domain.log.event_log import EventLog
from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.reconciliation_break import ReconciliationBreak
from payments.reconciliation.ledger_movements import end_us
from payments.reconciliation.rail_reconciliation import subject_of
from payments.reconciliation.reconcile import BREAKS, Outcome, ReconciledItem, Reconciliation
from web.http.access import ABSENT
from web.http.account_names import account_names, person_name
from web.http.request_context import private_texts

WANTED: dict[str, frozenset[Outcome]] = {
    "breaks": BREAKS,
    "timing": frozenset({Outcome.TIMING}),
    "matched": frozenset({Outcome.MATCHED}),
    "all": frozenset(Outcome),
}


BreakEvent = (
    ReconciliationBreak.OwnerAssigned | ReconciliationBreak.NoteWritten | ReconciliationBreak.Closed
)
"""What people do about a break."""


class ItemView(NamedTuple):
    """An item of the list."""

    id: UUID
    item: ReconciledItem
    age_days: int
    owner: str
    """'' while no one has taken it."""

    @property
    def is_break(self) -> bool:
        return self.item.outcome in BREAKS


class BreakStep(NamedTuple):
    """What a person did about a break."""

    at: datetime
    by: str
    event: BreakEvent
    kind: str
    text: str | None
    """None without one, or when it was erased."""


def item_views(
    rail: RailAccount,
    items: Sequence[ReconciledItem],
    until: date,
    log: EventLog,
    as_of: date | None = None,
) -> list[ItemView]:
    """The items with the persons who took them. as_of: who had by the end of a day (UTC)."""
    ids = [subject_of(rail, item).id for item in items]
    owners = [_owner(id, log, as_of) for id in ids]
    names = account_names([owner for owner in owners if owner])
    return [
        ItemView(id, item, (until - item.since).days, person_name(owner, names) if owner else "")
        for id, item, owner in zip(ids, items, owners, strict=True)
    ]


def _owner(id: UUID, log: EventLog, as_of: date | None) -> UUID | None:
    if as_of is None:
        return log.load_or_new(ReconciliationBreak, id).owner_id
    found = ReconciliationBreak(id)
    for envelope in log.history(id):
        if envelope.recorded_us < end_us(as_of):
            envelope.data.apply(found)
    return found.owner_id


def item_with_id(rail: RailAccount, id: UUID, found: Reconciliation) -> ReconciledItem:
    """Raises NotFound unless both sides know such a reference."""
    for item in found.items:
        if subject_of(rail, item).id == id:
            return item
    raise NotFound(ABSENT)


def break_steps(id: UUID, log: EventLog) -> list[BreakStep]:
    """What people did about a break, the newest first."""
    events = [envelope.data for envelope in log.history(id)]
    steps = [event for event in events if isinstance(event, BreakEvent)]
    names = account_names([event.by for event in steps])
    texts = private_texts().read([text_id for event in steps if (text_id := _text_id(event))])
    return [
        BreakStep(
            event.at,
            person_name(event.by, names),
            event,
            type(event).__name__,
            texts.get(_text_id(event) or UUID(int=0)),
        )
        for event in reversed(steps)
    ]


def _text_id(event: BreakEvent) -> UUID | None:
    match event:
        case ReconciliationBreak.NoteWritten(note_text_id=text_id):
            return text_id
        case ReconciliationBreak.Closed(reason_text_id=text_id):
            return text_id
        case _:
            return None
