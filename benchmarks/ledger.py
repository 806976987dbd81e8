"""Posting a log to the ledger, on SQLite and PostgreSQL; against the bare rows."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid5

import psycopg
from eventsourcing.persistence import StoredEvent
from sqlalchemy import select

from domain.aggregate import Event
from domain.bookings.booking import Booking
from domain.bookings.budget_reservation import BudgetReservation, reservation_id
from domain.bookings.funding import FundingMethod, FundingRequest
from domain.conversations.conversation import Conversation
from domain.log.commit_metadata import metadata_for
from domain.log.entries import AppendRequest
from domain.log.event_log import EventLog
from domain.log.mapper import encode_json
from domain.money import Money
from domain.terms import Paid
from payments.ledger.database import LedgerDatabase
from payments.ledger.poster import Poster
from payments.ledger.tables import account, entry, line
from tests.support.people import MORNING
from tests.support.postgres import PostgresServer

ROUNDS = 3
CONVERSATIONS = 10_000
EXPERTS = 100
BRAND, BOOKING = UUID(int=1), UUID(int=2)
PRICE = Money(200, "EUR")
TableRows = list[tuple[Any, ...]]


def run(folder: Path) -> dict[str, float]:
    """
    Ratio of entries posted a second to bare inserts a second of the very same rows.

    All conversations are of one brand, whose accounts every entry changes. Bare: the same rows in
    transactions of the same size, by the driver alone, tables without triggers and foreign keys.
    """
    urls = (f"sqlite:///{folder / f'{number}.db'}" for number in range(ROUNDS))
    results = _compare("sqlite", urls, lambda url, rows: _bare_sqlite(f"{url[10:]}.bare", rows))
    with PostgresServer(durable=True) as server:
        results |= _compare("postgresql", _databases(server), _bare_postgresql)
    return results


def _databases(server: PostgresServer) -> Iterator[str]:
    for _ in range(ROUNDS):
        with server.database() as url:
            yield url


def _compare(
    name: str, urls: Iterator[str], bare: Callable[[str, list[TableRows]], None]
) -> dict[str, float]:
    posted, inserted = [], []
    for url in urls:
        with EventLog(url) as log:
            _converse(log)
            ledger = LedgerDatabase(url)
            count, seconds = _post(log, ledger)
            rows = _rows(ledger)
            ledger.close()
        posted.append(count / seconds)
        began = time.perf_counter()
        bare(url, rows)
        inserted.append(count / (time.perf_counter() - began))
    ratios = [ours / theirs for ours, theirs in zip(posted, inserted, strict=True)]
    print(f"   {name}: {median(posted):6.0f} entries/s   bare {median(inserted):7.0f}/s", end="")
    print(f"   ratio {median(ratios):.2f} (rounds {', '.join(f'{r:.2f}' for r in ratios)})")
    return {
        f"ledger_entries_per_s_{name}": round(median(posted)),
        f"ledger_ratio_{name}": round(median(ratios), 3),
    }


def _converse(log: EventLog) -> None:
    """A booking, and conversations that it pays for: each is reserved, closed and spent."""
    funding = FundingRequest(BOOKING, Money(200 * CONVERSATIONS, "EUR"), FundingMethod.CARD)
    received = Booking.FundingReceived(
        at=MORNING, brand_id=BRAND, funding=funding, reference="benchmark", by=None
    )
    stored = [_stored(BOOKING, 1, received)]
    for number in range(CONVERSATIONS):
        stored += _conversation(number)
    request = AppendRequest(metadata_for("benchmark"))
    with log.relaxed_durability():
        for first in range(0, len(stored), 1000):
            log.rows.insert_events(stored[first : first + 1000], append_request=request)


def _conversation(number: int) -> Iterator[StoredEvent]:
    id, expert_id = uuid5(BRAND, str(number)), UUID(int=1000 + number % EXPERTS)
    at = MORNING + timedelta(minutes=number)
    part = {"at": at, "booking_id": BOOKING, "brand_id": BRAND, "conversation_id": id}
    reserved = BudgetReservation.Reserved(respondent_id=expert_id, amount=PRICE, **part)
    closed = Conversation.Closed(
        at=at,
        brand_id=BRAND,
        respondent_id=expert_id,
        terms=Paid(PRICE, 20),
        by=None,
        reason="answered",
        visitor_messages=3,
        respondent_messages=4,
        last_message_at=at,
        slot=1,
    )
    yield _stored(reservation_id(id), 1, reserved)
    yield _stored(id, 1, closed)
    yield _stored(reservation_id(id), 2, BudgetReservation.Spent(amount=PRICE, **part))


def _stored(stream: UUID, version: int, event: Event) -> StoredEvent:
    return StoredEvent(stream, version, event.TOPIC, encode_json(event))


def _post(log: EventLog, ledger: LedgerDatabase) -> tuple[int, float]:
    """How many entries were posted, and in how many seconds."""
    poster = Poster(log, ledger)
    poster.progress()  # the tables are there
    began = time.perf_counter()
    progress = poster.catch_up()
    seconds = time.perf_counter() - began
    assert not progress.problem, progress.problem
    return 3 * CONVERSATIONS + 1, seconds


def _rows(ledger: LedgerDatabase) -> list[TableRows]:
    """What posting wrote: accounts, lines and entries."""
    with ledger.read() as db:
        return [
            [tuple(row) for row in db.execute(select(table))] for table in (account, line, entry)
        ]


SIZES = (5, 6, 14)
"""The columns of accounts, lines and entries."""
BARE = """
CREATE TABLE bare_account (id BIGINT PRIMARY KEY, name TEXT, unit TEXT, kind TEXT,
    has_floor BOOLEAN, UNIQUE (name, unit));
