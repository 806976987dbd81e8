"""A fact: the figures of one conversation, and how it becomes a row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress
from typing import Any

import msgspec
from msgspec.structs import astuple

Columns = tuple[str, ...]
FactRow = tuple[Any, ...]
Part = tuple[Any, ...]
"""The values of columns that are set together, as PARTS names them; () until they are."""


class Fact(msgspec.Struct, gc=False):
    """
    The figures of one conversation: single columns, then parts of several columns each.

    A part is replaced as a whole. That is several times faster than a field for each column,
    of which a rebuild would set and read millions in vain.
    """

    conversation_id: bytes
    brand_id: bytes
    day: int
    hour_of_week: int
    requested_ms: int
    requested_us: int
    language: str
    source: str
    status: str = "waiting"
    transfers: int = 0
    sales: int = 0
    sales_amount: int = 0
    subject: Part = ()
    credit: Part = ()
    price: Part = ()
    points: Part = ()
    wage: Part = ()
    claim: Part = ()
    wait: Part = ()
    close: Part = ()
    loss: Part = ()
    rating: Part = ()


PARTS: dict[str, Columns] = {
    "subject": ("subject_id",),
    "credit": ("respondent_id", "model"),
    "price": ("currency", "price", "commission"),
    "points": ("points",),
    "wage": ("wage_currency", "hourly_wage"),
    "claim": ("claimed_ms", "concurrent_conversations"),
    "wait": ("wait_s",),
    "close": ("visitor_messages", "respondent_messages", "handled_s", "work_s"),
    "loss": ("lost_reason",),
    "rating": ("speed", "service", "quality"),
}
"""The columns of each part. The first is never null when the part is set."""

ALWAYS = tuple(name for name in Fact.__struct_fields__ if name not in PARTS)
COLUMNS = sum(PARTS.values(), ALWAYS)
"""The columns in the order of whole rows."""

NOTHING = tuple((None,) * len(columns) for columns in PARTS.values())


def whole_row(fact: Fact) -> FactRow:
    """A fact as a row of COLUMNS; None in the columns of parts that are not set."""
    values = astuple(fact)
    always, parts = values[: len(ALWAYS)], values[len(ALWAYS) :]
    return sum((part or nulls for part, nulls in zip(parts, NOTHING, strict=True)), always)


def fact_of(row: Sequence[Any]) -> Fact:
    """The fact of a row of COLUMNS, as `whole_row` makes it."""
    first = len(ALWAYS)
    fact = Fact(*row[:first])
    for part, columns in PARTS.items():
        end = first + len(columns)
        if row[first] is not None:
            setattr(fact, part, tuple(row[first:end]))
        first = end
    return fact


def rows_without_nulls(facts: Iterable[Fact]) -> Iterator[tuple[Columns, list[FactRow]]]:
    """
    Rows without the columns of parts that are not set, with their columns, grouped by these.

    To bind a null or bytes costs SQLite's driver ten times as much as a number or a bytearray:
    it looks for an adapter first.
    """
    by_parts: defaultdict[tuple[bool, ...], list[FactRow]] = defaultdict(list)
    for fact in facts:
        conversation_id, brand_id, *rest = astuple(fact)
        always, parts = rest[: len(ALWAYS) - 2], rest[len(ALWAYS) - 2 :]
        ids = bytearray(conversation_id), bytearray(brand_id)
        row = (*ids, *always, *chain.from_iterable(parts))
        by_parts[tuple(map(bool, parts))].append(row)
    for are_set, rows in by_parts.items():
        yield sum(compress(PARTS.values(), are_set), ALWAYS), rows
