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
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.brands.brand import Brand
from projections.engine.bulk_insert import upsert_rows
from projections.engine.projection import Seen
from projections.engine.timestamps import ms_of

costs_tables = MetaData()

costs = Table(
    "costs",
    costs_tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("cost_id", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("incurred_on", Text, nullable=False),
    Column("recorded_ms", BigInteger, nullable=False),
    Column("withdrawn_ms", BigInteger),
    Key("brand_id", "cost_id"),
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
        self._rows: dict[tuple[bytes, bytes], tuple[Any, ...]] = {}

    def apply(self, batch: Sequence[Seen]) -> None:
        for seen in batch:
            stream, event = seen.stream, seen.event
            match event:
                case Brand.CostRecorded(cost_id=cost_id):
                    self._rows[stream, cost_id.bytes] = _row(stream, event, seen.known_ms, None)
                case Brand.CostWithdrawn(cost_id=cost_id):
                    key = stream, cost_id.bytes
                    times = self._recorded_ms(*key), ms_of(event.at)
                    self._rows[key] = _row(stream, event, *times)

    def _recorded_ms(self, brand_id: bytes, cost_id: bytes) -> int:
        if (brand_id, cost_id) in self._rows:
            return int(self._rows[brand_id, cost_id][6])
        this = (costs.c.brand_id == brand_id) & (costs.c.cost_id == cost_id)
        return int(self._db.scalars(select(costs.c.recorded_ms).where(this)).one())

    def flush(self) -> None:
        upsert_rows(costs, list(self._rows.values()), self._db)
        self._rows.clear()


def _row(
    brand_id: bytes,
    cost: Brand.CostRecorded | Brand.CostWithdrawn,
    recorded_ms: int,
    withdrawn_ms: int | None,
) -> tuple[Any, ...]:
    return (
        brand_id,
        cost.cost_id.bytes,
        cost.kind.value,
        cost.amount.amount,
        cost.amount.currency,
        cost.incurred_on.isoformat(),
        recorded_ms,
        withdrawn_ms,
    )


class Costs:
    name = "costs"
    version = 2
    tables = costs_tables
    interests = (Brand.CostRecorded, Brand.CostWithdrawn)

    def begin(self, db: Connection) -> CostsFold:
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
