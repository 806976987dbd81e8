"""Programme costs: what brands spent beside conversations, and which days it serves."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    func,
    select,
    update,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.brands.brand import Brand
from domain.brands.programme_cost import share_of_days
from domain.log.envelope import EventEnvelope
from projections.engine.bulk_insert import insert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import ms_of

costs_tables = MetaData()

costs = Table(
    "programme_costs",
    costs_tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("cost_id", LargeBinary, nullable=False),
    Column("category", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("served_from", Text, nullable=False),
    Column("served_to", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("recorded_ms", BigInteger, nullable=False),
    Column("reversed_ms", BigInteger),
    Key("brand_id", "cost_id"),
)
"""
Costs in minor units. `served_from` and `served_to` are ISO dates in the brand's calendar, the first
and the last day that a cost serves.
"""

Index("costs_by_date", costs.c.brand_id, costs.c.served_to)


class CostSum(NamedTuple):
    """The costs of one category and engagement model in a period."""

    model: str
    category: str
    n: int
    """How many costs."""
    amount: int
    """What of them serves the period, in minor units."""


class RecordedCost(NamedTuple):
    """One recorded cost."""

    cost_id: UUID
    model: str
    category: str
    amount: int
    """In minor units of `currency`."""
    currency: str
    served_from: date
    served_to: date
    """The last day, included."""
    is_reversed: bool

    def share_in(self, first: date, end: date) -> int:
        """The part of the amount that serves the days [first, end), in minor units."""
        return share_of_days(self.amount, self.served_from, self.served_to, first, end)


class ProgrammeCosts(SimpleProjection):
    """One row for each programme cost, with its reversal."""

    name, version, tables = "programme_costs", 4, costs_tables

    @handles(Brand.ProgrammeCostRecorded)
    def add(self, event: EventEnvelope[Brand.ProgrammeCostRecorded], db: Connection) -> None:
        cost = event.data
        row = (
            *(event.stream, cost.cost_id.bytes, cost.category.value),
            *(cost.amount.amount, cost.amount.currency),
            *(cost.served_from.isoformat(), cost.served_to.isoformat(), cost.model),
            *(event.recorded_ms, None),
        )
        insert_rows(costs, [row], db)

    @handles(Brand.ProgrammeCostReversed)
    def reverse(self, event: EventEnvelope[Brand.ProgrammeCostReversed], db: Connection) -> None:
        cost = (costs.c.brand_id == event.stream) & (costs.c.cost_id == event.data.cost_id.bytes)
        db.execute(update(costs).where(cost).values(reversed_ms=ms_of(event.data.at)))


def cost_sums(brand_id: UUID, first: date, end: date, db: Connection) -> list[CostSum]:
    """What serves the days [first, end), by model and category, without reversed costs."""
    sums: dict[tuple[str, str], CostSum] = {}
    for cost in recorded_costs(brand_id, first, end, db):
        if not cost.is_reversed:
            key = cost.model, cost.category
            before = sums.get(key, CostSum(*key, 0, 0))
            amount = before.amount + cost.share_in(first, end)
            sums[key] = before._replace(n=before.n + 1, amount=amount)
    return [sums[key] for key in sorted(sums)]


def recorded_costs(brand_id: UUID, first: date, end: date, db: Connection) -> list[RecordedCost]:
    """
    Every cost that serves one of the days [first, end), reversed ones too.

    In the order of the first day that they serve.
    """
    serving = (costs.c.served_to >= first.isoformat()) & (costs.c.served_from < end.isoformat())
    return _costs((costs.c.brand_id == brand_id.bytes) & serving, db)


def all_costs(brand_id: UUID, limit: int, offset: int, db: Connection) -> list[RecordedCost]:
    """The costs of a brand, reversed ones too, those that serve the latest days first."""
    query = select(costs).where(costs.c.brand_id == brand_id.bytes)
    query = query.order_by(costs.c.served_to.desc(), costs.c.recorded_ms.desc(), costs.c.cost_id)
    return _summaries(query.limit(limit).offset(offset), db)


def cost_count(brand_id: UUID, db: Connection) -> int:
    """How many costs a brand recorded."""
    query = select(func.count()).select_from(costs).where(costs.c.brand_id == brand_id.bytes)
    return db.scalar(query) or 0


def recorded_cost(brand_id: UUID, cost_id: UUID, db: Connection) -> RecordedCost | None:
    """One cost of a brand; None without such a cost."""
    found = _costs((costs.c.brand_id == brand_id.bytes) & (costs.c.cost_id == cost_id.bytes), db)
    return found[0] if found else None


def _costs(condition: ColumnElement[bool], db: Connection) -> list[RecordedCost]:
    query = select(costs).where(condition)
    return _summaries(query.order_by(costs.c.served_from, costs.c.cost_id), db)


def _summaries(query: Select[Any], db: Connection) -> list[RecordedCost]:
    return [
        RecordedCost(
            UUID(bytes=row.cost_id),
            row.model,
            row.category,
            row.amount,
            row.currency,
            date.fromisoformat(row.served_from),
            date.fromisoformat(row.served_to),
            row.reversed_ms is not None,
        )
        for row in db.execute(query)
    ]
