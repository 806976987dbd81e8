"""Every change of a brand's settings: who changed what, when, from which value to which."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.aggregate import Event
from domain.brands.brand import Brand
from domain.log.envelope import EventEnvelope
from domain.money import Money
from domain.rewards.programme import Programme
from projections.engine.bulk_insert import insert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

history_tables = MetaData()

setting_changes = Table(
    "setting_changes",
    history_tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("changed_by", LargeBinary, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Key("brand_id", "position", "kind"),
)
"""
Values as JSON, None where there was none. `item` is the id of a cost or gift, else empty.

`kind`: hours, widget, routing_policy, promise, criteria, credit_limit, cost, reward_rules or gift.
"""

CREDIT_LIMIT = "credit_limit"


class SettingChange(NamedTuple):
    """A setting before and after a change, as JSON; None where it had no value."""

    kind: str
    at: datetime
    by: UUID
    before: str | None
    after: str | None


class SettingsHistory(SimpleProjection):
    """One row for each change of a setting."""

    name, version, tables = "settings_history", 2, history_tables

    @handles(Brand.OpeningHoursSet)
    def set_hours(self, event: EventEnvelope[Brand.OpeningHoursSet], db: Connection) -> None:
        _add(event, event.stream, "hours", event.data.by, event.data.hours, db)

    @handles(Brand.WidgetConfigured)
    def configure_widget(
        self, event: EventEnvelope[Brand.WidgetConfigured], db: Connection
    ) -> None:
        widget, by = event.data.widget, event.data.by
        _add(event, event.stream, "widget", by, widget, db)
        if widget.promised_wait_s is not None:
            _add(event, event.stream, "promise", by, widget.promised_wait_s, db)

    @handles(Brand.PromiseSet)
    def set_promise(self, event: EventEnvelope[Brand.PromiseSet], db: Connection) -> None:
        _add(event, event.stream, "promise", event.data.by, event.data.promised_wait_s, db)

    @handles(Brand.RoutingPolicySet)
    def set_routing_policy(
        self, event: EventEnvelope[Brand.RoutingPolicySet], db: Connection
    ) -> None:
        policy = event.data.routing_policy
        _add(event, event.stream, "routing_policy", event.data.by, policy, db)

    @handles(Brand.AmbassadorCriteriaSet)
    def set_criteria(
        self, event: EventEnvelope[Brand.AmbassadorCriteriaSet], db: Connection
    ) -> None:
        _add(event, event.stream, "criteria", event.data.by, event.data.criteria, db)

    @handles(Brand.CreditLimitSet)
    def set_credit_limit(self, event: EventEnvelope[Brand.CreditLimitSet], db: Connection) -> None:
        _add(event, event.stream, CREDIT_LIMIT, event.data.by, event.data.limit, db)

    @handles(Brand.ProgrammeCostRecorded)
    def record_cost(
        self, event: EventEnvelope[Brand.ProgrammeCostRecorded], db: Connection
    ) -> None:
        cost = event.data
        _add(event, event.stream, "cost", cost.by, cost, db, item=str(cost.cost_id))

    @handles(Brand.ProgrammeCostReversed)
    def reverse_cost(
        self, event: EventEnvelope[Brand.ProgrammeCostReversed], db: Connection
    ) -> None:
        cost = event.data
        _add(event, event.stream, "cost", cost.by, None, db, item=str(cost.cost_id))

    @handles(Programme.RewardRulesPublished)
    def publish_rules(
        self, event: EventEnvelope[Programme.RewardRulesPublished], db: Connection
    ) -> None:
        published = event.data
        brand_id = published.brand_id.bytes
        _add(event, brand_id, "reward_rules", published.by, published.rules, db)

    @handles(Programme.GiftStocked)
    def stock_gift(self, event: EventEnvelope[Programme.GiftStocked], db: Connection) -> None:
        gift = event.data
        _add(event, gift.brand_id.bytes, "gift", gift.by, gift, db, item=str(gift.gift_id))

    @handles(Programme.GiftWithdrawn)
    def withdraw_gift(self, event: EventEnvelope[Programme.GiftWithdrawn], db: Connection) -> None:
        gift = event.data
        _add(event, gift.brand_id.bytes, "gift", gift.by, None, db, item=str(gift.gift_id))


def _add(
    event: EventEnvelope[Event],
    brand_id: bytes,
    kind: str,
    by: UUID,
    value: object,
    db: Connection,
    item: str = "",
) -> None:
    """A setting that keeps its value did not change."""
    c = setting_changes.c
    latest = select(c.after).where(c.brand_id == brand_id, c.kind == kind, c.item == item)
    before = db.scalar(latest.order_by(c.position.desc()).limit(1))
    after = None if value is None else msgspec.json.encode(value, order="deterministic").decode()
    if before != after:
        row = (brand_id, event.position, kind, item, ms_of(event.data.at), by.bytes, before, after)
        insert_rows(setting_changes, [row], db)


def changes_of(brand_id: UUID, limit: int, offset: int, db: Connection) -> list[SettingChange]:
    """The changes of a brand's settings, those recorded last first."""
    c = setting_changes.c
    query = select(setting_changes).where(c.brand_id == brand_id.bytes)
    query = query.order_by(c.position.desc(), c.kind).limit(limit).offset(offset)
    return [_change(row) for row in db.execute(query)]


def credit_limit_changes(brand_id: UUID, db: Connection) -> list[SettingChange]:
    """The changes of a brand's credit limit, those recorded last first."""
    c = setting_changes.c
    of_limit = (c.brand_id == brand_id.bytes) & (c.kind == CREDIT_LIMIT)
    rows = db.execute(select(setting_changes).where(of_limit).order_by(c.position.desc()))
    return [_change(row) for row in rows]


def credit_limits(db: Connection) -> dict[UUID, Money]:
    """The credit limit of each brand that ever had one."""
    c = setting_changes.c
    query = select(c.brand_id, c.after).where(c.kind == CREDIT_LIMIT).order_by(c.position)
    return {
        UUID(bytes=row.brand_id): msgspec.json.decode(row.after, type=Money)
        for row in db.execute(query)
    }


def change_count(brand_id: UUID, db: Connection) -> int:
    """How many changes there are."""
    query = select(func.count()).where(setting_changes.c.brand_id == brand_id.bytes)
    return db.scalar(query.select_from(setting_changes)) or 0


def _change(row: Any) -> SettingChange:
    by = UUID(bytes=row.changed_by)
    return SettingChange(row.kind, at_ms(row.at_ms), by, row.before, row.after)
