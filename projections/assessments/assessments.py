"""The tests, as lists of them show them; what a test asks is read from the log."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

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
    delete,
    func,
    select,
    update,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.aggregate import Event
from domain.assessments.assessment import Assessment
from domain.log.subscription import EventEnvelope
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

tests_tables = MetaData()

assessments = Table(
    "assessments",
    tests_tables,
    Column("assessment_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary),
    Column("subject_id", LargeBinary, nullable=False),
    Column("title", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("edition", BigInteger, nullable=False),
    Column("withdrawn", BigInteger, nullable=False),
    Column("begun_ms", BigInteger, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
)
"""A row a test; edition is 0 as long as nothing was published."""

Index("tests_by_brand", assessments.c.brand_id, assessments.c.begun_ms)

drafted = Table(
    "drafted",
    tests_tables,
    Column("assessment_id", LargeBinary, nullable=False),
    Column("question_id", LargeBinary, nullable=False),
    Key("assessment_id", "question_id"),
)
"""The questions of the next edition of each test."""


class AssessmentSummary(NamedTuple):
    """A test, as lists of them show it."""

    assessment_id: UUID
    brand_id: UUID | None
    subject_id: UUID
    title: str
    language: str
    questions: int
    """So many in the next edition."""
    edition: int
    """The number of the newest one; 0 when nothing was published."""
    is_open: bool
    begun_at: datetime
    changed_at: datetime

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.edition) and not self.is_open


class Assessments(SimpleProjection):
    """The tests of brands, and the questions of their next editions."""

    name, version, tables = "assessments", 3, tests_tables

    @handles(Assessment.Created)
    def add(self, event: EventEnvelope[Assessment.Created], db: Connection) -> None:
        begun, at_ms = event.data, ms_of(event.data.at)
        brand_id = begun.brand_id.bytes if begun.brand_id else None
        described = (begun.subject_id.bytes, begun.title, begun.language)
        insert_rows(assessments, [(event.stream, brand_id, *described, 0, 0, at_ms, at_ms)], db)

    @handles(Assessment.QuestionRevised)
    def add_question(
        self, event: EventEnvelope[Assessment.QuestionRevised], db: Connection
    ) -> None:
        upsert_rows(drafted, [(event.stream, event.data.question.id.bytes)], db)
        _change(event, db)

    @handles(Assessment.QuestionRemoved)
    def remove_question(
        self, event: EventEnvelope[Assessment.QuestionRemoved], db: Connection
    ) -> None:
        question = drafted.c.question_id == event.data.question_id.bytes
        db.execute(delete(drafted).where(drafted.c.assessment_id == event.stream, question))
        _change(event, db)

    @handles(Assessment.Published)
    def publish(self, event: EventEnvelope[Assessment.Published], db: Connection) -> None:
        _change(event, db, edition=event.data.edition, withdrawn=0)

    @handles(Assessment.Withdrawn)
    def withdraw(self, event: EventEnvelope[Assessment.Withdrawn], db: Connection) -> None:
        _change(event, db, withdrawn=1)


def _change(event: EventEnvelope[Event], db: Connection, **values: Any) -> None:
    row = update(assessments).where(assessments.c.assessment_id == event.stream)
    db.execute(row.values(changed_ms=ms_of(event.data.at), **values))


def tests_of(brand_id: UUID, db: Connection) -> list[AssessmentSummary]:
    """The tests of a brand, the newest first."""
    return _summaries(assessments.c.brand_id == brand_id.bytes, db)


def test_with_id(assessment_id: UUID, db: Connection) -> AssessmentSummary | None:
    found = _summaries(assessments.c.assessment_id == assessment_id.bytes, db)
    return found[0] if found else None


def open_tests(db: Connection) -> list[AssessmentSummary]:
    """The tests of everybody at which an attempt may be started now, the newest first."""
    return _summaries((assessments.c.edition > 0) & (assessments.c.withdrawn == 0), db)


def _begun(stream: bytes, event: Assessment.Created) -> tuple[Any, ...]:
    brand_id = event.brand_id.bytes if event.brand_id else None
    at = ms_of(event.at)
    told = (event.subject_id.bytes, event.title, event.language)
    return (stream, brand_id, *told, 0, 0, at, at)


def _summaries(chosen: ColumnElement[bool], db: Connection) -> list[AssessmentSummary]:
    count = (
        select(func.count())
        .where(drafted.c.assessment_id == assessments.c.assessment_id)
        .scalar_subquery()
    )
    query = select(assessments, count.label("questions")).where(chosen)
    rows = db.execute(query.order_by(assessments.c.begun_ms.desc(), assessments.c.assessment_id))
    return [_summary(row) for row in rows]


def _summary(row: Any) -> AssessmentSummary:
    return AssessmentSummary(
        assessment_id=UUID(bytes=row.assessment_id),
        brand_id=UUID(bytes=row.brand_id) if row.brand_id is not None else None,
        subject_id=UUID(bytes=row.subject_id),
        title=row.title,
        language=row.language,
        questions=row.questions,
        edition=row.edition,
        is_open=row.edition > 0 and not row.withdrawn,
        begun_at=at_ms(row.begun_ms),
        changed_at=at_ms(row.changed_ms),
    )
