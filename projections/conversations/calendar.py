"""The days and hours of brands, each on the clock of its own zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from projections.conversations.daily_totals import EPOCH_DAY
from projections.conversations.tables import zones
from projections.engine.bulk_insert import upsert_rows

QUARTER_MS = 15 * 60 * 1000
MOST_REMEMBERED = 10_000
"""Quarters of an hour, of one zone: some hundred days."""

LocalTime = tuple[int, int]
"""Days since 1970 and hours since Monday 00:00, in a brand's zone."""


class Clock:
    """What the clocks of a zone show, remembered by the quarter of an hour."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._known: dict[int, LocalTime | None] = {}

    def local(self, at_ms: int) -> LocalTime:
        """The day and hour: mostly those of the whole quarter of an hour."""
        quarter = at_ms // QUARTER_MS
        if known := self._known.get(quarter):
            return known
        if quarter not in self._known:
            self._remember(quarter)
        return self._known[quarter] or self._on_the_wall(at_ms)

    def _remember(self, quarter: int) -> None:
        """What holds from the beginning of a quarter of an hour to its end, if anything does."""
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        first = self._on_the_wall(quarter * QUARTER_MS)
        last = self._on_the_wall((quarter + 1) * QUARTER_MS - 1)
        self._known[quarter] = first if first == last else None

    def _on_the_wall(self, at_ms: int) -> LocalTime:
        local = datetime.fromtimestamp(at_ms // 1000, self._zone)
        return local.toordinal() - EPOCH_DAY, local.weekday() * 24 + local.hour


class Clocks:
    """Which clock a brand goes by: brands of the same zone by the same one."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._zones: dict[bytes, str] = dict(
            db.execute(select(zones.c.brand_id, zones.c.zone)).all()
        )
        self._of_zone: dict[str, Clock] = {}
        self._of_brand: dict[bytes, Clock] = {}

    def set_zone(self, brand_id: bytes, zone: str) -> None:
        self._of_brand[brand_id] = self._showing(zone)
        upsert_rows(zones, [(brand_id, zone)], self._db)

    def of(self, brand_id: bytes) -> Clock:
        """A brand's clock; one that shows UTC when its zone is not known."""
        if brand_id not in self._of_brand:
            zone = self._zones.get(brand_id) or "UTC"
            self._of_brand[brand_id] = self._showing(zone)
        return self._of_brand[brand_id]

    def _showing(self, zone: str) -> Clock:
        if zone not in self._of_zone:
            self._of_zone[zone] = Clock(zone)
        return self._of_zone[zone]
