"""Brands: names, zones, currencies, and their settings with the instants they were set."""

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    MetaData,
    Table,
    Text,
    select,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.aggregate import Event
from domain.brands.brand import Brand
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy
from domain.brands.widget import DEFAULT_PROMISED_WAIT_S, WidgetSettings
from domain.errors import NotFound
from domain.log.envelope import EventEnvelope
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

brands_tables = MetaData()

brands = Table(
    "brands",
    brands_tables,
    Column("brand_id", LargeBinary, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("currency", Text, nullable=False),
)

settings = Table(
    "settings",
    brands_tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("value", Text, nullable=False),
    Key("brand_id", "kind", "since_ms"),
)
"""
A setting of a brand from an instant on, as JSON; `kind`: hours, widget, routing_policy or promise.
"""


class BrandSummary(NamedTuple):
    """A brand's name and calendar."""

    brand_id: UUID
    slug: str
    """The short name in addresses."""
    name: str
    zone: str
    """The IANA time zone in which its days and hours are counted."""
    currency: str
    """ISO 4217, of its costs and sales."""

    def local_day(self, at: datetime) -> date:
        """The day by the brand's clock at a time."""
        return at.astimezone(ZoneInfo(self.zone)).date()


class Brands(SimpleProjection):
    """Names, zones and settings of the brands."""

    name, version, tables = "brands", 3, brands_tables

    @handles(Brand.Registered)
    def add(self, event: EventEnvelope[Brand.Registered], db: Connection) -> None:
        brand = event.data
        row = (event.stream, brand.slug, brand.name, brand.zone, brand.currency)
        insert_rows(brands, [row], db)

    @handles(Brand.OpeningHoursSet)
    def set_opening_hours(
        self, event: EventEnvelope[Brand.OpeningHoursSet], db: Connection
    ) -> None:
        _set(event, "hours", event.data.hours, db)

    @handles(Brand.WidgetConfigured)
    def configure_widget(
        self, event: EventEnvelope[Brand.WidgetConfigured], db: Connection
    ) -> None:
        widget = event.data.widget
        _set(event, "widget", widget, db)
        if widget.promised_wait_s is not None:
            _set(event, "promise", widget.promised_wait_s, db)

    @handles(Brand.PromiseSet)
    def set_promise(self, event: EventEnvelope[Brand.PromiseSet], db: Connection) -> None:
        _set(event, "promise", event.data.promised_wait_s, db)

    @handles(Brand.RoutingPolicySet)
    def set_routing_policy(
        self, event: EventEnvelope[Brand.RoutingPolicySet], db: Connection
    ) -> None:
        _set(event, "routing_policy", event.data.routing_policy, db)


def _set(event: EventEnvelope[Event], kind: str, value: object, db: Connection) -> None:
    written = msgspec.json.encode(value).decode()
    upsert_rows(settings, [(event.stream, kind, ms_of(event.data.at), written)], db)


def all_brands(db: Connection) -> list[BrandSummary]:
    """Every brand, by name."""
    rows = db.execute(select(brands).order_by(brands.c.name))
    return [_summary(row) for row in rows]


def brand_called(slug: str, db: Connection) -> BrandSummary:
    """The brand with this short name. Raises NotFound."""
    brand = _one(brands.c.slug == slug, db)
    if brand is None:
        raise NotFound("There is no brand called %(slug)s.", slug=slug)
    return brand


def brand_with_id(brand_id: UUID, db: Connection) -> BrandSummary | None:
    """One brand; None when there is no brand with this id."""
    return _one(brands.c.brand_id == brand_id.bytes, db)


def _one(condition: ColumnElement[bool], db: Connection) -> BrandSummary | None:
    row = db.execute(select(brands).where(condition)).first()
    return _summary(row) if row else None


def _summary(row: Any) -> BrandSummary:
    return BrandSummary(UUID(bytes=row.brand_id), row.slug, row.name, row.zone, row.currency)


def routing_policy_of(brand_id: UUID, db: Connection) -> RoutingPolicy | None:
    """The routing policy that a brand set last; None: it never set one."""
    value = _latest(brand_id, "routing_policy", db)
    return msgspec.json.decode(value, type=RoutingPolicy) if value else None


def opening_hours_of(brand_id: UUID, db: Connection) -> OpeningHours | None:
    """The opening hours that a brand set last; None: it never set any."""
    value = _latest(brand_id, "hours", db)
    return msgspec.json.decode(value, type=OpeningHours) if value else None


def promise_of(brand_id: UUID, db: Connection) -> int:
    """Within how many seconds a brand promises an answer, by the latest setting or by default."""
    value = _latest(brand_id, "promise", db)
    return msgspec.json.decode(value, type=int) if value else DEFAULT_PROMISED_WAIT_S


def widget_of(brand_id: UUID, db: Connection) -> WidgetSettings | None:
    """The widget settings that a brand made last; None: it never made any."""
    value = _latest(brand_id, "widget", db)
    return msgspec.json.decode(value, type=WidgetSettings) if value else None


def _latest(brand_id: UUID, kind: str, db: Connection) -> str | None:
    history = _history(brand_id, kind, db)
    return history[-1][1] if history else None


def opening_times(
    brand_id: UUID, start: datetime, end: datetime, db: Connection
) -> list[tuple[datetime, datetime]] | None:
    """
    When the brand's chat was open in [start, end), under the hours in force at each time.

    Pairs of UTC times in order, none touching the next. Before the brand first set its hours it
    counts as closed; None when it never set any.
    """
    history = _history(brand_id, "hours", db)
    if not history:
        return None
    since = [at_ms(ms) for ms, _ in history]
    spans = pairwise([*since, datetime.max.replace(tzinfo=UTC)])
    times: list[tuple[datetime, datetime]] = []
    for (first, last), (_, value) in zip(spans, history, strict=True):
        if first < end and last > start:
            hours = msgspec.json.decode(value, type=OpeningHours)
            for opens, closes in hours.open_intervals(max(first, start), min(last, end)):
                opening = times.pop()[0] if times and times[-1][1] == opens else opens
                times.append((opening, closes))
    return times


def _history(brand_id: UUID, kind: str, db: Connection) -> list[tuple[int, str]]:
    of_brand = (settings.c.brand_id == brand_id.bytes) & (settings.c.kind == kind)
    query = select(settings.c.since_ms, settings.c.value).where(of_brand)
    return list(db.execute(query.order_by(settings.c.since_ms)))
