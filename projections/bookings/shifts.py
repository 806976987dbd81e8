"""Shifts: who holds which one from when to when, and when respondents were online for a brand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    select,
    update,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.bookings.booking import Booking
from domain.bookings.shift import Shift
from domain.brands.opening_hours import Interval
from domain.log.envelope import EventEnvelope
from domain.presence.presence_session import PresenceSession
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

shifts_tables = MetaData()

assignments = Table(
    "assignments",
    shifts_tables,
    Column("shift_id", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("assigned_ms", BigInteger, nullable=False),
    Column("member_id", LargeBinary, nullable=False),
    Column("booking_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary, nullable=False),
    Column("starts_ms", BigInteger, nullable=False),
    Column("ends_ms", BigInteger, nullable=False),
    Column("seat", Integer, nullable=False),
    Column("released_ms", BigInteger),
    Column("reason", Text),
    Key("shift_id", "version"),
)
"""
One row each time a shift was taken, with the version of that event in its stream; given up when it
was released or cancelled.
"""

Index("assignments_by_booking", assignments.c.booking_id, assignments.c.starts_ms)
Index("assignments_by_member", assignments.c.member_id, assignments.c.starts_ms)

credits = Table(
    "credits",
    shifts_tables,
    Column("shift_id", LargeBinary, primary_key=True),
    Column("booking_id", LargeBinary, nullable=False),
    Column("starts_ms", BigInteger, nullable=False),
    Column("booked_minutes", Integer, nullable=False),
    Column("delivered_minutes", Integer, nullable=False),
    Column("credited_minutes", Integer, nullable=False),
)
"""One row for each shift whose brand was credited with minutes."""

Index("credits_by_booking", credits.c.booking_id, credits.c.starts_ms)

online = Table(
    "online",
    shifts_tables,
    Column("respondent_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary, nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger),
    Key("respondent_id", "brand_id", "from_ms"),
)
"""When a respondent was online for a brand, without the times away; open-ended until they leave."""

Index("online_by_brand", online.c.brand_id, online.c.from_ms)
Index("online_open", online.c.respondent_id, online.c.until_ms)

session_brands = Table(
    "session_brands",
    shifts_tables,
    Column("respondent_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary, nullable=False),
    Key("respondent_id", "brand_id"),
)
"""The brands of each respondent's present session, for coming back from away."""


class Assignment(NamedTuple):
    """A shift that a member took, and perhaps gave up. Times are UTC."""

    shift_id: UUID
    version: int
    """Of the event in the shift's stream; giving it up is always the next one."""
    member_id: UUID
    booking_id: UUID
    brand_id: UUID
    starts_at: datetime
    ends_at: datetime
    seat: int
    assigned_at: datetime
    released_at: datetime | None
    reason: str | None
    """Of the release or cancellation; None without one."""


class Credit(NamedTuple):
    """The minutes of a shift that were not delivered. Times are UTC."""

    shift_id: UUID
    starts_at: datetime
    booked_minutes: int
    delivered_minutes: int
    credited_minutes: int


