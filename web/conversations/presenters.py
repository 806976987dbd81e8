"""One conversation as a line: of the list on the screen, and of its CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from projections.brands.brands import BrandSummary
from projections.conversations.queries import Filter, Listed, every
from projections.read_models import ReadModels

A_PAGE = 50
AT_ONCE = 500
"""Rows of a CSV sent together."""
SHORT_ID = 8

COLUMNS = (
    "conversation_id",
    "requested_at_utc",
    "requested_at_local",
    "zone",
    "language",
    "model",
    "respondent",
    "wait_s",
    "handled_s",
    "outcome",
    "lost_reason",
    "price_minor",
    "price_currency",
    "points",
    "mark_speed",
    "mark_service",
    "mark_answer",
    "sales",
    "sales_minor",
    "sales_currency",
)


def short(person_id: UUID | None) -> str | None:
    """Enough of a pseudonym to tell people apart; the log knows no names."""
    return None if person_id is None else person_id.hex[:SHORT_ID]


def outcome_of(one: Listed) -> str:
    if one.lost_reason is not None:
        return "lost"
    return "waiting" if one.wait_s is None else "answered"


@dataclass(frozen=True)
class Row:
    """What a brand reads of one conversation. Price and points are due once it was closed."""

    it: Listed

    @property
    def outcome(self) -> str:
        return outcome_of(self.it)

    @property
    def is_over(self) -> bool:
        return self.it.status in ("closed", "lost")

    @property
    def is_due(self) -> bool:
        return self.it.handled_s is not None

    @property
    def price(self) -> int | None:
        return self.it.price if self.is_due else None

    @property
    def points(self) -> int | None:
        return self.it.points if self.is_due else None

    @property
    def marks(self) -> tuple[int | None, ...] | None:
        found = (self.it.speed, self.it.service, self.it.quality)
        return None if None in found else found

    @property
    def respondent(self) -> str | None:
        return short(self.it.respondent_id)


def cells_of(row: Row, brand: BrandSummary) -> tuple[object, ...]:
    """The line of a CSV, by COLUMNS; an empty cell where there is nothing."""
    it, utc = row.it, row.it.requested_at
    return (
        it.conversation_id,
        utc.isoformat(timespec="milliseconds"),
        utc.astimezone(ZoneInfo(brand.zone)).isoformat(timespec="milliseconds"),
        brand.zone,
        _harmless(it.language),
        it.model,
        row.respondent,
        it.wait_s,
        it.handled_s,
        row.outcome,
        it.lost_reason,
        row.price,
        None if row.price is None else it.currency,
        row.points,
        *(row.marks or (None, None, None)),
        it.sales,
        it.sales_amount if it.sales else None,
        brand.currency if it.sales else None,
    )


def csv_of(chosen: Filter, brand: BrandSummary, read_models: ReadModels) -> Iterator[str]:
    """Every conversation of a filter, the oldest first, some hundreds at a time."""
    yield _lines([COLUMNS])
    with read_models.read(read_models.facts) as facts:
        rows = (cells_of(Row(each), brand) for each in every(chosen, facts))
        while some := list(islice(rows, AT_ONCE)):
            yield _lines(some)


def _lines(rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _harmless(text: str) -> str:
    """A visitor's browser names the language: no spreadsheet shall take it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
