"""The days and hours of brands, each on the clock of its own zone."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from projections.facts.counting import EPOCH_DAY
from projections.facts.tables import zones
from projections.writing import upsert_rows

QUARTER_MS = 15 * 60 * 1000

LocalTime = tuple[int, int]
"""Days since 1970 and hours since Monday 00:00, in a brand's zone."""


class Clocks:
    """On which day and at which hour something happened, where the brand is."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._zones: dict[bytes, str] = dict(
            db.execute(select(zones.c.brand_id, zones.c.zone)).all()
        )
        self._known: dict[tuple[bytes, int], LocalTime | None] = {}
        self.zone_before: Callable[[bytes], str | None] = lambda _brand_id: None
        """Whom to ask for the zone of a brand that registered before anything was told here."""

    def set_zone(self, brand_id: bytes, zone: str) -> None:
        self._zones[brand_id] = zone
        self._known.clear()
        upsert_rows(zones, [(brand_id, zone)], self._db)

    def local(self, brand_id: bytes, at_ms: int) -> LocalTime:
        """The day and hour in the brand's zone: mostly those of the whole quarter of an hour."""
        quarter = brand_id, at_ms // QUARTER_MS
        if known := self._known.get(quarter):
            return known
        if quarter not in self._known:
            self._known[quarter] = self._of_all(*quarter)
        return self._known[quarter] or self._on_the_wall(brand_id, at_ms)

    def _of_all(self, brand_id: bytes, quarter: int) -> LocalTime | None:
        """What holds from the beginning of a quarter of an hour to its end, if anything does."""
        first = self._on_the_wall(brand_id, quarter * QUARTER_MS)
        last = self._on_the_wall(brand_id, (quarter + 1) * QUARTER_MS - 1)
        return first if first == last else None

    def forget_times(self) -> None:
        """Those asked about so far: others will be asked about from now on."""
        self._known.clear()

    def _on_the_wall(self, brand_id: bytes, at_ms: int) -> LocalTime:
        local = datetime.fromtimestamp(at_ms // 1000, ZoneInfo(self._zone_of(brand_id)))
        return local.toordinal() - EPOCH_DAY, local.weekday() * 24 + local.hour

    def _zone_of(self, brand_id: bytes) -> str:
        if brand_id not in self._zones and (zone := self.zone_before(brand_id)):
            self._zones[brand_id] = zone
        return self._zones.get(brand_id, "UTC")