class Shifts(SimpleProjection):
    """Who holds which shift, and who was online."""

    name, version, tables = "shifts", 2, shifts_tables

    @handles(Shift.Assigned)
    def take(self, event: EventEnvelope[Shift.Assigned], db: Connection) -> None:
        assigned = event.data
        ids = (assigned.member_id.bytes, assigned.booking_id.bytes, assigned.brand_id.bytes)
        times = (ms_of(assigned.starts_at), ms_of(assigned.ends_at))
        row = (
            event.stream,
            event.version,
            ms_of(assigned.at),
            *ids,
            *times,
            assigned.seat,
            None,
            None,
        )
        insert_rows(assignments, [row], db)

    @handles(Shift.Released)
    def release(self, event: EventEnvelope[Shift.Released], db: Connection) -> None:
        _give_up(event, event.data.reason, db)

    @handles(Shift.Cancelled)
    def cancel(self, event: EventEnvelope[Shift.Cancelled], db: Connection) -> None:
        _give_up(event, event.data.reason, db)

    @handles(Booking.MinutesCredited)
    def credit(self, event: EventEnvelope[Booking.MinutesCredited], db: Connection) -> None:
        credited = event.data
        minutes = (
            credited.booked_minutes,
            credited.delivered_minutes,
            credited.credited_minutes,
        )
        row = (credited.shift_id.bytes, event.stream, ms_of(credited.starts_at), *minutes)
        insert_rows(credits, [row], db)

    @handles(PresenceSession.CameOnline)
    def come_online(self, event: EventEnvelope[PresenceSession.CameOnline], db: Connection) -> None:
        respondent_id = event.data.respondent_id.bytes
        brands = [(respondent_id, engaged.brand_id.bytes) for engaged in event.data.engagements]
        insert_rows(session_brands, brands, db)
        _go_online(respondent_id, ms_of(event.data.at), db)

    @handles(PresenceSession.EngagementAdded)
    def add_engagement(
        self, event: EventEnvelope[PresenceSession.EngagementAdded], db: Connection
    ) -> None:
        respondent_id = event.data.respondent_id.bytes
        brand_id = event.data.engagement.brand_id.bytes
        # It is there already where an engagement ended and started anew during the session.
        upsert_rows(session_brands, [(respondent_id, brand_id)], db)
        is_open = (online.c.respondent_id == respondent_id) & online.c.until_ms.is_(None)
        # A session has a brand from its start, so there is an open row unless it is away.
        if db.execute(select(online.c.brand_id).where(is_open).limit(1)).first() is not None:
            upsert_rows(online, [(respondent_id, brand_id, ms_of(event.data.at), None)], db)

    @handles(PresenceSession.Returned)
    def come_back(self, event: EventEnvelope[PresenceSession.Returned], db: Connection) -> None:
        _go_online(event.data.respondent_id.bytes, ms_of(event.data.at), db)

    @handles(PresenceSession.WentAway)
    def go_away(self, event: EventEnvelope[PresenceSession.WentAway], db: Connection) -> None:
        _go_offline(event.data.respondent_id.bytes, ms_of(event.data.at), db)

    @handles(PresenceSession.Left)
    def leave(self, event: EventEnvelope[PresenceSession.Left], db: Connection) -> None:
        respondent_id = event.data.respondent_id.bytes
        _go_offline(respondent_id, ms_of(event.data.at), db)
        of_session = session_brands.c.respondent_id == respondent_id
        db.execute(session_brands.delete().where(of_session))


def assignments_of_booking(
    booking_id: UUID, start: datetime, end: datetime, db: Connection
) -> list[Assignment]:
    """The assignments of a booking's shifts that overlap [start, end), by start and seat."""
    return _assignments(
        (assignments.c.booking_id == booking_id.bytes)
        & (assignments.c.starts_ms < ms_of(end))
        & (assignments.c.ends_ms > ms_of(start)),
        db,
    )


def assignments_of_member(member_id: UUID, since: datetime, db: Connection) -> list[Assignment]:
    """The shifts a member holds that end after an instant, by start."""
    return _assignments(
        (assignments.c.member_id == member_id.bytes)
        & (assignments.c.ends_ms > ms_of(since))
        & assignments.c.released_ms.is_(None),
        db,
    )


def shifts_of_member(member_id: UUID, db: Connection) -> list[Assignment]:
    """All that a member ever took, given up ones included, by start."""
    return _assignments(assignments.c.member_id == member_id.bytes, db)


def assignments_of_brand(
    brand_id: UUID, start: datetime, end: datetime, db: Connection
) -> list[Assignment]:
    """The assignments of all shifts of a brand that overlap [start, end), by start and seat."""
    return _assignments(
        (assignments.c.brand_id == brand_id.bytes)
        & (assignments.c.starts_ms < ms_of(end))
        & (assignments.c.ends_ms > ms_of(start)),
        db,
    )


