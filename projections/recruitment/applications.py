"""The applications to be an ambassador: whom brands ask for, who asked them, what they said."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    select,
    update,
)

from domain.aggregate import Event
from domain.brands.brand import Brand, Criterion
from domain.log.subscription import EventEnvelope
from domain.recruitment.ambassador_application import AmbassadorApplication
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.ids import id_or_none
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

applications_tables = MetaData()

applications = Table(
    "applications",
    applications_tables,
    Column("application_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary, nullable=False),
    Column("member_id", LargeBinary, nullable=False),
    Column("declared_counts", Text, nullable=False),
    Column("text_id", LargeBinary),
    Column("sent_ms", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("answer_id", LargeBinary),
    Column("answered_ms", BigInteger),
)
"""
A row an application: state is waiting, welcomed, turned_down or taken_back; declared is JSON.

Where words lie, not the words: `text_id` is the person's, `answer_id` the brand's.
"""

Index("applications_by_brand", applications.c.brand_id, applications.c.state)
Index("applications_by_member", applications.c.member_id, applications.c.sent_ms)

criteria = Table(
    "criteria",
    applications_tables,
    Column("brand_id", LargeBinary, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What each brand asks of its ambassadors, as it was set last, as JSON."""

WAITING, ACCEPTED, REJECTED, WITHDRAWN = "waiting", "accepted", "rejected", "withdrawn"


class ApplicationSummary(NamedTuple):
    """An application, as pages know it."""

    application_id: UUID
    brand_id: UUID
    member_id: UUID
    declared_counts: dict[str, int]
    text_id: UUID | None
    sent_at: datetime
    state: str
    reason: str | None
    answer_id: UUID | None
    answered_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        return self.state == WAITING


class Applications(SimpleProjection):
    """What brands ask of ambassadors, and who applied."""

    name, version, tables = "applications", 2, applications_tables

    @handles(Brand.AmbassadorCriteriaSet)
    def set_ambassador_criteria(
        self, event: EventEnvelope[Brand.AmbassadorCriteriaSet], db: Connection
    ) -> None:
        row = (event.stream, msgspec.json.encode(event.data.criteria).decode())
        upsert_rows(criteria, [row], db)

    @handles(AmbassadorApplication.Submitted)
    def add(self, event: EventEnvelope[AmbassadorApplication.Submitted], db: Connection) -> None:
        insert_rows(applications, [_sent(event.stream, event.data)], db)

    @handles(AmbassadorApplication.Accepted)
    def accept(self, event: EventEnvelope[AmbassadorApplication.Accepted], db: Connection) -> None:
        _change(event, ACCEPTED, db)

    @handles(AmbassadorApplication.Rejected)
    def reject(self, event: EventEnvelope[AmbassadorApplication.Rejected], db: Connection) -> None:
        why, answer_id = event.data.reason.value, event.data.reason_text_id.bytes
        _change(event, REJECTED, db, reason=why, answer_id=answer_id)

    @handles(AmbassadorApplication.Withdrawn)
    def withdraw(
        self, event: EventEnvelope[AmbassadorApplication.Withdrawn], db: Connection
    ) -> None:
        _change(event, WITHDRAWN, db)


def _change(event: EventEnvelope[Event], state: str, db: Connection, **values: Any) -> None:
    row = update(applications).where(applications.c.application_id == event.stream)
    db.execute(row.values(state=state, answered_ms=ms_of(event.data.at), **values))


def waiting_for(brand_id: UUID, db: Connection) -> list[ApplicationSummary]:
    """Those that wait for a brand's answer, the longest first."""
    ours = (applications.c.brand_id == brand_id.bytes) & (applications.c.state == WAITING)
    return _summaries(ours, db)


def answered_by(brand_id: UUID, db: Connection, most: int) -> list[ApplicationSummary]:
    """The latest that wait for a brand's answer no more."""
    ours = (applications.c.brand_id == brand_id.bytes) & (applications.c.state != WAITING)
    query = select(applications).where(ours).order_by(applications.c.answered_ms.desc())
    return [_summary(row) for row in db.execute(query.limit(most))]


def how_many_wait(brand_id: UUID, db: Connection) -> int:
    ours = (applications.c.brand_id == brand_id.bytes) & (applications.c.state == WAITING)
    return db.scalar(select(func.count()).select_from(applications).where(ours)) or 0


def applications_of(member_id: UUID, db: Connection) -> list[ApplicationSummary]:
    """A member's own, the newest first."""
    return _summaries(applications.c.member_id == member_id.bytes, db)[::-1]


def application_with_id(application_id: UUID, db: Connection) -> ApplicationSummary | None:
    found = _summaries(applications.c.application_id == application_id.bytes, db)
    return found[0] if found else None


def criteria_by_brand(db: Connection) -> dict[UUID, tuple[Criterion, ...]]:
    """What the brands ask for that ask for something."""
    rows = db.execute(select(criteria))
    read = {
        UUID(bytes=row.brand_id): msgspec.json.decode(row.value, type=tuple[Criterion, ...])
        for row in rows
    }
    return {brand_id: asked for brand_id, asked in read.items() if asked}


def _sent(stream: bytes, event: AmbassadorApplication.Submitted) -> tuple[Any, ...]:
    return (
        *(stream, event.brand_id.bytes, event.member_id.bytes),
        msgspec.json.encode(event.declared_counts, order="deterministic").decode(),
        event.motivation_text_id.bytes if event.motivation_text_id else None,
        *(ms_of(event.at), WAITING, None, None, None),
    )


def _summaries(chosen: ColumnElement[bool], db: Connection) -> list[ApplicationSummary]:
    query = select(applications).where(chosen)
    order = (applications.c.sent_ms, applications.c.application_id)
    return [_summary(row) for row in db.execute(query.order_by(*order))]


def _summary(row: Any) -> ApplicationSummary:
    return ApplicationSummary(
        application_id=UUID(bytes=row.application_id),
        brand_id=UUID(bytes=row.brand_id),
        member_id=UUID(bytes=row.member_id),
        declared_counts=msgspec.json.decode(row.declared_counts, type=dict[str, int]),
        text_id=id_or_none(row.text_id),
        sent_at=at_ms(row.sent_ms),
        state=row.state,
        reason=row.reason,
        answer_id=id_or_none(row.answer_id),
        answered_at=at_ms(row.answered_ms) if row.answered_ms is not None else None,
    )
