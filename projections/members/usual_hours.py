"""When volunteers said that they are usually there: information, never a promise."""

from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    select,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.log.envelope import EventEnvelope
from domain.members.member import Member, UsualWeek
from projections.engine.bulk_insert import insert_rows
from projections.engine.simple_projection import SimpleProjection, handles

usual_hours_tables = MetaData()

usual_hours = Table(
    "usual_hours",
    usual_hours_tables,
    Column("member_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary, nullable=False),
    Column("week", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Key("member_id", "brand_id"),
)
"""One row for each member and brand, while the engagement lasts; `week` is JSON."""

Index("usual_hours_by_brand", usual_hours.c.brand_id)


class UsualHoursSummary(NamedTuple):
    """When a member is usually there for a brand."""

    member_id: UUID
    brand_id: UUID
    week: UsualWeek
    zone: str
    """The zone of its times."""


class UsualHours(SimpleProjection):
    """When members said that they are usually there."""

    name, version, tables = "usual_hours", 1, usual_hours_tables

    @handles(Member.UsualHoursDeclared)
    def declare(self, event: EventEnvelope[Member.UsualHoursDeclared], db: Connection) -> None:
        declared = event.data
        _remove(event.stream, declared.brand_id, db)
        if any(declared.week):
            week = msgspec.json.encode(declared.week).decode()
            row = (event.stream, declared.brand_id.bytes, week, declared.zone)
            insert_rows(usual_hours, [row], db)

    @handles(Member.EngagementEnded)
    def end(self, event: EventEnvelope[Member.EngagementEnded], db: Connection) -> None:
        _remove(event.stream, event.data.brand_id, db)


def usual_hours_for(brand_id: UUID, db: Connection) -> list[UsualHoursSummary]:
    """What a brand's members said, in the order of their ids."""
    return _summaries(usual_hours.c.brand_id == brand_id.bytes, db)


def usual_hours_of(member_id: UUID, db: Connection) -> list[UsualHoursSummary]:
    """What a member said to each brand, in the order of the brands' ids."""
    return _summaries(usual_hours.c.member_id == member_id.bytes, db)


def _remove(member_id: bytes, brand_id: UUID, db: Connection) -> None:
    of_brand = usual_hours.c.brand_id == brand_id.bytes
    db.execute(usual_hours.delete().where(usual_hours.c.member_id == member_id, of_brand))


def _summaries(condition: ColumnElement[bool], db: Connection) -> list[UsualHoursSummary]:
    order = (usual_hours.c.member_id, usual_hours.c.brand_id)
    return [
        UsualHoursSummary(
            UUID(bytes=row.member_id),
            UUID(bytes=row.brand_id),
            msgspec.json.decode(row.week, type=UsualWeek),
            row.zone,
        )
        for row in db.execute(select(usual_hours).where(condition).order_by(*order))
    ]
