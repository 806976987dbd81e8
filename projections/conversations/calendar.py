"""The days and hours of brands, each on the clock of its own zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from projections.conversations.tables import zones
from projections.engine.bulk_insert import upsert_rows
from projections.engine.timestamps import day_number

QUARTER_MS = 15 * 60 * 1000
MOST_REMEMBERED = 10_000
"""Quarters of an hour, of one zone: some hundred days."""

LocalTime = tuple[int, int]
"""Days since 1970 and hours since Monday 00:00, in a brand's zone."""


class LocalClock:
    """Local time in a zone, remembered by the quarter of an hour."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._by_quarter: dict[int, LocalTime | None] = {}

    def local(self, at_ms: int) -> LocalTime:
        """The local day and hour of an instant in milliseconds since 1970."""
        quarter = at_ms // QUARTER_MS
        if local := self._by_quarter.get(quarter):
            return local
        if quarter not in self._by_quarter:
            self._remember(quarter)
        return self._by_quarter[quarter] or self._local_time(at_ms)

    def _remember(self, quarter: int) -> None:
        """Remember the local time of a quarter of an hour; None where it changes within."""
        if len(self._by_quarter) >= MOST_REMEMBERED:
            self._by_quarter.clear()
        first = self._local_time(quarter * QUARTER_MS)
        last = self._local_time((quarter + 1) * QUARTER_MS - 1)
        self._by_quarter[quarter] = first if first == last else None

    def _local_time(self, at_ms: int) -> LocalTime:
        local = datetime.fromtimestamp(at_ms // 1000, self._zone)
        return day_number(local), local.weekday() * 24 + local.hour


class Clocks:
    """The clock of each brand; brands of the same zone share one."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._zones: dict[bytes, str] = dict(
            db.execute(select(zones.c.brand_id, zones.c.zone)).all()
        )
        self._of_zone: dict[str, LocalClock] = {}
        self._of_brand: dict[bytes, LocalClock] = {}

    def set_zone(self, brand_id: bytes, zone: str) -> None:
        """Count a brand's days in a zone from now on, and write the zone to its table."""
        self._of_brand[brand_id] = self._clock(zone)
        upsert_rows(zones, [(brand_id, zone)], self._db)

    def of(self, brand_id: bytes) -> LocalClock:
        """A brand's clock; of UTC when its zone is unknown."""
        if brand_id not in self._of_brand:
            zone = self._zones.get(brand_id) or "UTC"
            self._of_brand[brand_id] = self._clock(zone)
        return self._of_brand[brand_id]

    def _clock(self, zone: str) -> LocalClock:
        if zone not in self._of_zone:
            self._of_zone[zone] = LocalClock(zone)
        return self._of_zone[zone]
