"""The tests, as lists of them show them; what a test asks is read from the log."""

from collections.abc import Sequence
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

from domain.assessments.assessment import Test
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.projection import Seen
from projections.engine.timestamps import at_ms, ms_of

tests_tables = MetaData()

tests = Table(
    "tests",
    tests_tables,
    Column("test_id", LargeBinary, primary_key=True),
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

Index("tests_by_brand", tests.c.brand_id, tests.c.begun_ms)

drafted = Table(
    "drafted",
    tests_tables,
    Column("test_id", LargeBinary, nullable=False),
    Column("question_id", LargeBinary, nullable=False),
    Key("test_id", "question_id"),
)
"""The questions of the next edition of each test."""


class KnownTest(NamedTuple):
    """A test, as lists of them show it."""

    test_id: UUID
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


class TestsFold:
    """Written event by event: tests are few."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def apply(self, batch: Sequence[Seen]) -> None:
        for seen in batch:
            match seen.event:
                case Test.Begun() as begun:
                    insert_rows(tests, [_begun(seen.stream, begun)], self._db)
                case Test.QuestionWritten() | Test.QuestionLeftOut():
                    self._draft(seen)
                case _:
                    self._open_or_shut(seen)

    def _draft(self, seen: Seen) -> None:
        match seen.event:
            case Test.QuestionWritten(question=question):
                upsert_rows(drafted, [(seen.stream, question.id.bytes)], self._db)
            case Test.QuestionLeftOut(question_id=question_id):
                this = drafted.c.question_id == question_id.bytes
                self._db.execute(delete(drafted).where(drafted.c.test_id == seen.stream, this))
        self._change(seen)

    def _open_or_shut(self, seen: Seen) -> None:
        match seen.event:
            case Test.Published(edition=edition):
                self._change(seen, edition=edition, withdrawn=0)
            case Test.Withdrawn():
                self._change(seen, withdrawn=1)

    def _change(self, seen: Seen, **values: Any) -> None:
        this = update(tests).where(tests.c.test_id == seen.stream)
        self._db.execute(this.values(changed_ms=ms_of(seen.event.at), **values))

    def flush(self) -> None:
        """Everything is written as it is applied."""


class Tests:
    name = "tests"
    version = 2
    tables = tests_tables
    interests = (
        Test.Begun,
        Test.QuestionWritten,
        Test.QuestionLeftOut,
        Test.Published,
        Test.Withdrawn,
    )

    def begin(self, db: Connection) -> TestsFold:
        return TestsFold(db)


def tests_of(brand_id: UUID, db: Connection) -> list[KnownTest]:
    """The tests of a brand, the newest first."""
    return _known(tests.c.brand_id == brand_id.bytes, db)


def test_with_id(test_id: UUID, db: Connection) -> KnownTest | None:
    found = _known(tests.c.test_id == test_id.bytes, db)
    return found[0] if found else None


def open_tests(db: Connection) -> list[KnownTest]:
    """The tests of everybody at which an attempt may be started now, the newest first."""
    return _known((tests.c.edition > 0) & (tests.c.withdrawn == 0), db)


def _begun(stream: bytes, event: Test.Begun) -> tuple[Any, ...]:
    brand_id = event.brand_id.bytes if event.brand_id else None
    at = ms_of(event.at)
    told = (event.subject_id.bytes, event.title, event.language)
    return (stream, brand_id, *told, 0, 0, at, at)


def _known(chosen: ColumnElement[bool], db: Connection) -> list[KnownTest]:
    count = select(func.count()).where(drafted.c.test_id == tests.c.test_id).scalar_subquery()
    query = select(tests, count.label("questions")).where(chosen)
    rows = db.execute(query.order_by(tests.c.begun_ms.desc(), tests.c.test_id))
    return [_one(row) for row in rows]


def _one(row: Any) -> KnownTest:
    return KnownTest(
        test_id=UUID(bytes=row.test_id),
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
