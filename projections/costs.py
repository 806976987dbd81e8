"""What brands spend on their volunteers' programmes: costs with their dates."""

from collections.abc import Sequence
from typing import Any, NamedTuple
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
)

from domain.brand import Brand
from projections.instants import ms_of
from projections.projection import Seen
from projections.writing import upsert_rows

costs_tables = MetaData()

costs = Table(
    "costs",
    costs_tables,
    Column("cost_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("incurred_on", Text, nullable=False),
    Column("recorded_ms", BigInteger, nullable=False),
    Column("withdrawn_ms", BigInteger),
)
"""Costs in minor units; `incurred_on` is an ISO date in the brand's calendar."""

Index("costs_by_date", costs.c.brand_id, costs.c.incurred_on)


class CostSum(NamedTuple):
    """The costs of one kind in a period."""

    kind: str
    n: int
    amount: int


class RecordedCost(NamedTuple):
    """One cost, as pages show it."""

    cost_id: UUID
    kind: str
    amount: int
    currency: str
    incurred_on: str
    is_withdrawn: bool


class CostsFold:
    def __init__(self, db: Connection) -> None:
        self._db = db
        self._rows: dict[bytes, tuple[Any, ...]] = {}

    def take(self, batch: Sequence[Seen]) -> None:
        for _, stream, _, known_ms, event in batch:
            match event:
                case Brand.CostRecorded(cost_id=cost_id):
                    self._rows[cost_id.bytes] = _row(stream, event, known_ms, None)
                case Brand.CostWithdrawn(cost_id=cost_id):
                    recorded_ms = self._recorded_ms(cost_id.bytes)
                    withdrawn_ms = ms_of(event.at)
                    self._rows[cost_id.bytes] = _row(stream, event, recorded_ms, withdrawn_ms)

    def _recorded_ms(self, cost_id: bytes) -> int:
        if cost_id in self._rows:
            return int(self._rows[cost_id][6])
        query = select(costs.c.recorded_ms).where(costs.c.cost_id == cost_id)
        return int(self._db.scalars(query).one())

    def write(self) -> None:
        upsert_rows(costs, list(self._rows.values()), self._db)
        self._rows.clear()


def _row(
    brand_id: bytes,
    cost: Brand.CostRecorded | Brand.CostWithdrawn,
    recorded_ms: int,
    withdrawn_ms: int | None,
) -> tuple[Any, ...]:
    return (
        cost.cost_id.bytes,
        brand_id,
        cost.kind.value,
        cost.amount.amount,
        cost.amount.currency,
        cost.incurred_on.isoformat(),
        recorded_ms,
        withdrawn_ms,
    )


class Costs:
    name = "costs"
    version = 1
    tables = costs_tables
    interests = (Brand.CostRecorded, Brand.CostWithdrawn)

    def fold(self, db: Connection, *, fresh: bool) -> CostsFold:  # noqa: ARG002 - nothing to read first
        return CostsFold(db)


def cost_sums(brand_id: UUID, first: str, end: str, db: Connection) -> list[CostSum]:
    """The costs incurred from one ISO date and before another, by kind, without withdrawn ones."""
    ours = (costs.c.brand_id == brand_id.bytes) & costs.c.withdrawn_ms.is_(None)
    dated = (costs.c.incurred_on >= first) & (costs.c.incurred_on < end)
    query = select(costs.c.kind, func.count(), func.sum(costs.c.amount)).where(ours, dated)
    rows = db.execute(query.group_by(costs.c.kind).order_by(costs.c.kind))
    return [CostSum(kind, n, int(amount)) for kind, n, amount in rows]


def recorded_costs(brand_id: UUID, first: str, end: str, db: Connection) -> list[RecordedCost]:
    """The costs behind those sums one by one, withdrawn ones too, by date."""
    dated = (costs.c.incurred_on >= first) & (costs.c.incurred_on < end)
    query = select(costs).where(costs.c.brand_id == brand_id.bytes, dated)
    return [
        RecordedCost(
            UUID(bytes=row.cost_id),
            row.kind,
            row.amount,
            row.currency,
            row.incurred_on,
            row.withdrawn_ms is not None,
        )
        for row in db.execute(query.order_by(costs.c.incurred_on, costs.c.cost_id))
    ]
