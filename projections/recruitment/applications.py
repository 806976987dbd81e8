"""Ambassador applications and the criteria of brands."""

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
    select,
    update,
)

from domain.aggregate import Event
from domain.brands.brand import Brand, Criterion
from domain.log.envelope import EventEnvelope
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
One row for each application; `declared_counts` is JSON.

Private texts by their ids: `text_id` is the applicant's motivation, `answer_id` the brand's reason.
"""

Index("applications_by_brand", applications.c.brand_id, applications.c.state)
Index("applications_by_member", applications.c.member_id, applications.c.sent_ms)

criteria = Table(
    "criteria",
    applications_tables,
    Column("brand_id", LargeBinary, primary_key=True),
    Column("value", Text, nullable=False),
)
"""The ambassador criteria of each brand, as they were set last, as JSON."""

WAITING, ACCEPTED, REJECTED, WITHDRAWN = "waiting", "accepted", "rejected", "withdrawn"
"""The values of `state`."""


class ApplicationSummary(NamedTuple):
    """An ambassador application, as lists show it. Times are UTC."""

    application_id: UUID
    brand_id: UUID
    member_id: UUID
    declared_counts: dict[str, int]
    """By metric of the criteria."""
    text_id: UUID | None
    """The id of the motivation in the private store; None: the applicant wrote none."""
    sent_at: datetime
    state: str
    """WAITING, ACCEPTED, REJECTED or WITHDRAWN."""
    reason: str | None
    """The value of the rejection reason; None: not rejected."""
    answer_id: UUID | None
    """The id of the written reason in the private store; None: not rejected."""
    answered_at: datetime | None
    """When it was accepted, rejected or withdrawn; None: it waits."""

    @property
    def is_waiting(self) -> bool:
        """Whether it is neither decided nor withdrawn."""
        return self.state == WAITING


class Applications(SimpleProjection):
    """The ambassador criteria of brands, and one row for each application."""

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
        reason, answer_id = event.data.reason.value, event.data.reason_text_id.bytes
        _change(event, REJECTED, db, reason=reason, answer_id=answer_id)

    @handles(AmbassadorApplication.Withdrawn)
    def withdraw(
        self, event: EventEnvelope[AmbassadorApplication.Withdrawn], db: Connection
    ) -> None:
        _change(event, WITHDRAWN, db)


def _change(event: EventEnvelope[Event], state: str, db: Connection, **values: Any) -> None:
    row = update(applications).where(applications.c.application_id == event.stream)
    db.execute(row.values(state=state, answered_ms=ms_of(event.data.at), **values))


def waiting_for(brand_id: UUID, db: Connection) -> list[ApplicationSummary]:
    """The applications that wait for a brand's answer, the longest waiting first."""
    of_brand = (applications.c.brand_id == brand_id.bytes) & (applications.c.state == WAITING)
    return _summaries(of_brand, db)


def answered_by(brand_id: UUID, db: Connection, limit: int) -> list[ApplicationSummary]:
    """The latest applications of a brand that were decided or withdrawn, the newest first."""
    of_brand = (applications.c.brand_id == brand_id.bytes) & (applications.c.state != WAITING)
    query = select(applications).where(of_brand).order_by(applications.c.answered_ms.desc())
    return [_summary(row) for row in db.execute(query.limit(limit))]


def applications_of(member_id: UUID, db: Connection) -> list[ApplicationSummary]:
    """All applications of a member, the newest first."""
    return _summaries(applications.c.member_id == member_id.bytes, db)[::-1]


def application_with_id(application_id: UUID, db: Connection) -> ApplicationSummary | None:
    """One application; None when there is no application with this id."""
    summaries = _summaries(applications.c.application_id == application_id.bytes, db)
    return summaries[0] if summaries else None


def criteria_by_brand(db: Connection) -> dict[UUID, tuple[Criterion, ...]]:
    """The criteria by brand id; brands without criteria are left out."""
    rows = db.execute(select(criteria))
    by_brand = {
        UUID(bytes=row.brand_id): msgspec.json.decode(row.value, type=tuple[Criterion, ...])
        for row in rows
    }
    return {brand_id: some for brand_id, some in by_brand.items() if some}


def _sent(stream: bytes, event: AmbassadorApplication.Submitted) -> tuple[Any, ...]:
    return (
        *(stream, event.brand_id.bytes, event.member_id.bytes),
        msgspec.json.encode(event.declared_counts, order="deterministic").decode(),
        event.motivation_text_id.bytes if event.motivation_text_id else None,
        *(ms_of(event.at), WAITING, None, None, None),
    )


def _summaries(condition: ColumnElement[bool], db: Connection) -> list[ApplicationSummary]:
    query = select(applications).where(condition)
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
