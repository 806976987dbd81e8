"""Single conversations: the list behind every figure, the brand of one, those a member claimed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, select

from domain.errors import NotFound
from domain.terms import Paid, Voluntary
from projections.conversations.tables import conversations, tallies
from projections.engine.timestamps import at_ms, day_number, ms_of

OUTCOMES: dict[str, ColumnElement[bool]] = {
    "answered": and_(conversations.c.lost_reason.is_(None), conversations.c.wait_s.is_not(None)),
    "lost": conversations.c.lost_reason.is_not(None),
    "waiting": and_(conversations.c.lost_reason.is_(None), conversations.c.wait_s.is_(None)),
    "rated": and_(conversations.c.speed.is_not(None), conversations.c.lost_reason.is_(None)),
    "sold": conversations.c.sales > 0,
}
"""The condition of each outcome; every figure counts the conversations of one outcome."""


PAID_OR_VOLUNTARY = "paid_or_voluntary"
"""Experts and ambassadors: what a what-if prices."""


@dataclass(frozen=True)
class Filter:
    """Which conversations: those requested on the days [first, end) that meet all conditions."""

    brand_id: UUID
    first: date
    end: date
    outcome: str | None = None
    """A key of OUTCOMES; None: any."""
    model: str | None = None
    """The engagement model of the respondent, or PAID_OR_VOLUNTARY; None: any."""
    reason: str | None = None
    """Why it was lost; None: any."""
    hour_of_week: int | None = None
    """Of the request, from Monday 00:00 in the brand's zone; None: any."""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """The conditions on the table `conversations`, all of which have to hold."""
        yield conversations.c.brand_id == self.brand_id.bytes
        yield conversations.c.day >= day_number(self.first)
        yield conversations.c.day < day_number(self.end)
        if self.outcome is not None:
            yield OUTCOMES[self.outcome]
        if self.model == PAID_OR_VOLUNTARY:
            yield conversations.c.model.in_((Paid.model, Voluntary.model))
        elif self.model is not None:
            yield conversations.c.model == self.model
        if self.reason is not None:
            yield conversations.c.lost_reason == self.reason
        if self.hour_of_week is not None:
            yield conversations.c.hour_of_week == self.hour_of_week


class ConversationSummary(NamedTuple):
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
    wage_currency: str | None
    hourly_wage: int | None


COLUMNS = (
    conversations.c.conversation_id,
    conversations.c.requested_ms,
    *(conversations.c[name] for name in ConversationSummary._fields[2:]),
)


NEWEST_FIRST = (
    conversations.c.day.desc(),
    conversations.c.requested_ms.desc(),
    conversations.c.conversation_id,
)


def count(filter_: Filter, db: Connection) -> int:
    """The number of conversations a filter finds."""
    query = select(func.count()).select_from(conversations).where(*filter_.conditions())
    return int(db.scalar(query) or 0)


def list_conversations(
    filter_: Filter, db: Connection, *, first: int = 0, limit: int = 50
) -> list[ConversationSummary]:
    """
    A page of the conversations a filter finds, the newest request first.

    first: how many to skip. limit: how many to return at most.
    """
    query = select(*COLUMNS).where(*filter_.conditions()).order_by(*NEWEST_FIRST)
    return [_summary(row) for row in db.execute(query.offset(first).limit(limit))]


def conversations_after(
    previous: UUID | None, filter_: Filter, db: Connection, *, limit: int
) -> list[ConversationSummary]:
    """
    The conversations a filter finds that follow one in the list, the newest request first.

    previous: None is the start of the list. Raises NotFound when there is no such conversation.
    """
    query = select(*COLUMNS).where(*filter_.conditions()).order_by(*NEWEST_FIRST)
    if previous is not None:
        query = query.where(_follows(previous, db))
    return [_summary(row) for row in db.execute(query.limit(limit))]


def _follows(previous: UUID, db: Connection) -> ColumnElement[bool]:
    c = conversations.c
    query = select(c.day, c.requested_ms).where(c.conversation_id == previous.bytes)
    row = db.execute(query).one_or_none()
    if row is None:
        raise NotFound
    same_moment = (c.requested_ms == row.requested_ms) & (c.conversation_id > previous.bytes)
    same_day = (c.day == row.day) & ((c.requested_ms < row.requested_ms) | same_moment)
    # The first condition says nothing new, but lets the index on days be used.
    return and_(c.day <= row.day, (c.day < row.day) | same_day)


