"""
A receipt: one person's entries and statements as lines of JSON that `verify_receipt.py` checks.

It has the person's entries in full, and of all entries between them only the content's hash, so
that the chain of hashes can be followed to the newest entry while others' entries stay private.
Each line has its number, and a hash of itself, by which a line that was changed is named.

* header      whose it is, and where it enters the chain: at the person's first entry
* entry       one of the person's entries: what its hash covers, and its hashes
* others      the content hashes of entries that do not concern the person
* statement   a statement of account: what its hash covers, and its hashes, a chain of their own
* end         the balances, the newest hash, and how far the log is posted
"""

from collections.abc import Container, Iterable, Iterator
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, or_, select

from domain.log.event_log import EventLog
from domain.money import CURRENCIES
from payments.hash_chain import canonical, content_hash
from payments.ledger.database import LedgerDatabase
from payments.ledger.entries import LedgerEntry
from payments.ledger.entry_hashes import PERSONS, hashed_content, is_of_a_person
from payments.ledger.journal import STREAMED, last_link, stored_entries
from payments.ledger.tables import account, checkpoint, entry, line
from payments.statements.statement_account import StatementAccount, statement_account_id
from payments.statements.statement_hashes import hashed_statement

FORMAT = "comptoir-receipt-1"

Record = dict[str, Any]


def receipt_of(
    member_id: UUID, log: EventLog, database: LedgerDatabase, hashes_a_line: int = 500
) -> Iterator[bytes]:
    """
    The lines of a member's receipt as the ledger is posted now, each with its line feed.

    It is read while it is consumed. A member without any entry has a header and an end.
    """
    with database.read() as db:
        records = _records(member_id, hashes_a_line, log, db)
        for number, (kind, record) in enumerate(records, 1):
            numbered = {"kind": kind, "line": number, **record}
            check = content_hash(canonical(numbered))
            yield canonical(numbered | {"check": check}) + b"\n"


def has_entries(member_id: UUID, database: LedgerDatabase) -> bool:
    """Whether any entry is on one of a member's accounts."""
    with database.read() as db:
        return db.execute(_numbers_of(member_id).limit(1)).first() is not None


def _records(
    member_id: UUID, hashes_a_line: int, log: EventLog, db: Connection
) -> Iterator[tuple[str, Record]]:
    position = db.scalar(select(checkpoint.c.position)) or 0
    number, newest_hash = last_link(db)
    log_id = log.rows.identity()
    entries = {own.number: own for own in stored_entries(db, _numbers_of(member_id))}
    first = min(entries, default=number + 1)
    yield (
        "header",
        {
            "first_number": first,
            "format": FORMAT,
            "person": member_id,
            "previous_hash": entries[first].previous_hash if entries else newest_hash,
        },
    )
    for is_own, links in _runs(entries, first, db):
        if is_own:
            yield from (("entry", _entry(entries[link.id], log_id)) for link in links)
        else:
            yield from (("others", record) for record in _others(links, hashes_a_line))
    statements = _statements(member_id, position, log)
    yield from (("statement", _statement(one)) for one in statements)
    yield (
        "end",
        {
            "balances": _balances(entries.values()),
            "entries": len(entries),
            "hash": newest_hash,
            "log_position": position,
            "number": number,
            "statements": len(statements),
        },
    )


def _runs(own: Container[int], first: int, db: Connection) -> Iterator[tuple[bool, Iterator[Any]]]:
    """The links of the chain from an entry on: those of a person in turn with those of others."""
    query = select(entry.c.id, entry.c.content_hash).where(entry.c.id >= first)
    links = db.execute(query.order_by(entry.c.id), execution_options=STREAMED)
    return groupby(links, key=lambda link: link.id in own)


def _others(links: Iterator[Any], hashes_a_line: int) -> Iterator[Record]:
    while some := list(islice(links, hashes_a_line)):
        hashes = [link.content_hash for link in some]
        yield {"content_hashes": hashes, "first_number": some[0].id}


def _entry(own: LedgerEntry, log_id: bytes) -> Record:
    hashes = {"hash": own.hash, "previous_hash": own.previous_hash}
    return {"entry": hashed_content(own, log_id), **hashes}


def _statement(closed: StatementAccount.StatementClosed) -> Record:
    hashes = {"hash": closed.hash, "previous_hash": closed.previous_hash}
    return {"statement": hashed_statement(closed, closed.hash_format), **hashes}


def _statements(
    member_id: UUID, upto: int, log: EventLog
) -> list[StatementAccount.StatementClosed]:
    """In each currency the oldest first, as far as the ledger is posted."""
    return [
        event.data
        for currency in CURRENCIES
        for event in log.history(statement_account_id(member_id, currency))
        if isinstance(event.data, StatementAccount.StatementClosed) and event.position <= upto
    ]


def _balances(entries: Iterable[LedgerEntry]) -> list[list[str | int]]:
    """What each account of the person holds in each unit, by name."""
    balances = {
        (line.account.name, line.unit): line.balance_minor
        for own in entries
        for line in own.lines
        if is_of_a_person(line.account.name)
    }
    return [[*key, balance] for key, balance in sorted(balances.items())]


def _numbers_of(member_id: UUID) -> Select[tuple[int]]:
    """The numbers of the entries with a line on one of a member's accounts."""
    is_own = or_(*(account.c.name.startswith(f"{kind}{member_id}:") for kind in PERSONS))
    return select(line.c.entry_id).join(account, account.c.id == line.c.account_id).where(is_own)
