"""Lines of the ledger as lists: of one account, or behind a flow; and single entries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from payments.ledger.cutoffs import EntrySpan, balance_in, day_number, entries_in
from payments.ledger.daily_totals import DAY_US
from payments.ledger.entries import EPOCH, microseconds
from payments.ledger.flows import RULES, FlowFilter, lines_of_flow
from payments.ledger.tables import account, entry, line

LAST_US = 2**62


class AccountSummary(NamedTuple):
    """An account of one unit."""

    account_id: int
    name: str
    unit: str
    kind: str


class LinePlace(NamedTuple):
    """Where a line stands among those of a flow."""

    effective_us: int
    number: int
    """Of the entry."""
    line: int
    """Of the line in it."""


class EntrySummary(NamedTuple):
    """An entry without its lines. Times are UTC."""

    number: int
    event_type: str
    conversation_id: UUID | None
    effective_at: datetime
    recorded_at: datetime


class ListedLine(NamedTuple):
    """A line with its entry. Times are UTC."""

    number: int
    """Of the entry."""
    account_id: int
    account_name: str
    unit: str
    event_type: str
    conversation_id: UUID | None
    effective_at: datetime
    recorded_at: datetime
    amount_minor: int
    """A credit is above zero."""
    balance_minor: int
    """What the account held after it."""
    line: int
    """Its number in the entry."""

    @property
    def place(self) -> LinePlace:
        return LinePlace(microseconds(self.effective_at), self.number, self.line)


def account_with_id(id: int, db: Connection) -> AccountSummary | None:
    columns = (account.c.id, account.c.name, account.c.unit, account.c.kind)
    row = db.execute(select(*columns).where(account.c.id == id)).one_or_none()
    return AccountSummary(*row) if row else None


def accounts_named(names: Sequence[str], db: Connection) -> list[AccountSummary]:
    """In every unit, by name and unit."""
    columns = (account.c.id, account.c.name, account.c.unit, account.c.kind)
    query = select(*columns).where(account.c.name.in_(names))
    rows = db.execute(query.order_by(account.c.unit, account.c.name))
    return [AccountSummary(*row) for row in rows]


def lines_of_account(
    account_id: int,
    span: EntrySpan,
    db: Connection,
    *,
    since: int = 0,
    before: int | None = None,
    limit: int | None = None,
) -> list[ListedLine]:
    """
    The lines of an account, the newest first.

    since: only of entries with a higher number. before: only those with a lower one.
    """
    query = _lines().where(line.c.account_id == account_id, line.c.entry_id > since)
    if before is not None:
        query = query.where(line.c.entry_id < before)
    query = query.where(entries_in(span)).order_by(line.c.entry_id.desc()).limit(limit)
    return [_listed(row) for row in db.execute(query)]


def lines_of(
    wanted: FlowFilter,
    span: EntrySpan,
    db: Connection,
    *,
    after: LinePlace | None = None,
    limit: int | None = None,
) -> list[ListedLine]:
    """
    The lines behind a flow, in the order in which they happened, with the flow's sign.

    after: the place of the last one of the page before.
    """
    first_us, end_us = _moments(wanted, span)
    query = _lines().where(
        account.c.unit == wanted.unit,
        lines_of_flow(wanted.flow),
        entry.c.id <= span.last,
        entry.c.effective_us < end_us,
    )
    if wanted.owner:
        query = query.where(account.c.name.like(f"%:{wanted.owner}:%"))
    if after is not None:
        first_us = max(first_us, after.effective_us)
        query = query.where(_comes_after(after))
    query = query.where(entry.c.effective_us >= first_us)
    query = query.order_by(entry.c.effective_us, entry.c.id, line.c.number).limit(limit)
    sign = RULES[wanted.flow].sign
    return [_listed(row, sign) for row in db.execute(query)]


def entries_since(
    number: int, span: EntrySpan, db: Connection, *, limit: int | None = None
) -> list[EntrySummary]:
    """The entries after a number that count, in order."""
    columns = (
        entry.c.id,
        entry.c.event_type,
        entry.c.conversation_id,
        entry.c.effective_us,
        entry.c.recorded_us,
    )
    query = select(*columns).where(entry.c.id > number, entries_in(span)).order_by(entry.c.id)
    return [
        EntrySummary(
            row.id,
            row.event_type,
            UUID(bytes=row.conversation_id) if row.conversation_id else None,
            at_us(row.effective_us),
            at_us(row.recorded_us),
        )
        for row in db.execute(query.limit(limit))
    ]


def _moments(wanted: FlowFilter, span: EntrySpan) -> tuple[int, int]:
    """From which moment to which, in microseconds since 1970: one range for the index."""
    first = day_number(wanted.first) * DAY_US if wanted.first else 0
    ends = [(day_number(wanted.last) + 1) * DAY_US] if wanted.last else [LAST_US]
    return first, min([*ends, span.effective_before_us or LAST_US])


def _comes_after(place: LinePlace) -> ColumnElement[bool]:
    at, number = entry.c.effective_us, entry.c.id
    is_later = or_(number > place.number, (number == place.number) & (line.c.number > place.line))
    return or_(at > place.effective_us, (at == place.effective_us) & is_later)


def _lines() -> Select[Any]:
    return (
        select(
            entry.c.id,
            account.c.id.label("account_id"),
            account.c.name,
            account.c.unit,
            entry.c.event_type,
            entry.c.conversation_id,
            entry.c.effective_us,
            entry.c.recorded_us,
            line.c.amount_minor,
            line.c.balance_minor,
            line.c.number,
        )
        .join(entry, entry.c.id == line.c.entry_id)
        .join(account, account.c.id == line.c.account_id)
    )


def _listed(row: Any, sign: int = 1) -> ListedLine:
    return ListedLine(
        row.id,
        row.account_id,
        row.name,
        row.unit,
        row.event_type,
        UUID(bytes=row.conversation_id) if row.conversation_id else None,
        at_us(row.effective_us),
        at_us(row.recorded_us),
        sign * row.amount_minor,
        row.balance_minor,
        row.number,
    )


def at_us(moment_us: int) -> datetime:
    """A moment in microseconds since 1970, UTC."""
    return EPOCH + timedelta(microseconds=moment_us)


def balance_of_account(account_id: int, span: EntrySpan, db: Connection) -> int:
    """In minor units."""
    balance = select(balance_in(span)).select_from(account).where(account.c.id == account_id)
    return db.scalar(balance) or 0