def conversation_of_brand(
    conversation_id: UUID, brand_id: UUID, db: Connection
) -> ConversationSummary | None:
    """One conversation; None when there is none with this id, or when it is another brand's."""
    c = conversations.c
    query = select(*COLUMNS).where(
        c.conversation_id == conversation_id.bytes, c.brand_id == brand_id.bytes
    )
    row = db.execute(query).one_or_none()
    return None if row is None else _summary(row)


def lost_between(
    brand_id: UUID,
    start: datetime,
    end: datetime,
    languages: Collection[str],
    subject_id: UUID | None,
    db: Connection,
) -> list[tuple[datetime, str]]:
    """
    When the lost requests of [start, end) were made, UTC, and why they were lost, in order.

    languages: only requests in one of these. subject_id: only requests on it; None: on any subject.
    """
    c = conversations.c
    # Days are local, and at most one off; they let the index be used.
    query = select(c.requested_ms, c.lost_reason).where(
        c.brand_id == brand_id.bytes,
        c.day.between(day_number(start.date()) - 1, day_number(end.date()) + 1),
        c.requested_ms >= ms_of(start),
        c.requested_ms < ms_of(end),
        c.lost_reason.is_not(None),
        c.language.in_(languages),
    )
    if subject_id is not None:
        query = query.where(c.subject_id == subject_id.bytes)
    rows = db.execute(query.order_by(c.requested_ms, c.conversation_id))
    return [(at_ms(row.requested_ms), row.lost_reason) for row in rows]


def mean_handling_s(brand_id: UUID, first: date, end: date, db: Connection) -> float | None:
    """
    The mean handling time of closed conversations requested on the days [first, end), seconds.

    Of all models, in the brand's zone; None without any.
    """
    t = tallies.c
    query = select(t.measure, func.sum(t.n)).where(
        t.brand_id == brand_id.bytes,
        t.grain == "d",
        t.start >= day_number(first),
        t.start < day_number(end),
        t.measure.in_(("closed", "handled_s")),
    )
    sums = {measure: int(n) for measure, n in db.execute(query.group_by(t.measure))}
    return sums.get("handled_s", 0) / sums["closed"] if sums.get("closed") else None


def share_answered_within(
    brand_id: UUID, wait_s: int, model: str, period: tuple[date, date], db: Connection
) -> float | None:
    """
    Of what respondents of a model answered, the share that waited at most so many seconds.

    period: requested on the days [first, end), in the brand's zone. None when they answered none.
    """
    c = conversations.c
    first, end = (day_number(day) for day in period)
    answered = (c.brand_id == brand_id.bytes) & (c.day >= first) & (c.day < end)
    in_time = func.count().filter(c.wait_s <= wait_s)
    query = select(in_time, func.count()).where(answered, c.model == model, c.wait_s.is_not(None))
    answered_in_time, n = db.execute(query).one()
    return answered_in_time / n if n else None


def iterate_conversations(filter_: Filter, db: Connection) -> Iterator[ConversationSummary]:
    """All conversations a filter finds, the oldest request first, read 1000 rows at a time."""
    query = select(*COLUMNS).where(*filter_.conditions())
    query = query.order_by(
        conversations.c.day, conversations.c.requested_ms, conversations.c.conversation_id
    )
    for row in db.execute(query).yield_per(1000):
        yield _summary(row)


def brand_of(conversation_id: UUID, db: Connection) -> UUID | None:
    """The brand a conversation belongs to; None when there is no such conversation."""
    query = select(conversations.c.brand_id).where(
        conversations.c.conversation_id == conversation_id.bytes
    )
    brand_id = db.scalar(query)
    return UUID(bytes=brand_id) if brand_id else None


def _summary(row: Any) -> ConversationSummary:
    conversation_id, requested_ms, language, status, model, respondent_id, *rest = row
    respondent = UUID(bytes=respondent_id) if respondent_id else None
    requested_at = at_ms(requested_ms)
    return ConversationSummary(
        UUID(bytes=conversation_id), requested_at, language, status, model, respondent, *rest
    )


def claimed_by(
    member_id: UUID,
    brand_ids: Sequence[UUID],
    period: tuple[date, date],
    db: Connection,
    limit: int = 100,
) -> list[UUID]:
    """
    The ids of conversations of these brands that a member claimed last, the newest first.

    period: the conversations requested on the days [first, end), in each brand's zone. limit: how
    many to return at most.
    """
    c = conversations.c
    first, end = (day_number(day) for day in period)
    query = select(c.conversation_id).where(
        c.brand_id.in_([brand_id.bytes for brand_id in brand_ids]),
        c.day >= first,
        c.day < end,
        c.respondent_id == member_id.bytes,
    )
    rows = db.execute(query.order_by(c.requested_ms.desc(), c.conversation_id).limit(limit))
    return [UUID(bytes=row[0]) for row in rows]