def assignments_since(start: datetime, db: Connection) -> list[Assignment]:
    """The assignments of all shifts that end after an instant, by start and seat."""
    return _assignments(assignments.c.ends_ms > ms_of(start), db)


def held_from(booking_id: UUID, at: datetime, db: Connection) -> list[Assignment]:
    """The shifts of a booking that experts hold and that end after an instant, by start."""
    return _assignments(
        (assignments.c.booking_id == booking_id.bytes)
        & (assignments.c.ends_ms > ms_of(at))
        & assignments.c.released_ms.is_(None),
        db,
    )


def holds_shifts(member_id: UUID, db: Connection) -> bool:
    """Whether a member holds a shift, past ones included."""
    held = (assignments.c.member_id == member_id.bytes) & assignments.c.released_ms.is_(None)
    return db.execute(select(assignments.c.shift_id).where(held).limit(1)).first() is not None


def credits_of(booking_id: UUID, db: Connection) -> list[Credit]:
    """The minutes credited for a booking's shifts, by start."""
    query = select(credits).where(credits.c.booking_id == booking_id.bytes)
    return [
        Credit(
            UUID(bytes=row.shift_id),
            at_ms(row.starts_ms),
            row.booked_minutes,
            row.delivered_minutes,
            row.credited_minutes,
        )
        for row in db.execute(query.order_by(credits.c.starts_ms, credits.c.shift_id))
    ]


def online_intervals(
    brand_id: UUID, respondent_ids: Iterable[UUID], start: datetime, end: datetime, db: Connection
) -> dict[UUID, list[Interval]]:
    """When each respondent was online for a brand during [start, end), cut to it, in order."""
    ids = [respondent_id.bytes for respondent_id in respondent_ids]
    first, last = ms_of(start), ms_of(end)
    query = select(online).where(
        online.c.brand_id == brand_id.bytes,
        online.c.respondent_id.in_(ids),
        online.c.from_ms < last,
        online.c.until_ms.is_(None) | (online.c.until_ms > first),
    )
    found: dict[UUID, list[Interval]] = {}
    for row in db.execute(query.order_by(online.c.from_ms)):
        until = last if row.until_ms is None else min(row.until_ms, last)
        interval = (at_ms(max(row.from_ms, first)), at_ms(until))
        found.setdefault(UUID(bytes=row.respondent_id), []).append(interval)
    return found


def _give_up(event: EventEnvelope[Any], reason: str | None, db: Connection) -> None:
    held = (assignments.c.shift_id == event.stream) & assignments.c.released_ms.is_(None)
    released = update(assignments).where(held)
    db.execute(released.values(released_ms=ms_of(event.data.at), reason=reason))


def _go_online(respondent_id: bytes, from_ms: int, db: Connection) -> None:
    of_session = session_brands.c.respondent_id == respondent_id
    brands = db.scalars(select(session_brands.c.brand_id).where(of_session)).all()
    rows = [(respondent_id, brand_id, from_ms, None) for brand_id in brands]
    upsert_rows(online, rows, db)


def _go_offline(respondent_id: bytes, until_ms: int, db: Connection) -> None:
    is_open = (online.c.respondent_id == respondent_id) & online.c.until_ms.is_(None)
    db.execute(update(online).where(is_open).values(until_ms=until_ms))


def _assignments(condition: ColumnElement[bool], db: Connection) -> list[Assignment]:
    query = select(assignments).where(condition)
    by_start = (assignments.c.starts_ms, assignments.c.seat, assignments.c.version)
    return [
        Assignment(
            UUID(bytes=row.shift_id),
            row.version,
            UUID(bytes=row.member_id),
            UUID(bytes=row.booking_id),
            UUID(bytes=row.brand_id),
            at_ms(row.starts_ms),
            at_ms(row.ends_ms),
            row.seat,
            at_ms(row.assigned_ms),
            at_ms(row.released_ms) if row.released_ms is not None else None,
            row.reason,
        )
        for row in db.execute(query.order_by(*by_start))
    ]
