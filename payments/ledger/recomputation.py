"""Recomputing the ledger from the log, and comparing it entry by entry with what is stored."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

import msgspec
from sqlalchemy import select

from domain.log.entries import StoredRow
from domain.log.envelope import EventEnvelope
from domain.log.event_log import EventLog
from domain.log.event_reader import read_events
from payments.ledger.book import Book
from payments.ledger.daily_totals import LedgerDayTotals
from payments.ledger.database import LedgerDatabase
from payments.ledger.entries import LedgerEntry, draft_of
from payments.ledger.general_ledger import GeneralLedger
from payments.ledger.journal import stored_entries
from payments.ledger.poster import EVENT_TYPES
from payments.ledger.tables import checkpoint


def first_difference(log: EventLog, database: LedgerDatabase) -> str | None:
    """
    What differs first between the ledger and the log up to its checkpoint; None: nothing.

    First the entries are compared, then their totals by day.

    Raises CannotPost when the log has an event that breaks a rule of the ledger.
    """
    with database.read() as db:
        upto = db.scalar(select(checkpoint.c.position)) or 0
        rows = _rows_upto(upto, log)
        again, totals = recomputed_entries(rows, log.rows.identity()), LedgerDayTotals()
        for stored, recomputed in zip_longest(stored_entries(db), again):
            if stored != recomputed:
                return _difference(stored, recomputed)
            if recomputed is not None:
                totals.add(recomputed)
        return totals.difference(db)


def recomputed_entries(rows: Iterable[StoredRow], log_id: bytes) -> Iterator[LedgerEntry]:
    """The entries of a log from its beginning. Raises CannotPost as `first_difference`."""
    book = Book(log_id)
    for event in _events(rows):
        if isinstance(event.data, GeneralLedger.PeriodClosed):
            book.close_through(event.data.month)
        elif draft := draft_of(event):
            yield book.enter(draft)


def export(entries: Iterable[LedgerEntry]) -> Iterator[bytes]:
    """Each entry as a line of JSON: the same bytes for the same ledger."""
    for entry in entries:
        yield msgspec.json.encode(entry._asdict()) + b"\n"


def _rows_upto(upto: int, log: EventLog) -> Iterator[StoredRow]:
    for row in log.all_rows():
        if row.position > upto:
            return
        yield row


def _events(rows: Iterable[StoredRow]) -> Iterator[EventEnvelope[object]]:
    for row in rows:
        events, _ = read_events([row], EVENT_TYPES, set())
        yield from events


def _difference(stored: LedgerEntry | None, recomputed: LedgerEntry | None) -> str:
    if stored is None or recomputed is None:
        entry = stored or recomputed
        assert entry is not None
        what = "is missing" if stored is None else "is not in the log"
        return f"{_name(entry)} {what}"
    for field, ours, theirs in zip(LedgerEntry._fields, stored, recomputed, strict=True):
        if ours != theirs:
            return (
                f"{_name(recomputed)} differs in {field}: it is {_text(ours)}, not {_text(theirs)}"
            )
    raise AssertionError


def _text(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return ", ".join(f"{line.account.name} {line.amount_minor:+} {line.unit}" for line in value)


def _name(entry: LedgerEntry) -> str:
    return f"ledger entry {entry.number} ({entry.event_type} at position {entry.position})"
