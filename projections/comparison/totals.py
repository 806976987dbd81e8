"""The sums of a period, added up from those of its days and months."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from projections.comparison.period import Period
from projections.conversations.measures import buckets_of
from projections.conversations.tables import tallies

Buckets = dict[int, int]


class Totals:
    """Sums by model, measure and bucket; what was never counted is 0."""

    def __init__(self, sums: Mapping[tuple[str, str], Buckets]) -> None:
        self._sums = sums

    def of(self, measure: str, model: str = "") -> int:
        """The sum of a measure over all its buckets; model: '' for measures without a model."""
        return sum(self._sums.get((model, measure), {}).values())

    def by_bucket(self, measure: str, model: str = "") -> Buckets:
        """The sum of a measure in each bucket, such as an hour of the week or a wait in seconds."""
        return self._sums.get((model, measure), {})

    def named(self, prefix: str, model: str = "") -> dict[str, Buckets]:
        """The buckets of the measures that begin with a prefix, by the rest of their names."""
        return {
            measure.removeprefix(prefix): buckets
            for (its_model, measure), buckets in sorted(self._sums.items())
            if its_model == model and measure.startswith(prefix)
        }


def totals_of(brand_id: UUID, period: Period, db: Connection) -> Totals:
    """The sums of a brand and period: whole months from their own rows, other days singly."""
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