CREATE TABLE bare_line (entry_id BIGINT, number BIGINT, account_id BIGINT, unit TEXT,
    amount_minor BIGINT, balance_minor BIGINT, PRIMARY KEY (entry_id, number),
    UNIQUE (account_id, entry_id));
CREATE TABLE bare_entry (id BIGINT PRIMARY KEY, key TEXT UNIQUE, fingerprint TEXT,
    event_type TEXT, position BIGINT, conversation_id {bytes}, booking_id {bytes},
    effective_us BIGINT, recorded_us BIGINT, period TEXT, reverses BIGINT,
    previous_hash TEXT, content_hash TEXT, hash TEXT)
"""


def _batches(rows: list[TableRows]) -> Iterator[tuple[str, Sequence[tuple[Any, ...]]]]:
    """The rows of each transaction, with the table: as many entries as the poster writes."""
    accounts, lines, entries = rows
    yield "account", accounts
    per_entry = len(lines) // len(entries) + 1
    for first in range(0, len(entries), Poster.batch):
        yield "line", lines[first * per_entry : (first + Poster.batch) * per_entry]
        yield "entry", entries[first : first + Poster.batch]


def _insert(table: str, mark: str) -> str:
    size = dict(zip(("account", "line", "entry"), SIZES, strict=True))[table]
    return f"INSERT INTO bare_{table} VALUES ({', '.join([mark] * size)})"  # noqa: S608


def _bare_sqlite(path: str, rows: list[TableRows]) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    for statement in BARE.format(bytes="BLOB").split(";"):
        db.execute(statement)
    for table, values in _batches(rows):
        if table != "entry":
            db.execute("BEGIN IMMEDIATE")
        db.executemany(_insert(table, "?"), values)
        if table != "line":
            db.execute("COMMIT")
    db.close()


def _bare_postgresql(url: str, rows: list[TableRows]) -> None:
    with psycopg.connect(url) as db, db.cursor() as cursor:
        for statement in BARE.format(bytes="BYTEA").split(";"):
            cursor.execute(statement)
        for table, values in _batches(rows):
            cursor.executemany(_insert(table, "%s"), values)
            if table != "line":
                db.commit()
