"""A brand's conversations as rows: of the list on the screen, and of its CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from projections.brands.brands import BrandSummary
from projections.conversations.queries import (
    ConversationSummary,
    Filter,
    count,
    iterate_conversations,
    list_conversations,
)
from projections.read_models import ReadModels
from web.conversations.forms import ONE_DAY, query_of

PAGE_SIZE = 50
CSV_BATCH = 500
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
    "hourly_wage_minor",
    "wage_currency",
)


def short(person_id: UUID | None) -> str | None:
    """Enough of a pseudonym to tell respondents apart; the log knows no names."""
    return None if person_id is None else person_id.hex[:SHORT_ID]


@dataclass(frozen=True)
class ConversationRow:
    """What a brand reads of one conversation. Price, points and wage are due once it was closed."""

    conversation: ConversationSummary

    @property
    def outcome(self) -> str:
        if self.conversation.lost_reason is not None:
            return "lost"
        return "waiting" if self.conversation.wait_s is None else "answered"

    @property
    def is_over(self) -> bool:
        return self.conversation.status in ("closed", "lost")

    @property
    def is_due(self) -> bool:
        return self.conversation.handled_s is not None

    @property
    def price(self) -> int | None:
        return self.conversation.price if self.is_due else None

    @property
    def points(self) -> int | None:
        return self.conversation.points if self.is_due else None

    @property
    def hourly_wage(self) -> int | None:
        return self.conversation.hourly_wage if self.is_due else None

    @property
    def ratings(self) -> tuple[int | None, ...] | None:
        ratings = (self.conversation.speed, self.conversation.service, self.conversation.quality)
        return None if None in ratings else ratings

    @property
    def respondent(self) -> str | None:
        return short(self.conversation.respondent_id)


@dataclass(frozen=True)
class ConversationPage:
    """One page of a list of conversations."""

    filter_: Filter
    n: int
    page: int
    rows: tuple[ConversationRow, ...]

    @property
    def last_page(self) -> int:
        return last_page_of(self.n)

    @property
    def last_day(self) -> date:
        return self.filter_.end - ONE_DAY

    def query(self, page: int | None = None) -> dict[str, str]:
        return query_of(self.filter_, page=page)


def page_of(filter_: Filter, page: int, facts: Connection) -> ConversationPage:
    """A page of a list; beyond the last one, the last."""
    n = count(filter_, facts)
    page = min(page, last_page_of(n))
    conversations = list_conversations(
        filter_, facts, first=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
    )
    return ConversationPage(filter_, n, page, tuple(map(ConversationRow, conversations)))


def last_page_of(n: int) -> int:
    return max(1, -(-n // PAGE_SIZE))


def cells_of(row: ConversationRow, brand: BrandSummary) -> tuple[object, ...]:
    """The row of a CSV, by COLUMNS; an empty cell where there is nothing."""
    conversation, utc = row.conversation, row.conversation.requested_at
    return (
        conversation.conversation_id,
        utc.isoformat(timespec="milliseconds"),
        utc.astimezone(ZoneInfo(brand.zone)).isoformat(timespec="milliseconds"),
        brand.zone,
        _harmless(conversation.language),
        conversation.model,
        row.respondent,
        conversation.wait_s,
        conversation.handled_s,
        row.outcome,
        conversation.lost_reason,
        row.price,
        None if row.price is None else conversation.currency,
        row.points,
        *(row.ratings or (None, None, None)),
        conversation.sales,
        conversation.sales_amount if conversation.sales else None,
        brand.currency if conversation.sales else None,
        row.hourly_wage,
        None if row.hourly_wage is None else conversation.wage_currency,
    )


def csv_of(filter_: Filter, brand: BrandSummary, read_models: ReadModels) -> Iterator[str]:
    """Every conversation of a filter, the oldest first, some hundreds at a time."""
    yield _csv([COLUMNS])
    with read_models.read(read_models.facts) as facts:
        conversations = map(ConversationRow, iterate_conversations(filter_, facts))
        rows = (cells_of(row, brand) for row in conversations)
        while batch := list(islice(rows, CSV_BATCH)):
            yield _csv(batch)


def _csv(rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _harmless(text: str) -> str:
    """A visitor's browser names the language: no spreadsheet shall take it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
