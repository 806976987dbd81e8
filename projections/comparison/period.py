"""A period: whole days in a brand's zone, from a first day up to but without an end."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.errors import Invalid
from projections.engine.timestamps import day_number


@dataclass(frozen=True)
class Period:
    """The days [first, end) in a time zone. Raises Invalid when there are none."""

    first: date
    end: date
    zone: str

    def __post_init__(self) -> None:
        """Refuse a period without days, and one that leaves the calendar in some zone."""
        if self.first >= self.end:
            raise Invalid(
                "The period must have at least one day: its first day must be before its end."
            )
        if self.first.year == MINYEAR or self.end.year == MAXYEAR:
            raise Invalid(
                "The period must be between the years %(first)s and %(last)s.",
                first=str(MINYEAR + 1),
                last=str(MAXYEAR - 1),
            )

    @property
    def starts_at(self) -> datetime:
        """Midnight of the first day in the zone, as UTC."""
        return _midnight(self.first, self.zone)

    @property
    def ends_at(self) -> datetime:
        """Midnight after the last day in the zone, as UTC."""
        return _midnight(self.end, self.zone)

    @property
    def days(self) -> tuple[int, int]:
        """The first day and the end, in days since 1970."""
        return day_number(self.first), day_number(self.end)

    @property
    def months(self) -> float:
        """The length in months: a part of a month counts as its share of that month's days."""
        return sum(days / monthrange(year, month)[1] for year, month, days in self._by_month())

    def spans(self) -> "tuple[list[int], list[tuple[int, int]]]":
        """The whole months (months since year 0), and the spans [first, end) of other days."""
        whole, spans = [], []
        first, end = self.days
        span_start = first
        for year, month, days in self._by_month():
            start = day_number(date(year, month, 1))
            if days == monthrange(year, month)[1]:
                whole.append(year * 12 + month - 1)
                spans.append((span_start, start))
                span_start = start + days
        spans.append((span_start, end))
        return whole, [span for span in spans if span[0] < span[1]]

    def _by_month(self) -> Iterator[tuple[int, int, int]]:
        day = self.first
        while day < self.end:
            length = monthrange(day.year, day.month)[1]
            following = day.replace(day=1) + timedelta(days=length)
            yield day.year, day.month, (min(following, self.end) - day).days
            day = following


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
