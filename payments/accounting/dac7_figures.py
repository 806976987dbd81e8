"""
What experts were credited in a year, by quarter, as the ledger booked it: the figures of DAC7.

The directive asks for what was "paid or credited" to a seller, net of what the platform
retained. An expert is credited when an earning is released, or an amount adjusted: from then on
the expert can be paid it, and no contest takes it back. Paying it out later is not counted again.
The quarter is that of the month in which the ledger booked it: a closed year does not change.

* credited_in   the figures of a year
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from domain.aggregate import Event
from domain.money import Money
from payments.accounting.french_chart import account_name
from payments.accounts import COMMISSION
from payments.earnings.earning import Earning
from payments.ledger.tables import account, entry, line
from payments.statements.statement_account import StatementAccount

QUARTERS = 4
CREDITING: tuple[type[Event], ...] = (
    Earning.Released,
    StatementAccount.Adjusted,
    StatementAccount.BonusEarned,
)
"""The events that credit an expert, or take back what they credited."""


class QuarterFigures(Struct, frozen=True):
    """What an expert was credited in three months, in one currency."""

    consideration: Money
    """Net of fees and taxes."""
    conversations: int
    fees: Money
    """The commission on these conversations."""
    taxes: Money
    """What the platform withheld for an authority."""


class SellerFigures(NamedTuple):
    """What an expert was credited in a year, in one currency: its four quarters."""

    expert_id: UUID
    currency: str
    quarters: tuple[QuarterFigures, ...]

    @property
    def consideration(self) -> Money:
        """Of the whole year."""
        return Money(sum(quarter.consideration.amount for quarter in self.quarters), self.currency)


class _Booked(NamedTuple):
    """An amount of an expert in a month."""

    expert_id: UUID
    currency: str
    quarter: int
    """From 0."""
    conversations: int
    minor: int


def credited_in(year: int, db: Connection, expert_id: UUID | None = None) -> list[SellerFigures]:
    """
    The figures of a year, by expert and currency.

    expert_id: only of this expert; None: of all.
    """
    return credited_between(f"{year:04}-01", f"{year:04}-12", db, expert_id)


def credited_between(
    first_month: str, last_month: str, db: Connection, expert_id: UUID | None = None
) -> list[SellerFigures]:
    """The same of some months (UTC) of one year, the first and the last included."""
    is_credited = _is_credited(first_month, last_month, expert_id)
    credited, fees = list(_credited(is_credited, db)), list(_fees(is_credited, db))
    pairs = sorted({booked[:2] for booked in credited}, key=str)
    of_pair, fees_of_pair = _by_pair(credited), _by_pair(fees)
    return [
        SellerFigures(*pair, tuple(_quarters(pair[1], of_pair[pair], fees_of_pair[pair])))
        for pair in pairs
    ]


def years_credited(db: Connection, expert_id: UUID | None = None) -> list[int]:
    """The years in which anything was credited, the newest first."""
    year = func.substr(entry.c.period, 1, 4)
    query = (
        select(year)
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(_is_credited("0000-01", "9999-12", expert_id))
        .distinct()
    )
    return sorted(map(int, db.scalars(query)), reverse=True)


def _by_pair(amounts: Sequence[_Booked]) -> dict[tuple[UUID, str], list[_Booked]]:
    of_pair: dict[tuple[UUID, str], list[_Booked]] = defaultdict(list)
    for booked in amounts:
        of_pair[booked.expert_id, booked.currency].append(booked)
    return of_pair


def _quarters(
    currency: str, credited: Sequence[_Booked], fees: Sequence[_Booked]
) -> Iterator[QuarterFigures]:
    for quarter in range(QUARTERS):
        own = [booked for booked in credited if booked.quarter == quarter]
        retained = sum(booked.minor for booked in fees if booked.quarter == quarter)
        yield QuarterFigures(
            consideration=Money(sum(booked.minor for booked in own), currency),
            conversations=sum(booked.conversations for booked in own),
            fees=Money(retained, currency),
            taxes=Money(0, currency),
        )


def _credited(is_credited: ColumnElement[bool], db: Connection) -> Iterator[_Booked]:
    """What entries of crediting events changed in what the platform owes experts."""
    conversations = func.count(entry.c.conversation_id.distinct())
    query = (
        select(
            account.c.name,
            line.c.unit,
            entry.c.period,
            conversations,
            func.sum(line.c.amount_minor),
        )
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(is_credited)
        .group_by(account.c.name, line.c.unit, entry.c.period)
    )
    for name, currency, month, count, minor in db.execute(query):
        yield _Booked(_expert_in(name), currency, _quarter_of(month), count, int(minor))


def _fees(is_credited: ColumnElement[bool], db: Connection) -> Iterator[_Booked]:
    """The commission of the conversations that were released, whenever it was booked."""
    released = (
        select(entry.c.conversation_id, entry.c.period, account.c.name)
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(is_credited, entry.c.conversation_id.is_not(None))
        .subquery()
    )
    retained = (
        select(entry.c.conversation_id, line.c.unit, line.c.amount_minor)
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(account.c.name == COMMISSION.name)
        .subquery()
    )
    query = (
        select(
            released.c.name, retained.c.unit, released.c.period, func.sum(retained.c.amount_minor)
        )
        .join(retained, retained.c.conversation_id == released.c.conversation_id)
        .group_by(released.c.name, retained.c.unit, released.c.period)
    )
    for name, currency, month, minor in db.execute(query):
        yield _Booked(_expert_in(name), currency, _quarter_of(month), 0, int(minor))


def _is_credited(first_month: str, last_month: str, expert_id: UUID | None) -> ColumnElement[bool]:
    """Lines of what an expert is owed, or owes, in entries of crediting events."""
    whose = "%" if expert_id is None else str(expert_id)
    names = (f"expert:{whose}:payable", f"expert:{whose}:advance")
    return and_(
        entry.c.period.between(first_month, last_month),
        or_(*(entry.c.event_type.startswith(_any_version(event)) for event in CREDITING)),
        or_(*(account.c.name.like(name) for name in names)),
    )


def _any_version(event: type[Event]) -> str:
    return event.TOPIC.rpartition(".")[0] + "."


def _quarter_of(month: str) -> int:
    return (int(month[5:]) - 1) // 3


def _expert_in(name: str) -> UUID:
    expert_id = account_name(name).owner_id
    assert expert_id is not None
    return expert_id
