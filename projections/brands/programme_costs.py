"""Programme costs: what brands spent on their volunteer programmes, by date."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    select,
    update,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.brands.brand import Brand
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
    Column("incurred_on", Text, nullable=False),
    Column("recorded_ms", BigInteger, nullable=False),
    Column("reversed_ms", BigInteger),
    Key("brand_id", "cost_id"),
)
"""Costs in minor units; `incurred_on` is an ISO date in the brand's calendar."""

Index("costs_by_date", costs.c.brand_id, costs.c.incurred_on)


class CostSum(NamedTuple):
    """The costs of one category in a period."""

    category: str
    n: int
    """How many costs."""
    amount: int
    """Their sum in minor units."""


class RecordedCost(NamedTuple):
    """One recorded cost."""

    cost_id: UUID
    category: str
    amount: int
    """In minor units of `currency`."""
    currency: str
    incurred_on: str
    """An ISO date in the brand's calendar."""
    is_reversed: bool


class ProgrammeCosts(SimpleProjection):
    """One row for each programme cost, with its reversal."""

    name, version, tables = "programme_costs", 3, costs_tables

    @handles(Brand.ProgrammeCostRecorded)
    def add(self, event: EventEnvelope[Brand.ProgrammeCostRecorded], db: Connection) -> None:
        cost = event.data
        row = (
            *(event.stream, cost.cost_id.bytes, cost.category.value),
            *(cost.amount.amount, cost.amount.currency, cost.incurred_on.isoformat()),
            *(event.recorded_ms, None),
        )
        insert_rows(costs, [row], db)

    @handles(Brand.ProgrammeCostReversed)
    def reverse(self, event: EventEnvelope[Brand.ProgrammeCostReversed], db: Connection) -> None:
        cost = (costs.c.brand_id == event.stream) & (costs.c.cost_id == event.data.cost_id.bytes)
        db.execute(update(costs).where(cost).values(reversed_ms=ms_of(event.data.at)))


def cost_sums(brand_id: UUID, first: str, end: str, db: Connection) -> list[CostSum]:
    """The costs incurred on the ISO dates [first, end), by category, without reversed ones."""
    of_brand = (costs.c.brand_id == brand_id.bytes) & costs.c.reversed_ms.is_(None)
    dated = (costs.c.incurred_on >= first) & (costs.c.incurred_on < end)
    query = select(costs.c.category, func.count(), func.sum(costs.c.amount)).where(of_brand, dated)
    rows = db.execute(query.group_by(costs.c.category).order_by(costs.c.category))
    return [CostSum(category, n, int(amount)) for category, n, amount in rows]


def recorded_costs(brand_id: UUID, first: str, end: str, db: Connection) -> list[RecordedCost]:
    """Every cost incurred on the ISO dates [first, end), reversed ones too, the oldest first."""
    dated = (costs.c.incurred_on >= first) & (costs.c.incurred_on < end)
    query = select(costs).where(costs.c.brand_id == brand_id.bytes, dated)
    return [
        RecordedCost(
            UUID(bytes=row.cost_id),
            row.category,
            row.amount,
            row.currency,
            row.incurred_on,
            row.reversed_ms is not None,
        )
        for row in db.execute(query.order_by(costs.c.incurred_on, costs.c.cost_id))
    ]
