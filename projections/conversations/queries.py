"""What pages ask about single conversations: lists behind every figure, and one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, select

from projections.conversations.tables import conversations
from projections.engine.timestamps import at_ms

EPOCH_DAY = date(1970, 1, 1).toordinal()
c = conversations.c

OUTCOMES: dict[str, ColumnElement[bool]] = {
    "answered": and_(c.lost_reason.is_(None), c.wait_s.is_not(None)),
    "lost": c.lost_reason.is_not(None),
    "waiting": and_(c.lost_reason.is_(None), c.wait_s.is_(None)),
    "rated": and_(c.speed.is_not(None), c.lost_reason.is_(None)),
    "sold": c.sales > 0,
}
"""What became of a conversation; every figure counts those of one outcome."""


@dataclass(frozen=True)
class Filter:
    """Which conversations: those requested on the days [first, end), and what else is asked."""

    brand_id: UUID
    first: date
    end: date
    outcome: str | None = None
    model: str | None = None
    reason: str | None = None
    hour_of_week: int | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        yield c.brand_id == self.brand_id.bytes
        yield c.day >= self.first.toordinal() - EPOCH_DAY
        yield c.day < self.end.toordinal() - EPOCH_DAY
        if self.outcome is not None:
            yield OUTCOMES[self.outcome]
        if self.model is not None:
            yield c.model == self.model
        if self.reason is not None:
            yield c.lost_reason == self.reason
        if self.hour_of_week is not None:
            yield c.hour_of_week == self.hour_of_week


class Listed(NamedTuple):
    """A conversation in a list. Times are UTC; money in minor units of `currency`."""

    conversation_id: UUID
    requested_at: datetime
    language: str
    status: str
    model: str | None
    respondent_id: UUID | None
    wait_s: int | None
    handled_s: int | None
    lost_reason: str | None
    visitor_messages: int | None
    respondent_messages: int | None
    currency: str | None
    price: int | None
    points: int | None
    speed: int | None
    service: int | None
    quality: int | None
    sales: int
    sales_amount: int


COLUMNS = (
    c.conversation_id,
    c.requested_ms,
    *(conversations.c[name] for name in Listed._fields[2:]),
)


def count(chosen: Filter, db: Connection) -> int:
    """How many conversations a filter finds."""
    query = select(func.count()).select_from(conversations).where(*chosen.conditions())
    return int(db.scalar(query) or 0)


def listed(chosen: Filter, db: Connection, *, first: int = 0, most: int = 50) -> list[Listed]:
    """A page of the conversations a filter finds, the newest request first."""
    query = select(*COLUMNS).where(*chosen.conditions())
    query = query.order_by(c.day.desc(), c.requested_ms.desc(), c.conversation_id)
    return [_listed(row) for row in db.execute(query.offset(first).limit(most))]


def every(chosen: Filter, db: Connection) -> Iterator[Listed]:
    """All conversations a filter finds, oldest first, a few at a time."""
    query = select(*COLUMNS).where(*chosen.conditions())
    query = query.order_by(c.day, c.requested_ms, c.conversation_id)
    for row in db.execute(query).yield_per(1000):
        yield _listed(row)


def brand_of(conversation_id: UUID, db: Connection) -> UUID | None:
    """The brand a conversation belongs to; None when there is no such conversation."""
    query = select(c.brand_id).where(c.conversation_id == conversation_id.bytes)
    found = db.scalar(query)
    return UUID(bytes=found) if found else None


def _listed(row: Any) -> Listed:
    conversation_id, requested_ms, language, status, model, respondent_id, *rest = row
    respondent = UUID(bytes=respondent_id) if respondent_id else None
    requested_at = at_ms(requested_ms)
    return Listed(
        UUID(bytes=conversation_id), requested_at, language, status, model, respondent, *rest
    )
