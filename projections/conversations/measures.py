"""The rows of sums: one for each measure of a day or month, with all its buckets."""

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
