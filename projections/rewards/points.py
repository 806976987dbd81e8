"""Bonus points, and what brands expect points to cost, since when."""

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
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.log.envelope import EventEnvelope
from domain.money import Money
from domain.rewards.programme import Programme
from domain.rewards.recognition import Recognition
from domain.rewards.reward_rules import RewardRules
from projections.engine.bulk_insert import upsert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import ms_of

points_tables = MetaData()

point_costs = Table(
    "point_costs",
    points_tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("breakage_percent", BigInteger, nullable=False),
    Key("brand_id", "since_ms"),
)
"""What 100 redeemed points are expected to cost from an instant on, and how many never are."""

bonuses = Table(
    "bonuses",
    points_tables,
    Column("member_id", LargeBinary, nullable=False),
    Column("tier", Text, nullable=False),
    Column("brand_id", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("points", BigInteger, nullable=False),
    Key("brand_id", "member_id", "tier"),
)
"""Points that ambassadors earned by reaching a tier."""

Index("bonuses_by_time", bonuses.c.brand_id, bonuses.c.at_ms)


class PointCost(NamedTuple):
    """What a brand expects points to cost from an instant on."""

    since_ms: int
    """Milliseconds since 1970."""
    per_hundred: Money
    """The cost of 100 redeemed points."""
    breakage_percent: int
    """How many of 100 points are expected never to be redeemed."""

    def of(self, points: int) -> int:
        """What so many points are expected to cost, in minor units of the currency."""
        rule = RewardRules(0, (), (), None, self.per_hundred, self.breakage_percent)
        return rule.expected_cost(points).amount


class Points(SimpleProjection):
    """The expected cost of points by brand, and the bonus points of tiers."""

    name, version, tables = "points", 2, points_tables

    @handles(Programme.RewardRulesPublished)
    def set_cost(
        self, event: EventEnvelope[Programme.RewardRulesPublished], db: Connection
    ) -> None:
        rule = event.data.rules
        cost = (
            rule.cost_per_100_points.amount,
            rule.cost_per_100_points.currency,
            rule.breakage_percent,
        )
        row = (event.data.brand_id.bytes, ms_of(event.data.at), *cost)
        upsert_rows(point_costs, [row], db)

    @handles(Recognition.TierReached)
    def add_bonus(self, event: EventEnvelope[Recognition.TierReached], db: Connection) -> None:
        reached = event.data
        if reached.bonus_points:
            ids = (reached.member_id.bytes, reached.tier, reached.brand_id.bytes)
            upsert_rows(bonuses, [(*ids, ms_of(reached.at), reached.bonus_points)], db)


def point_costs_of(brand_id: UUID, db: Connection) -> list[PointCost]:
    """Every cost of points that a brand has published, the oldest first."""
    query = select(point_costs).where(point_costs.c.brand_id == brand_id.bytes)
    rows = db.execute(query.order_by(point_costs.c.since_ms))
    return [
        PointCost(row.since_ms, Money(row.amount, row.currency), row.breakage_percent)
        for row in rows
    ]


def bonus_points(brand_id: UUID, start_ms: int, end_ms: int, db: Connection) -> int:
    """The sum of points earned by reaching tiers in [start, end), in milliseconds since 1970."""
    b = bonuses.c
    query = select(func.sum(b.points)).where(b.brand_id == brand_id.bytes)
    return int(db.scalar(query.where(b.at_ms >= start_ms, b.at_ms < end_ms)) or 0)
