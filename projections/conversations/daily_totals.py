"""What conversations add to the sums by day and month, and the rows of these sums."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, and_, bindparam, delete, select, tuple_

from domain.log.mapper import encode_json
from projections.conversations.fact import Fact
from projections.conversations.tables import tallies
from projections.engine.bulk_insert import upsert_rows
from projections.engine.timestamps import date_of

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Sums = Counter[int]
"""The sum of a measure in each bucket."""
Counts = defaultdict[tuple[str, str], Sums]
"""Sums by model ('' for measures without one) and measure."""
Span = tuple[bytes, str, int]
"""A brand, a grain (d or m), and the number of its day or month."""
Key = tuple[bytes, str, int, str, str]
"""A span, a model and a measure: the primary key of a row of sums."""


class DailyTotals:
    """Sums over conversations, by the day on which they were requested."""

    def __init__(self) -> None:
        self._days: defaultdict[Span, Counts] = defaultdict(_no_counts)

    def add(self, facts: Iterable[Fact]) -> None:
        """Add what these conversations count at present."""
        self._count(facts, Sums.update)

    def subtract(self, facts: Iterable[Fact]) -> None:
        """Subtract what these conversations count at present, before they are changed."""
        self._count(facts, Sums.subtract)

    def _count(self, facts: Iterable[Fact], into: Callable[[Sums, Sums], None]) -> None:
        """Count all conversations of a day together: the work for each of them has to be small."""
        for (brand_id, day), requested in _grouped(facts, lambda fact: (fact.brand_id, fact.day)):
            counts = self._days[brand_id, "d", day]
            for measure, sums in _of_day(requested):
                into(counts[measure], sums)

    def sums(self) -> dict[Key, Sums]:
        """All sums by day, and the same by month."""
        spans = {**self._days, **_months(self._days)}
        return {
            (*span, *measure): sums
            for span, counts in spans.items()
            for measure, sums in counts.items()
        }

    def clear(self) -> None:
        """Forget all sums: they are written."""
        self._days.clear()


def _no_counts() -> Counts:
    return defaultdict(Counter)


def _grouped(items: Iterable[T], key: Callable[[T], K]) -> Iterable[tuple[K, list[T]]]:
    groups: defaultdict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups.items()


def _months(days: dict[Span, Counts]) -> dict[Span, Counts]:
    months: defaultdict[Span, Counts] = defaultdict(_no_counts)
    for (brand_id, _, day), counts in days.items():
        first = date_of(day)
        month = months[brand_id, "m", first.year * 12 + first.month - 1]
        for measure, sums in counts.items():
            month[measure].update(sums)
    return months


def _of_day(facts: list[Fact]) -> Iterator[tuple[tuple[str, str], Sums]]:
    """The sums of the conversations of one day, by model and measure."""
    yield ("", "requests"), _by_hour(facts)
    lost = (fact for fact in facts if fact.loss)
    for reason, facts_lost in _grouped(lost, lambda fact: fact.loss[0]):
        yield ("", f"lost:{reason}"), _by_hour(facts_lost)
    answered = (fact for fact in facts if fact.wait and not fact.loss)
    for model, of_model in _grouped(answered, lambda fact: fact.credit[1]):
        for measure, sums in (*_answers(of_model), *_endings(of_model), *_afterwards(of_model)):
            yield (model, measure), sums


def _by_hour(facts: list[Fact]) -> Sums:
    return Counter([fact.hour_of_week for fact in facts])


def _answers(facts: list[Fact]) -> Iterator[tuple[str, Sums]]:
    yield "answered", _by_hour(facts)
    yield "wait", Counter([fact.wait[0] for fact in facts])


def _endings(facts: list[Fact]) -> Iterator[tuple[str, Sums]]:
    closed = [fact for fact in facts if fact.close]
    if not closed:
        return
    _, _, handled_s, work_s = zip(*[fact.close for fact in closed], strict=True)
    yield "closed", _sum([len(closed)])
    yield "handled_s", _sum(handled_s)
    yield "work_s", _sum(work_s)
    yield "points", _sum([fact.points[0] for fact in closed if fact.points])
    priced = (fact.price for fact in closed if fact.price)
    for currency, prices in _grouped(priced, lambda price: price[0]):
        _, price, commission = zip(*prices, strict=True)
        yield f"price:{currency}", _sum(price)
        yield f"commission:{currency}", _sum(commission)
    employed = (fact for fact in closed if fact.wage)
    for currency, facts_at_wage in _grouped(employed, lambda fact: fact.wage[0]):
        # Exact, in minor units times seconds by the hour: rounded once, when a cost is shown.
        yield f"wage_s:{currency}", _sum(fact.wage[1] * fact.close[2] for fact in facts_at_wage)


def _afterwards(facts: list[Fact]) -> Iterator[tuple[str, Sums]]:
    yield "marks", Counter([sum(fact.rating) for fact in facts if fact.rating])
    sold = [fact for fact in facts if fact.sales]
    yield "sales", _sum([fact.sales for fact in sold])
    yield "sales_amount", _sum([fact.sales_amount for fact in sold])


def _sum(amounts: Iterable[int]) -> Sums:
    """The sum of a measure that has one bucket only: 0."""
    return Counter({0: sum(amounts)})


SPANS_AT_ONCE = 300
KEY = list(tallies.primary_key.columns)
THIS = and_(*(column == bindparam(f"this_{column.name}") for column in KEY))

buckets_of = msgspec.json.Decoder(dict[int, int]).decode
"""Decodes the sum in each bucket from the JSON in a row."""


def add_sums(differences: dict[Key, Sums], db: Connection) -> None:
    """
    Add to the stored sums. A sum that becomes 0 is deleted, as if it had never been counted.

    So a conversation that an ambassador transfers to an expert leaves the same rows as in a
    rebuild, which counts it once.
    """
    sums = {key: Sums(change) for key, change in differences.items() if any(change.values())}
    for key, buckets in _stored(sums, db):
        sums[key].update(buckets)
    rows = {key: row for key in sorted(sums) for row in _row(key, sums[key])}
    upsert_rows(tallies, list(rows.values()), db)
    if zeros := [key for key in sums if key not in rows]:
        names = [f"this_{column.name}" for column in KEY]
        db.execute(
            delete(tallies).where(THIS), [dict(zip(names, key, strict=True)) for key in zeros]
        )


def _row(key: Key, sums: Sums) -> Iterator[tuple[Any, ...]]:
    """The row of a sum, unless it is 0 in every bucket."""
    if buckets := {bucket: n for bucket, n in sorted(sums.items()) if n}:
        brand_id, *rest = key
        yield bytearray(brand_id), *rest, sum(buckets.values()), encode_json(buckets).decode()


def _stored(sums: Collection[Key], db: Connection) -> Iterator[tuple[Key, dict[int, int]]]:
    """Those of these sums that are stored."""
    spans = sorted({key[:3] for key in sums})
    for first in range(0, len(spans), SPANS_AT_ONCE):
        condition = tuple_(*KEY[:3]).in_(spans[first : first + SPANS_AT_ONCE])
        for *columns, _, buckets in db.execute(select(tallies).where(condition)):
            if (key := tuple(columns)) in sums:
                yield key, buckets_of(buckets)
