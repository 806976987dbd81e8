"""The journal: entries in the tables, written in the order of their numbers and read in it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, insert, select

from payments.accounts import AccountKind, LedgerAccount
from payments.hash_chain import FIRST
from payments.ledger.book import BalanceKey, Book, CannotPost
from payments.ledger.daily_totals import LedgerDayTotals
from payments.ledger.entries import EntryDraft, LedgerEntry, LedgerLine
from payments.ledger.tables import account, closed_period, entry, line

STREAMED = {"yield_per": 1000}
CHUNK = 500
"""How many keys one query asks for."""


class KeyReused(CannotPost):
    """An entry of the same key has other content."""


def write_entries(entries: Sequence[LedgerEntry], db: Connection) -> None:
    """
    Write entries, the accounts that they are the first to use in a unit, and their daily totals.

    Raises IntegrityError when a trigger refuses one.
    """
    used = {(line_.account, line_.unit) for entry_ in entries for line_ in entry_.lines}
    ids = _ids_of(used, db)
    lines = [
        {
            "entry_id": entry_.number,
            "number": number,
            "account_id": ids[line_.account.name, line_.unit],
            "unit": line_.unit,
            "amount_minor": line_.amount_minor,
            "balance_minor": line_.balance_minor,
        }
        for entry_ in entries
        for number, line_ in enumerate(entry_.lines, 1)
    ]
    if entries:
        db.execute(insert(line), lines)
        db.execute(insert(entry), [_values(entry_) for entry_ in entries])
        LedgerDayTotals(entries).write(db)


def new_drafts(drafts: Sequence[EntryDraft], db: Connection) -> list[EntryDraft]:
    """
    Those whose key has no entry yet.

    Raises KeyReused when an entry of a key has another fingerprint.
    """
    stored: dict[str, str] = {}
    for some in _chunks([draft.key for draft in drafts]):
        query = select(entry.c.key, entry.c.fingerprint).where(entry.c.key.in_(some))
        stored.update((row.key, row.fingerprint) for row in db.execute(query))
    for draft in drafts:
        if draft.key in stored and stored[draft.key] != draft.fingerprint:
            raise KeyReused(f"the entry {draft.key} exists with other content")
    return [draft for draft in drafts if draft.key not in stored]


def book_for(drafts: Iterable[EntryDraft], log_id: bytes, db: Connection) -> Book:
    """A book that knows what the accounts of these drafts hold now. log_id: the log's own id."""
    names = {posting.account.name for draft in drafts for posting in draft.postings}
    number, hash = last_link(db)
    return Book(
        log_id,
        last_number=number,
        last_hash=hash,
        closed_through=db.scalar(select(func.max(closed_period.c.period))) or "",
        balances=_balances_of(sorted(names), db),
    )


def last_link(db: Connection) -> tuple[int, str]:
    """The number and the hash of the newest entry; 0 and FIRST without one."""
    query = select(entry.c.id, entry.c.hash).order_by(entry.c.id.desc()).limit(1)
    row = db.execute(query).one_or_none()
    return (row.id, row.hash) if row else (0, FIRST)


def close_period(month: str, position: int, db: Connection) -> None:
    """Close a month, by the event at a position of the log."""
    db.execute(insert(closed_period).values(period=month, position=position))


def stored_entries(
    db: Connection, numbers: Select[tuple[int]] | None = None
) -> Iterator[LedgerEntry]:
    """
    Entries with their lines, in order.

    numbers: the query of those that are wanted; None: all.
    """
    lines = _stored_lines(db, numbers)
    following = next(lines, None)
    query = select(entry).order_by(entry.c.id)
    if numbers is not None:
        query = query.where(entry.c.id.in_(numbers))
    for row in db.execute(query, execution_options=STREAMED):
        own = []
        while following is not None and following[0] <= row.id:
            own.append(following[1])
            following = next(lines, None)
        yield _entry(row, tuple(own))


def entry_numbered(number: int, db: Connection) -> LedgerEntry | None:
    """An entry with its lines; None when there is none of this number."""
    return next(stored_entries(db, select(entry.c.id).where(entry.c.id == number)), None)


def entries_of_conversation(conversation_id: UUID, db: Connection) -> list[LedgerEntry]:
    """The entries about a conversation, in order."""
    is_about_it = entry.c.conversation_id == conversation_id.bytes
    return list(stored_entries(db, select(entry.c.id).where(is_about_it)))


def _stored_lines(
    db: Connection, numbers: Select[tuple[int]] | None
) -> Iterator[tuple[int, LedgerLine]]:
    query = (
        select(
            line.c.entry_id,
            account.c.name,
            account.c.kind,
            account.c.has_floor,
            line.c.unit,
            line.c.amount_minor,
            line.c.balance_minor,
        )
        .join(account, account.c.id == line.c.account_id)
        .order_by(line.c.entry_id, line.c.number)
    )
    if numbers is not None:
        query = query.where(line.c.entry_id.in_(numbers))
    for number, name, kind, has_floor, *values in db.execute(query, execution_options=STREAMED):
        yield number, LedgerLine(LedgerAccount(name, AccountKind(kind), has_floor), *values)


def _values(entry_: LedgerEntry) -> dict[str, Any]:
    values = entry_._asdict()
    del values["lines"]
    values["id"] = values.pop("number")
    for name in ("conversation_id", "booking_id"):
        values[name] = values[name] and values[name].bytes
    return values


def _entry(row: Any, lines: tuple[LedgerLine, ...]) -> LedgerEntry:
    values = row._asdict()
    values["number"] = values.pop("id")
    for name in ("conversation_id", "booking_id"):
        values[name] = values[name] and UUID(bytes=values[name])
    return LedgerEntry(**values, lines=lines)


def _ids_of(wanted: set[tuple[LedgerAccount, str]], db: Connection) -> dict[BalanceKey, int]:
    """The ids of accounts in units; accounts that are new are opened, in order of their names."""
    names = sorted({kind.name for kind, _ in wanted})
    ids: dict[BalanceKey, int] = {}
    for some in _chunks(names):
        query = select(account.c.id, account.c.name, account.c.unit).where(account.c.name.in_(some))
        ids.update({(row.name, row.unit): row.id for row in db.execute(query)})
    new = sorted(pair for pair in wanted if (pair[0].name, pair[1]) not in ids)
    if new:
        last = db.scalar(select(func.coalesce(func.max(account.c.id), 0))) or 0
        rows = [_account(id, *pair) for id, pair in enumerate(new, last + 1)]
        db.execute(insert(account), rows)
        ids.update({(row["name"], row["unit"]): row["id"] for row in rows})
    return ids


def _account(id: int, kind: LedgerAccount, unit: str) -> dict[str, Any]:
    values = {"id": id, "name": kind.name, "unit": unit}
    return values | {"kind": kind.kind.value, "has_floor": kind.has_floor}


def _balances_of(names: Sequence[str], db: Connection) -> dict[BalanceKey, int]:
    newest = (
        select(line.c.balance_minor)
        .where(line.c.account_id == account.c.id)
        .order_by(line.c.entry_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    balances: dict[BalanceKey, int] = {}
    for some in _chunks(names):
        query = select(account.c.name, account.c.unit, newest.label("balance"))
        for row in db.execute(query.where(account.c.name.in_(some))):
            balances[row.name, row.unit] = row.balance or 0
    return balances


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
