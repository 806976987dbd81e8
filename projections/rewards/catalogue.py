"""Reward rules and gifts of each brand, as they are now; and the requests for gifts."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    select,
    update,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.log.envelope import EventEnvelope
from domain.money import Money
from domain.rewards.programme import Programme
from domain.rewards.redemption import Redemption, RedemptionStatus
from domain.rewards.reward_rules import NameByLanguage, RewardRules
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

catalogue_tables = MetaData()

reward_rules = Table(
    "reward_rules",
    catalogue_tables,
    Column("brand_id", LargeBinary, primary_key=True),
    Column("since_ms", BigInteger, nullable=False),
    Column("value", Text, nullable=False),
)
"""The rules that a brand published last, as JSON."""

gifts = Table(
    "gifts",
    catalogue_tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("gift_id", LargeBinary, nullable=False),
    Column("names", Text, nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("unit_cost", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("stock", BigInteger, nullable=False),
    Column("is_offered", Boolean, nullable=False),
    Key("brand_id", "gift_id"),
)
"""`names` is JSON, by language; costs in minor units."""

redemptions = Table(
    "redemptions",
    catalogue_tables,
    Column("redemption_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary, nullable=False),
    Column("member_id", LargeBinary, nullable=False),
    Column("gift_id", LargeBinary, nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("requested_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger),
)
"""`closed_ms`: when it was sent or cancelled."""

Index("redemptions_by_brand", redemptions.c.brand_id, redemptions.c.status)
Index("redemptions_by_member", redemptions.c.member_id, redemptions.c.brand_id)


class GiftSummary(NamedTuple):
    """A gift that a brand offers or offered, and how many are left."""

    gift_id: UUID
    name_by_language: NameByLanguage
    points: int
    unit_cost: Money
    stock: int
    is_offered: bool


class RedemptionSummary(NamedTuple):
    """A request for a gift. Times are UTC."""

    redemption_id: UUID
    member_id: UUID
    gift_id: UUID
    points: int
    status: str
    requested_at: datetime
    closed_at: datetime | None
    """When it was sent or cancelled; None: it waits."""

    @property
    def is_waiting(self) -> bool:
        """Whether it is neither sent nor cancelled."""
        return self.status == RedemptionStatus.REQUESTED


class RewardCatalogue(SimpleProjection):
    """What each brand offers its volunteers, and what they requested."""

    name, version, tables = "reward_catalogue", 1, catalogue_tables

    @handles(Programme.RewardRulesPublished)
    def publish(self, event: EventEnvelope[Programme.RewardRulesPublished], db: Connection) -> None:
        published = event.data
        value = msgspec.json.encode(published.rules, order="deterministic").decode()
        upsert_rows(reward_rules, [(published.brand_id.bytes, ms_of(published.at), value)], db)

    @handles(Programme.GiftStocked)
    def stock(self, event: EventEnvelope[Programme.GiftStocked], db: Connection) -> None:
        gift = event.data
        before = select(gifts.c.stock).where(_gift(gift.brand_id, gift.gift_id))
        row = (
            *(gift.brand_id.bytes, gift.gift_id.bytes),
            msgspec.json.encode(gift.name_by_language, order="deterministic").decode(),
            *(gift.points, gift.unit_cost.amount, gift.unit_cost.currency),
            *((db.scalar(before) or 0) + gift.quantity, True),
        )
        upsert_rows(gifts, [row], db)

    @handles(Programme.GiftWithdrawn)
    def withdraw(self, event: EventEnvelope[Programme.GiftWithdrawn], db: Connection) -> None:
        gift = _gift(event.data.brand_id, event.data.gift_id)
        changes = {"stock": gifts.c.stock - event.data.quantity, "is_offered": False}
        db.execute(update(gifts).where(gift).values(changes))

    @handles(Redemption.Requested)
    def request(self, event: EventEnvelope[Redemption.Requested], db: Connection) -> None:
        requested = event.data
        ids = (
            event.stream,
            requested.brand_id.bytes,
            requested.member_id.bytes,
            requested.gift_id.bytes,
        )
        status = RedemptionStatus.REQUESTED.value
        insert_rows(redemptions, [(*ids, requested.points, status, ms_of(requested.at), None)], db)
        _move_stock(requested.brand_id, requested.gift_id, -1, db)

    @handles(Redemption.Sent)
    def send(self, event: EventEnvelope[Redemption.Sent], db: Connection) -> None:
        _close(event.stream, RedemptionStatus.SENT, event.data.at, db)

    @handles(Redemption.Cancelled)
    def cancel(self, event: EventEnvelope[Redemption.Cancelled], db: Connection) -> None:
        _close(event.stream, RedemptionStatus.CANCELLED, event.data.at, db)
        _move_stock(event.data.brand_id, event.data.gift_id, 1, db)


def _gift(brand_id: UUID, gift_id: UUID) -> ColumnElement[bool]:
    return (gifts.c.brand_id == brand_id.bytes) & (gifts.c.gift_id == gift_id.bytes)


def _move_stock(brand_id: UUID, gift_id: UUID, by: int, db: Connection) -> None:
    db.execute(update(gifts).where(_gift(brand_id, gift_id)).values(stock=gifts.c.stock + by))


def _close(stream: bytes, status: RedemptionStatus, at: datetime, db: Connection) -> None:
    changes = {"status": status.value, "closed_ms": ms_of(at)}
    db.execute(update(redemptions).where(redemptions.c.redemption_id == stream).values(changes))


def reward_rules_of(brand_id: UUID, db: Connection) -> RewardRules | None:
    """The rules that a brand published last; None: it never published any."""
    query = select(reward_rules.c.value).where(reward_rules.c.brand_id == brand_id.bytes)
    value = db.scalar(query)
    return msgspec.json.decode(value, type=RewardRules) if value else None


def brands_with_rules(db: Connection) -> dict[UUID, RewardRules]:
    """The rules of every brand that published some."""
    return {
        UUID(bytes=row.brand_id): msgspec.json.decode(row.value, type=RewardRules)
        for row in db.execute(select(reward_rules))
    }


def gifts_of(brand_id: UUID, db: Connection) -> list[GiftSummary]:
    """Every gift of a brand, withdrawn ones last, the cheapest in points first."""
    query = select(gifts).where(gifts.c.brand_id == brand_id.bytes)
    query = query.order_by(gifts.c.is_offered.desc(), gifts.c.points, gifts.c.gift_id)
    return [_gift_summary(row) for row in db.execute(query)]


def _gift_summary(row: Any) -> GiftSummary:
    return GiftSummary(
        UUID(bytes=row.gift_id),
        msgspec.json.decode(row.names, type=NameByLanguage),
        row.points,
        Money(row.unit_cost, row.currency),
        row.stock,
        row.is_offered,
    )


def waiting_redemptions(brand_id: UUID, db: Connection) -> list[RedemptionSummary]:
    """The requests that a brand has not sent yet, the longest waiting first."""
    r = redemptions.c
    is_waiting = r.status == RedemptionStatus.REQUESTED.value
    return _redemptions((r.brand_id == brand_id.bytes) & is_waiting, db)


def closed_redemptions(brand_id: UUID, limit: int, db: Connection) -> list[RedemptionSummary]:
    """The requests that were sent or cancelled, those closed last first."""
    r = redemptions.c
    is_closed = (r.brand_id == brand_id.bytes) & r.closed_ms.is_not(None)
    query = select(redemptions).where(is_closed)
    query = query.order_by(r.closed_ms.desc(), r.redemption_id).limit(limit)
    return [_redemption(row) for row in db.execute(query)]


def redemptions_of(brand_id: UUID, member_id: UUID, db: Connection) -> list[RedemptionSummary]:
    """What a member requested of a brand, the first request first."""
    r = redemptions.c
    return _redemptions((r.brand_id == brand_id.bytes) & (r.member_id == member_id.bytes), db)


def redemption_of_brand(
    redemption_id: UUID, brand_id: UUID, db: Connection
) -> RedemptionSummary | None:
    """One request; None without such a request of this brand."""
    r = redemptions.c
    is_it = (r.redemption_id == redemption_id.bytes) & (r.brand_id == brand_id.bytes)
    return next(iter(_redemptions(is_it, db)), None)


def _redemptions(condition: ColumnElement[bool], db: Connection) -> list[RedemptionSummary]:
    query = select(redemptions).where(condition)
    query = query.order_by(redemptions.c.requested_ms, redemptions.c.redemption_id)
    return [_redemption(row) for row in db.execute(query)]


def _redemption(row: Any) -> RedemptionSummary:
    return RedemptionSummary(
        UUID(bytes=row.redemption_id),
        UUID(bytes=row.member_id),
        UUID(bytes=row.gift_id),
        row.points,
        row.status,
        at_ms(row.requested_ms),
        None if row.closed_ms is None else at_ms(row.closed_ms),
    )
