"""A small projection for tests of the engine, and the ways it can go wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, Table, Text, select
from sqlalchemy.exc import OperationalError

from domain.log.entries import Decision
from domain.log.event_log import EventLog
from domain.log.subscription import EventEnvelope
from domain.members.member import Member
from projections.engine.bulk_insert import upsert_rows
from tests.support.people import AMBASSADOR, after

NOBODYS = "xx"
"""A language that the fold below refuses by default."""

tongues_tables = MetaData()
tongues = Table(
    "tongues",
    tongues_tables,
    Column("member_id", LargeBinary, primary_key=True),
    Column("languages", Text, nullable=False),
    Column("told", Integer, nullable=False),
)


@dataclass
class Tongues:
    """Which languages members speak, and how often they have told so: told twice counts twice."""

    name: str = "tongues"
    version: int = 1
    refuses: str = NOBODYS
    """On this language the fold raises."""
    storms: int = 0
    """So many times its database fails, after it has written."""
    tables = tongues_tables
    event_types = (Member.Joined, Member.LanguagesDeclared)

    def begin(self, db: Connection) -> "TonguesFold":
        return TonguesFold(self, db)


class TonguesFold:
    def __init__(self, projection: Tongues, db: Connection) -> None:
        self._projection = projection
        self._db = db
        self._rows: dict[bytes, tuple[Any, ...]] = {}

    def apply(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        for seen in batch:
            languages = seen.data.languages
            if self._projection.refuses in languages:
                raise ValueError(f"nobody speaks {self._projection.refuses}")
            told = self._told(seen.stream) + 1
            self._rows[seen.stream] = (seen.stream, " ".join(languages), told)

    def _told(self, member_id: bytes) -> int:
        if member_id in self._rows:
            return self._rows[member_id][2]
        query = select(tongues.c.told).where(tongues.c.member_id == member_id)
        return self._db.scalar(query) or 0

    def flush(self) -> None:
        upsert_rows(tongues, list(self._rows.values()), self._db)
        if self._projection.storms:
            self._projection.storms -= 1
            raise OperationalError("UPDATE tongues", {}, Exception("the disk is away"))
        self._rows.clear()


def tell(log: EventLog, *languages: str, by: UUID = AMBASSADOR) -> int:
    """A member tells which language they speak, one after another, in one decision."""

    def decide() -> Decision:
        member = log.load_or_new(Member, by)
        for language in languages:
            if member.version:
                member.declare_languages((language,), after(member.version))
            else:
                member.join((language,), "FR", after(0))
        return Decision([member])

    return log.execute(decide)


def told(db: Connection) -> dict[UUID, tuple[str, int]]:
    """Which languages each member speaks, and how often they have said so."""
    rows = db.execute(select(tongues))
    return {UUID(bytes=row.member_id): (row.languages, row.told) for row in rows}
