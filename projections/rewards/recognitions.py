"""What brands recognise their volunteers for: tiers, badges, and points beside conversations."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    select,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.log.envelope import EventEnvelope
from domain.rewards.points import total_points
from domain.rewards.recognition import Recognition
from domain.rewards.redemption import Redemption
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

recognition_tables = MetaData()

badges = Table(
    "badges",
    recognition_tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("member_id", LargeBinary, nullable=False),
    Column("badge", Text, nullable=False),
    Column("grade", BigInteger, nullable=False),
    Column("valid_until_ms", BigInteger),
    Key("brand_id", "member_id", "badge"),
)
"""The badges that members have; expired ones are removed."""

point_changes = Table(
    "point_changes",
    recognition_tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("member_id", LargeBinary, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("points", BigInteger, nullable=False),
    Key("brand_id", "member_id", "position"),
)
"""
What changed a member's points beside conversations, with its sign.

`kind`: tier, gift, gift_cancelled or expired; `item`: the tier's key, the gift's id or the month.
"""


class HeldBadge(NamedTuple):
    """A badge that a member has."""

    badge: str
    """Its key in the reward rules."""
    grade: int
    valid_until: datetime | None
    """When it expires (UTC); None: never."""


class PointChange(NamedTuple):
    """A change of a member's points beside conversations."""

    at: datetime
    kind: str
    """tier, gift, gift_cancelled or expired."""
    item: str
    """The tier's key, the gift's id or the month."""
    points: int
    """Negative: debited."""


class Recognitions(SimpleProjection):
    """Tiers, badges and points by brand and member."""

    name, version, tables = "recognitions", 1, recognition_tables

    @handles(Recognition.TierReached)
    def reach_tier(self, event: EventEnvelope[Recognition.TierReached], db: Connection) -> None:
        reached = event.data
        _add(
            event,
            reached.brand_id,
            reached.member_id,
            "tier",
            reached.tier,
            reached.bonus_points,
            db,
        )

    @handles(Recognition.BadgeAwarded)
    def award(self, event: EventEnvelope[Recognition.BadgeAwarded], db: Connection) -> None:
        awarded = event.data
        until = None if awarded.valid_until is None else ms_of(awarded.valid_until)
        ids = (awarded.brand_id.bytes, awarded.member_id.bytes, awarded.badge)
        upsert_rows(badges, [(*ids, awarded.grade, until)], db)

    @handles(Recognition.BadgeExpired)
    def expire_badge(self, event: EventEnvelope[Recognition.BadgeExpired], db: Connection) -> None:
        b, expired = badges.c, event.data
        is_it = (b.brand_id == expired.brand_id.bytes) & (b.member_id == expired.member_id.bytes)
        db.execute(delete(badges).where(is_it, b.badge == expired.badge))

    @handles(Recognition.PointsExpired)
    def expire_points(
        self, event: EventEnvelope[Recognition.PointsExpired], db: Connection
    ) -> None:
        expired = event.data
        _add(
            event,
            expired.brand_id,
            expired.member_id,
            "expired",
            expired.month,
            -expired.points,
            db,
        )

    @handles(Redemption.Requested)
    def request_gift(self, event: EventEnvelope[Redemption.Requested], db: Connection) -> None:
        requested = event.data
        _add(
            event,
            requested.brand_id,
            requested.member_id,
            "gift",
            str(requested.gift_id),
            -requested.points,
            db,
        )

    @handles(Redemption.Cancelled)
    def cancel_gift(self, event: EventEnvelope[Redemption.Cancelled], db: Connection) -> None:
        gift, points = event.data, total_points(event.data.lots)
        _add(event, gift.brand_id, gift.member_id, "gift_cancelled", str(gift.gift_id), points, db)


def _add(
    event: EventEnvelope[
        Recognition.TierReached
        | Recognition.PointsExpired
        | Redemption.Requested
        | Redemption.Cancelled
    ],
    brand_id: UUID,
    member_id: UUID,
    kind: str,
    item: str,
    points: int,
    db: Connection,
) -> None:
    ids = (brand_id.bytes, member_id.bytes, event.position)
    insert_rows(point_changes, [(*ids, ms_of(event.data.at), kind, item, points)], db)


def badges_of(brand_id: UUID, member_id: UUID, at: datetime, db: Connection) -> list[HeldBadge]:
    """The badges that a member has of a brand at a time (UTC), by key."""
    b = badges.c
    query = select(badges).where(b.brand_id == brand_id.bytes, b.member_id == member_id.bytes)
    held = [
        HeldBadge(
            row.badge,
            row.grade,
            None if row.valid_until_ms is None else at_ms(row.valid_until_ms),
        )
        for row in db.execute(query.order_by(b.badge))
    ]
    return [badge for badge in held if badge.valid_until is None or at < badge.valid_until]


def point_changes_of(brand_id: UUID, member_id: UUID, db: Connection) -> list[PointChange]:
    """What changed a member's points beside conversations, the latest first."""
    p = point_changes.c
    query = select(point_changes).where(
        p.brand_id == brand_id.bytes, p.member_id == member_id.bytes
    )
    return [
        PointChange(at_ms(row.at_ms), row.kind, row.item, row.points)
        for row in db.execute(query.order_by(p.position.desc()))
    ]


def tiers_reached(brand_id: UUID, member_id: UUID, db: Connection) -> set[str]:
    """The keys of the tiers that a member reached."""
    p = point_changes.c
    query = select(p.item).where(p.brand_id == brand_id.bytes, p.member_id == member_id.bytes)
    return set(db.scalars(query.where(p.kind == "tier")))
