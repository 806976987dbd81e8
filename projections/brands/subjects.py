"""The subjects: the tree of what somebody can know about, which all brands share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, Text, select

from domain.brands.subject import Subject
from domain.errors import NotFound
from projections.engine.bulk_insert import upsert_rows
from projections.engine.projection import Seen

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
    parent_id: UUID | None
    slug: str
    names: dict[str, str]
    """By language."""
    depth: int
    """How many are above it."""

    def name(self, language: str) -> str:
        return name_in(self.names, language) or self.slug


class SubjectsFold:
    def __init__(self, db: Connection) -> None:
        self._db = db
        self._named: list[tuple[Any, ...]] = []

    def apply(self, batch: Sequence[Seen]) -> None:
        for seen in batch:
            match seen.event:
                case Subject.Named(slug=slug, names=names, parent_id=parent_id):
                    told = (slug, msgspec.json.encode(names, order="deterministic").decode())
                    parent = parent_id.bytes if parent_id else None
                    self._named.append((seen.stream, *told, parent))

    def flush(self) -> None:
        upsert_rows(subjects, self._named, self._db)
        self._named.clear()


class Subjects:
    name = "subjects"
    version = 1
    tables = subjects_tables
    interests = (Subject.Named,)

    def begin(self, db: Connection) -> SubjectsFold:
        return SubjectsFold(db)


def name_in(names: Mapping[str, str], language: str) -> str:
    """A name in a language, or else in any there is."""
    return names.get(language) or next(filter(None, names.values()), "")


def all_subjects(db: Connection) -> list[KnownSubject]:
    """
    Every subject, each below the one above it, siblings by their short names.

    One whose parent could not be drawn stands at the top: it is a subject all the same.
    """
    # Sorted here and not by the database, whose order depends on its locale.
    rows = sorted(db.execute(select(subjects)), key=lambda row: row.slug)
    there = {row.subject_id for row in rows}
    below: dict[bytes | None, list[Any]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in there else None, []).append(row)
    return list(_downwards(None, 0, below))


def subject_called(slug: str, db: Connection) -> KnownSubject:
    """The subject with this short name. Raises NotFound."""
    for each in all_subjects(db):
        if each.slug == slug:
            return each
    raise NotFound(f"There is no subject called {slug}.")


def _downwards(
    above: bytes | None, depth: int, below: Mapping[bytes | None, list[Any]]
) -> Iterable[KnownSubject]:
    for row in below.get(above, []):
        yield _known(row, depth)
        yield from _downwards(row.subject_id, depth + 1, below)


def _known(row: Any, depth: int) -> KnownSubject:
    parent_id = UUID(bytes=row.parent_id) if row.parent_id else None
    names = msgspec.json.decode(row.names, type=dict[str, str])
    return KnownSubject(UUID(bytes=row.subject_id), parent_id, row.slug, names, depth)
