"""Subjects: the tree of fields of knowledge that all brands share."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, Text, select

from domain.brands.subject import Subject
from domain.errors import NotFound
from domain.log.envelope import EventEnvelope
from projections.engine.bulk_insert import insert_rows
from projections.engine.simple_projection import SimpleProjection, handles

subjects_tables = MetaData()

subjects = Table(
    "subjects",
    subjects_tables,
    Column("subject_id", LargeBinary, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("names", Text, nullable=False),
    Column("parent_id", LargeBinary),
)
"""One row for each subject; `names` is JSON, by language."""


class SubjectSummary(NamedTuple):
    """A subject, and how deep it is in the tree."""

    subject_id: UUID
    parent_id: UUID | None
    slug: str
    names: dict[str, str]
    """By language."""
    depth: int
    """The number of its ancestors."""

    def name(self, language: str) -> str:
        """The name in a language, or else in another one, or else the short name."""
        return name_in(self.names, language) or self.slug


class Subjects(SimpleProjection):
    """The tree of subjects."""

    name, version, tables = "subjects", 2, subjects_tables

    @handles(Subject.Added)
    def add(self, event: EventEnvelope[Subject.Added], db: Connection) -> None:
        names = msgspec.json.encode(event.data.name_by_language, order="deterministic").decode()
        parent_id = event.data.parent_id.bytes if event.data.parent_id else None
        insert_rows(subjects, [(event.stream, event.data.slug, names, parent_id)], db)


def name_in(names: Mapping[str, str], language: str) -> str:
    """The name in a language, or else in any other; '' when there is none."""
    return names.get(language) or next(filter(None, names.values()), "")


def all_subjects(db: Connection) -> list[SubjectSummary]:
    """
    Every subject after its parent, siblings in the order of their short names.

    A subject whose parent is parked comes at the top level: it is a subject all the same.
    """
    # Sorted here and not by the database, whose order depends on its locale.
    rows = sorted(db.execute(select(subjects)), key=lambda row: row.slug)
    ids = {row.subject_id for row in rows}
    children: dict[bytes | None, list[Any]] = {}
    for row in rows:
        children.setdefault(row.parent_id if row.parent_id in ids else None, []).append(row)
    return list(_descendants(None, 0, children))


def subject_called(slug: str, db: Connection) -> SubjectSummary:
    """The subject with this short name. Raises NotFound."""
    for subject in all_subjects(db):
        if subject.slug == slug:
            return subject
    raise NotFound("There is no subject called %(slug)s.", slug=slug)


def _descendants(
    parent_id: bytes | None, depth: int, children: Mapping[bytes | None, list[Any]]
) -> Iterable[SubjectSummary]:
    for row in children.get(parent_id, []):
        yield _summary(row, depth)
        yield from _descendants(row.subject_id, depth + 1, children)


def _summary(row: Any, depth: int) -> SubjectSummary:
    parent_id = UUID(bytes=row.parent_id) if row.parent_id else None
    names = msgspec.json.decode(row.names, type=dict[str, str])
    return SubjectSummary(UUID(bytes=row.subject_id), parent_id, row.slug, names, depth)
