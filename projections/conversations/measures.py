"""How sums are kept: a row for each measure of a day or month, all its buckets in it."""

from collections.abc import Collection, Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, bindparam, delete, select, tuple_

from domain.log.mapper import encode_json
from projections.conversations.daily_totals import Key, Sums
from projections.conversations.tables import tallies
from projections.engine.bulk_insert import upsert_rows

SPANS_AT_ONCE = 300
KEY = list(tallies.primary_key.columns)
THIS = and_(*(column == bindparam(f"this_{column.name}") for column in KEY))

buckets_of = msgspec.json.Decoder(dict[int, int]).decode
"""How much there is in each bucket, from what is written in a row."""


def add_sums(differences: dict[Key, Sums], db: Connection) -> None:
    """
    Add to the sums that are there. What comes to nothing is gone, as if it had never been counted.

    A conversation that goes from a volunteer to an expert leaves nothing behind: a rebuild, which
    knows the end from the beginning, would not even hear of it.
    """
    sums = {key: Sums(change) for key, change in differences.items() if any(change.values())}
    for key, buckets in _kept(sums, db):
        sums[key].update(buckets)
    rows = {key: row for key in sorted(sums) for row in _row(key, sums[key])}
    upsert_rows(tallies, list(rows.values()), db)
    if nothing := [key for key in sums if key not in rows]:
        names = [f"this_{column.name}" for column in KEY]
        db.execute(
            delete(tallies).where(THIS), [dict(zip(names, key, strict=True)) for key in nothing]
        )


def _row(key: Key, sums: Sums) -> Iterator[tuple[Any, ...]]:
    """The row of a sum, if it comes to anything."""
    if buckets := {bucket: n for bucket, n in sorted(sums.items()) if n}:
        brand_id, *rest = key
        yield bytearray(brand_id), *rest, sum(buckets.values()), encode_json(buckets).decode()


def _kept(sums: Collection[Key], db: Connection) -> Iterator[tuple[Key, dict[int, int]]]:
    """Those of these sums that are there."""
    spans = sorted({key[:3] for key in sums})
    for first in range(0, len(spans), SPANS_AT_ONCE):
        chosen = tuple_(*KEY[:3]).in_(spans[first : first + SPANS_AT_ONCE])
        for *found, _, buckets in db.execute(select(tallies).where(chosen)):
            if (key := tuple(found)) in sums:
                yield key, buckets_of(buckets)
