"""Lists of figures: on a page, with a line of totals, and as CSV with the same rows."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from flask import Response, stream_with_context

from payments.accounts import POINTS
from web.http.files import file_response
from web.i18n import formats

CSV_BATCH = 500
"""Rows that are sent together."""
CsvValue = str | int | None


class Column(NamedTuple):
    """A column of a list."""

    key: str
    """In the CSV."""
    label: str
    is_number: bool = False


class Cell(NamedTuple):
    """A value as people and as programs read it."""

    text: str
    value: CsvValue
    url: str = ""
    is_alarm: bool = False
    note: str = ""


@dataclass(frozen=True)
class FigureTable:
    """One page of a list. The first cell of a row names it."""

    key: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] = ()
    """Of all pages; empty: there are none."""
    listed: int | None = None
    """How many rows all pages have; None: it is not counted."""
    next_url: str = ""
    first_url: str = ""
    """Set on all pages but the first."""
    csv_url: str = ""
    empty: str = ""
    """What is said when there are no rows."""
    notes: Sequence[str] = field(default_factory=tuple)


def amount_cell(minor: int, unit: str, url: str = "", *, is_alarm: bool = False) -> Cell:
    """An amount as accountants write it, or a number of points."""
    return Cell(amount_text(minor, unit), minor, url if minor else "", is_alarm and minor > 0)


def amount_text(minor: int, unit: str) -> str:
    return formats.number(minor) if unit == POINTS else formats.accounting(minor, unit)


def csv_response(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Response:
    """All rows of a list. name: of the file, without its ending."""
    lines = stream_with_context(_csv_rows(columns, rows))
    return file_response(lines, "text/csv", f"{name}.csv")


def _csv_rows(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    yield _csv([[column.key for column in columns]])
    remaining = iter(rows)
    while batch := list(islice(remaining, CSV_BATCH)):
        yield _csv([[_harmless(cell.value) for cell in row] for row in batch])


def _csv(rows: Sequence[Sequence[CsvValue]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _harmless(value: CsvValue) -> CsvValue:
    """People choose their names: no spreadsheet shall take one for a formula."""
    is_formula = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if is_formula else value
