"""Tests as lists show them; the questions of a test are read from the log."""

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
from domain.log.envelope import EventEnvelope
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.keyset import follows, order_by
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
    Column("created_ms", BigInteger, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
)
"""One row for each test; edition is 0 until the test is published."""

Index("tests_by_brand", assessments.c.brand_id, assessments.c.created_ms)

drafted = Table(
    "drafted",
    tests_tables,
    Column("assessment_id", LargeBinary, nullable=False),
    Column("question_id", LargeBinary, nullable=False),
    Key("assessment_id", "question_id"),
)
"""The questions of the next edition of each test."""


class AssessmentSummary(NamedTuple):
    """A test, as lists show it. Times are UTC."""

    assessment_id: UUID
    brand_id: UUID | None
    subject_id: UUID
    title: str
    language: str
    questions: int
    """The number of questions in the next edition."""
    edition: int
    """The number of the newest edition; 0 when nothing was published."""
    is_open: bool
    """Whether an attempt may be started now."""
    created_at: datetime
    changed_at: datetime

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was published and is withdrawn since."""
        return bool(self.edition) and not self.is_open


class Assessments(SimpleProjection):
    """The tests of brands, and the questions of their next editions."""

    name, version, tables = "assessments", 4, tests_tables

    @handles(Assessment.Created)
    def add(self, event: EventEnvelope[Assessment.Created], db: Connection) -> None:
        created, at_ms = event.data, ms_of(event.data.at)
        brand_id = created.brand_id.bytes if created.brand_id else None
        described = (created.subject_id.bytes, created.title, created.language)
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
    """All tests of a brand, drafts and withdrawn ones too, the newest first."""
    return _summaries(assessments.c.brand_id == brand_id.bytes, db)


def tests_after(
    previous: UUID | None, brand_id: UUID, db: Connection, *, limit: int
) -> list[AssessmentSummary]:
    """
    The tests of a brand that follow one in the list, the newest first.

    previous: None is the start of the list. Raises NotFound when there is no such test.
    """
    condition = assessments.c.brand_id == brand_id.bytes
    if previous is not None:
        condition &= follows(previous, NEWEST_FIRST, db)
    return _summaries(condition, db, limit)


def test_with_id(assessment_id: UUID, db: Connection) -> AssessmentSummary | None:
    """One test; None when there is no test with this id."""
    summaries = _summaries(assessments.c.assessment_id == assessment_id.bytes, db)
    return summaries[0] if summaries else None


def open_tests(db: Connection) -> list[AssessmentSummary]:
    """The tests of all brands and of the platform that are published and not withdrawn."""
    return _summaries((assessments.c.edition > 0) & (assessments.c.withdrawn == 0), db)


NEWEST_FIRST = ((assessments.c.created_ms, True), (assessments.c.assessment_id, False))


def _summaries(
    condition: ColumnElement[bool], db: Connection, limit: int | None = None
) -> list[AssessmentSummary]:
    count = (
        select(func.count())
        .where(drafted.c.assessment_id == assessments.c.assessment_id)
        .scalar_subquery()
    )
    query = select(assessments, count.label("questions")).where(condition)
    rows = db.execute(query.order_by(*order_by(NEWEST_FIRST)).limit(limit))
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
        created_at=at_ms(row.created_ms),
        changed_at=at_ms(row.changed_ms),
    )
