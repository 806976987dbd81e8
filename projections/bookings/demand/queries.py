"""What was asked of a brand in each half-hour of a span, and what came of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import add
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from domain.conversations.conversation_reasons import LostReason
from projections.bookings.demand.projection import (
    DAY_HALF_HOURS,
    HALF_HOUR_MS,
    DayCounts,
    counts_of,
)
from projections.bookings.demand.tables import UNKNOWN_LANGUAGE, demand
from projections.engine.timestamps import EPOCH, ms_of

HALF_HOUR = timedelta(minutes=30)
ByHalfHour = dict[datetime, int]
"""By the start of a half-hour, UTC; without those that have none."""


@dataclass(frozen=True)
class ObservedDemand:
    """The requests of a span, each counted in the half-hour in which it was made."""

    days: Mapping[str, Mapping[int, DayCounts]]
    """By measure of the table and UTC day (since 1970)."""

    @cached_property
    def requests(self) -> ByHalfHour:
        return self._by_half_hour("requests")

    @cached_property
    def answered(self) -> dict[str, ByHalfHour]:
        """By engagement model of the first reply."""
        return self._named("answered:")

    @cached_property
    def lost(self) -> dict[str, ByHalfHour]:
        """By reason."""
        return self._named("lost:")

    @property
    def waited_s(self) -> int:
        """How long all waited until they were answered or lost; without imported losses."""
        return self._sum("waited_s")

    @property
    def patience_s(self) -> float | None:
        """
        The mean patience of visitors, seconds; None where nobody left.

        The maximum-likelihood estimate of an exponential patience: all waiting, divided by the
        visitors who left. Those who were answered, or lost otherwise, had at least as much.
        """
        left = self._sum(f"lost:{LostReason.VISITOR_LEFT}")
        return self.waited_s / left if left and self.waited_s else None

    def _sum(self, measure: str) -> int:
        return sum(map(sum, self.days.get(measure, {}).values()))

    def _named(self, prefix: str) -> dict[str, ByHalfHour]:
        return {
            measure.removeprefix(prefix): counts
            for measure in sorted(self.days)
            if measure.startswith(prefix) and (counts := self._by_half_hour(measure))
        }

    def _by_half_hour(self, measure: str) -> ByHalfHour:
        days = self.days.get(measure, {})
        return {
            EPOCH + HALF_HOUR * (day * DAY_HALF_HOURS + number): n
            for day in sorted(days)
            for number, n in enumerate(days[day])
            if n
        }


def newest_demand_day(brand_id: UUID, db: Connection) -> date | None:
    """The last UTC day on which the brand had a request; None: it never had one."""
    newest = db.scalar(select(func.max(demand.c.day)).where(demand.c.brand_id == brand_id.bytes))
    return None if newest is None else EPOCH.date() + timedelta(newest)


def observed_demand(
    brand_id: UUID,
    first: datetime,
    end: datetime,
    db: Connection,
    *,
    subject_ids: Collection[UUID] | None = None,
    languages: Collection[str] | None = None,
) -> ObservedDemand:
    """
    The demand of a brand in the half-hours that start in [first, end), UTC.

    subject_ids, languages: only requests on one of these; None: all requests. Imported requests,
    whose language is not known, count for every language.
    """
    first_half_hour, last = (-(-ms_of(moment) // HALF_HOUR_MS) for moment in (first, end))
    columns = demand.c
    query = select(columns.measure, columns.day, columns.counts).where(
        columns.brand_id == brand_id.bytes,
        columns.day >= first_half_hour // DAY_HALF_HOURS,
        columns.day <= last // DAY_HALF_HOURS,
    )
    if subject_ids is not None:
        query = query.where(columns.subject_id.in_([id.bytes for id in subject_ids]))
    if languages is not None:
        query = query.where(columns.language.in_([*languages, UNKNOWN_LANGUAGE]))
    return ObservedDemand(_summed(db.execute(query), range(first_half_hour, last)))


def _summed(rows: Iterable[Any], half_hours: range) -> dict[str, dict[int, DayCounts]]:
    """By measure and day, over subjects and languages. Lists are added whole, which is fast."""
    sums: defaultdict[str, dict[int, DayCounts]] = defaultdict(dict)
    for measure, day, written in rows:
        counts, days = _within(counts_of(written), day, half_hours), sums[measure]
        days[day] = list(map(add, days[day], counts)) if day in days else counts
    return sums


def _within(counts: DayCounts, day: int, half_hours: range) -> DayCounts:
    """The counts of a day, 0 outside these half-hours since 1970."""
    first = day * DAY_HALF_HOURS
    if first in half_hours and first + DAY_HALF_HOURS - 1 in half_hours:
        return counts
    return [n if first + number in half_hours else 0 for number, n in enumerate(counts)]
