"""The sums of a period, and the same over time: added up from those of its days and months."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from projections.comparison.period import Period
from projections.conversations.daily_totals import buckets_of
from projections.conversations.tables import tallies
from projections.engine.timestamps import date_of

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


@dataclass(frozen=True)
class Step:
    """The outcomes of the requests of one day, month or year."""

    start: date
    """Its first day."""
    requests: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    """By engagement model."""
    lost: int = 0

    @property
    def waiting(self) -> int:
        """How many requests are neither answered nor lost yet."""
        return self.requests - self.answered.total() - self.lost


def by_day(brand_id: UUID, period: Period, db: Connection) -> list[Step]:
    """A step for every day of a period, also those without requests."""
    first, end = period.days
    condition = and_(tallies.c.grain == "d", tallies.c.start >= first, tallies.c.start < end)
    sums: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for _, start, name, n in _sums(brand_id, condition, db):
        sums[date_of(start)][name] += n
    return [_step(date_of(start), sums[date_of(start)]) for start in range(first, end)]


def by_month(brand_id: UUID, period: Period, db: Connection) -> list[Step]:
    """A step for every month a period touches, of its first and last only the days within."""
    sums: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for grain, start, name, n in _sums(brand_id, _within(period), db):
        month = _month(start) if grain == "m" else date_of(start).replace(day=1)
        sums[month][name] += n
    return [_step(month, sums[month]) for month in _months(period)]


def in_years(months: list[Step]) -> list[Step]:
    """The same steps added up by year."""
    years: dict[int, Step] = {}
    for step in months:
        so_far = years.get(step.start.year, Step(step.start))
        years[step.start.year] = Step(
            so_far.start,
            so_far.requests + step.requests,
            so_far.answered + step.answered,
            so_far.lost + step.lost,
        )
    return list(years.values())


def last_month(brand_id: UUID, before: date, db: Connection) -> date | None:
    """The first day of the last month with requests that began before a day; None without any."""
    monthly = (tallies.c.brand_id == brand_id.bytes, tallies.c.grain == "m", tallies.c.model == "")
    query = select(tallies.c.start).where(
        *monthly, tallies.c.measure == "requests", tallies.c.start < _number(before)
    )
    month = db.scalar(query.order_by(tallies.c.start.desc()).limit(1))
    return None if month is None else _month(month)


def _sums(
    brand_id: UUID, condition: ColumnElement[bool], db: Connection
) -> Iterator[tuple[str, int, str, int]]:
    """Grain, start, what was counted (requests, lost, or a model that answered), how often."""
    counted = or_(
        tallies.c.measure.in_(("requests", "answered")), tallies.c.measure.startswith("lost:")
    )
    query = select(
        tallies.c.grain, tallies.c.start, tallies.c.model, tallies.c.measure, tallies.c.n
    )
    for grain, start, model, measure, n in db.execute(
        query.where(tallies.c.brand_id == brand_id.bytes, condition, counted)
    ):
        yield grain, start, model or measure.partition(":")[0], n


def _step(start: date, sums: Counter[str]) -> Step:
    answered = Counter(sums)
    requests, lost = answered.pop("requests", 0), answered.pop("lost", 0)
    return Step(start, requests, answered, lost)


def _months(period: Period) -> Iterator[date]:
    number, last = _number(period.first), date.fromordinal(period.end.toordinal() - 1)
    while number <= _number(last):
        yield _month(number)
        number += 1


def _number(day: date) -> int:
    """Months since year 0, as the sums by month count them."""
    return day.year * 12 + day.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
