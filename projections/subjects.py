"""The subjects: the tree of what somebody can know about, which all brands share."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, Text, select

from domain.errors import NotFound
from domain.subject import Subject
from projections.projection import Seen
from projections.writing import upsert_rows

subjects_tables = MetaData()

subjects = Table(
    "subjects",
    subjects_tables,
    Column("subject_id", LargeBinary, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("names", Text, nullable=False),
    Column("parent_id", LargeBinary),
)
"""A row a subject; the names are JSON, by language."""


class KnownSubject(NamedTuple):
    """A subject, as pages know it."""

    subject_id: UUID
    slug: str
    names: dict[str, str]
    parent_id: UUID | None

    def name(self, language: str) -> str:
        """In a language, or else in any it has one in."""
        return self.names.get(language) or next(iter(self.names.values()))


class SubjectsFold:
    def __init__(self, db: Connection) -> None:
        self._db = db
        self._named: list[tuple[Any, ...]] = []

    def take(self, batch: Sequence[Seen]) -> None:
        for seen in batch:
            match seen.event:
                case Subject.Named(slug=slug, names=names, parent_id=parent_id):
                    told = (slug, msgspec.json.encode(names, order="deterministic").decode())
                    parent = parent_id.bytes if parent_id else None
                    self._named.append((seen.stream, *told, parent))

    def write(self) -> None:
        upsert_rows(subjects, self._named, self._db)
        self._named.clear()


class Subjects:
    name = "subjects"
    version = 1
    tables = subjects_tables
    interests = (Subject.Named,)

    def fold(self, db: Connection, *, fresh: bool) -> SubjectsFold:  # noqa: ARG002 - nothing to read first
        return SubjectsFold(db)


def all_subjects(db: Connection) -> list[KnownSubject]:
    """Every subject, by its short name."""
    return [_known(row) for row in db.execute(select(subjects).order_by(subjects.c.slug))]


def subject_called(slug: str, db: Connection) -> KnownSubject:
    """The subject with this short name. Raises NotFound."""
    row = db.execute(select(subjects).where(subjects.c.slug == slug)).first()
    if row is None:
        raise NotFound(f"There is no subject called {slug}.")
    return _known(row)


def _known(row: Any) -> KnownSubject:
    parent_id = UUID(bytes=row.parent_id) if row.parent_id else None
    names = msgspec.json.decode(row.names, type=dict[str, str])
    return KnownSubject(UUID(bytes=row.subject_id), row.slug, names, parent_id)
