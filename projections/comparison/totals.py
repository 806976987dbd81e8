"""The tallies of a period, added up."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from projections.comparison.period import Period
from projections.conversations.measures import buckets_of
from projections.conversations.tables import tallies

Buckets = dict[int, int]


class Totals:
    """Sums by model, measure and bucket; what was never counted is nothing."""

    def __init__(self, sums: Mapping[tuple[str, str], Buckets]) -> None:
        self._sums = sums

    def of(self, measure: str, model: str = "") -> int:
        """The sum over all buckets."""
        return sum(self._sums.get((model, measure), {}).values())

    def by_bucket(self, measure: str, model: str = "") -> Buckets:
        return self._sums.get((model, measure), {})

    def named(self, prefix: str, model: str = "") -> dict[str, Buckets]:
        """The measures that begin so, by the rest of their name."""
        return {
            measure.removeprefix(prefix): buckets
            for (whose, measure), buckets in sorted(self._sums.items())
            if whose == model and measure.startswith(prefix)
        }


def totals_of(brand_id: UUID, period: Period, db: Connection) -> Totals:
    """Add up a brand's tallies: whole months from their own sums, the days around them singly."""
    t = tallies.c
    query = select(t.model, t.measure, t.buckets)
    sums: defaultdict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for model, measure, buckets in db.execute(
        query.where(t.brand_id == brand_id.bytes, _within(period))
    ):
        sums[model, measure].update(buckets_of(buckets))
    return Totals(sums)


def _within(period: Period) -> ColumnElement[bool]:
    t = tallies.c
    months, spans = period.spans()
    days = [and_(t.grain == "d", t.start >= first, t.start < end) for first, end in spans]
    if not months:
        return or_(*days)
    # Whole months follow each other without a gap.
    whole = and_(t.grain == "m", t.start >= months[0], t.start <= months[-1])
    return or_(whole, *days)
