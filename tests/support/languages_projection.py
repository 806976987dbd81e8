"""A small projection for tests of the engine, and the ways it can go wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, Table, Text, select
from sqlalchemy.exc import OperationalError

from domain.log.entries import Decision
from domain.log.envelope import EventEnvelope
from domain.log.event_log import EventLog
from domain.members.member import Member
from projections.engine.bulk_insert import upsert_rows
from tests.support.people import AMBASSADOR, after

REFUSED_LANGUAGE = "xx"
"""A language that the fold below refuses by default."""

languages_tables = MetaData()
languages_table = Table(
    "languages",
    languages_tables,
    Column("member_id", LargeBinary, primary_key=True),
    Column("languages", Text, nullable=False),
    Column("declarations", Integer, nullable=False),
)


@dataclass
class LanguagesProjection:
    """The languages of members, and how many events declared them: one applied twice shows."""

    name: str = "languages"
    version: int = 1
    refuses: str = REFUSED_LANGUAGE
    """On this language the fold raises."""
    failures: int = 0
    """How many times its database fails, after it has written."""
    tables = languages_tables
    event_types = (Member.Joined, Member.LanguagesDeclared)

    def begin(self, db: Connection) -> "LanguagesFold":
        return LanguagesFold(self, db)


class LanguagesFold:
    def __init__(self, projection: LanguagesProjection, db: Connection) -> None:
        self._projection = projection
        self._db = db
        self._rows: dict[bytes, tuple[Any, ...]] = {}

    def apply(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        for event in batch:
            languages = event.data.languages
            if self._projection.refuses in languages:
                raise ValueError(f"no member speaks {self._projection.refuses}")
            declarations = self._declarations(event.stream) + 1
            self._rows[event.stream] = (event.stream, " ".join(languages), declarations)

    def _declarations(self, member_id: bytes) -> int:
        if member_id in self._rows:
            return self._rows[member_id][2]
        query = select(languages_table.c.declarations).where(
            languages_table.c.member_id == member_id
        )
        return self._db.scalar(query) or 0

    def flush(self) -> None:
        upsert_rows(languages_table, list(self._rows.values()), self._db)
        if self._projection.failures:
            self._projection.failures -= 1
            raise OperationalError("UPDATE languages", {}, Exception("the disk is away"))
        self._rows.clear()


def declare(log: EventLog, *languages: str, by: UUID = AMBASSADOR) -> int:
    """Let a member declare languages, one event each, in one commit; return the position."""

    def decide() -> Decision:
        member = log.load_or_new(Member, by)
        for language in languages:
            if member.version:
                member.declare_languages((language,), after(member.version))
            else:
                member.join((language,), "FR", after(0))
        return Decision([member])

    return log.execute(decide)


def languages_by_member(db: Connection) -> dict[UUID, tuple[str, int]]:
    """The languages of each member, and how many events declared them."""
    rows = db.execute(select(languages_table))
    return {UUID(bytes=row.member_id): (row.languages, row.declarations) for row in rows}
