"""How events change the pool."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, literal, select, update

from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import Verdict
from domain.brands.subject import Subject
from domain.members.member import Member, Qualification
from domain.moderation.suspension import Suspension
from domain.presence.presence_session import Desk, Presence
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.projection import Seen
from projections.engine.timestamps import ms_of
from projections.members.score_bands import band_of
from projections.members.tables import (
    declared,
    engagements,
    members,
    qualifications,
    sittings,
    spoken,
    suspensions,
    under,
)

QualificationEvent = Member.Qualified | Member.QualificationLost | Attempt.Judged
SAT: dict[type, Presence] = {
    Desk.CameOnline: Presence.ONLINE,
    Desk.Returned: Presence.ONLINE,
    Desk.WentAway: Presence.AWAY,
    Desk.Left: Presence.LEFT,
}


class PoolFold:
    """Members are few beside their sittings, so only sittings are put together before writing."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._sittings: dict[bytes, str] = {}

    def apply(self, batch: Sequence[Seen]) -> None:
        for seen in batch:
            event = seen.event
            match event:
                case Desk.CameOnline() | Desk.Returned() | Desk.WentAway() | Desk.Left():
                    self._sittings[event.respondent_id.bytes] = SAT[type(event)].value
                case Member.Welcomed() | Member.Parted():
                    self._engage(seen.stream, event)
                case Member.Qualified() | Member.QualificationLost() | Attempt.Judged():
                    self._show(seen.stream, event)
                case Suspension.Decided() | Suspension.Ended():
                    self._suspend(seen.stream, event)
                case _:
                    self._tell(seen)

    def _tell(self, seen: Seen) -> None:
        """What members say of themselves, and which subject is below which."""
        stream = seen.stream
        match seen.event:
            case Member.Joined(languages=languages, country=country, at=at):
                insert_rows(members, [(stream, country, ms_of(at))], self._db)
                self._replace(spoken, stream, languages)
            case Member.LanguagesDeclared(languages=languages):
                self._replace(spoken, stream, languages)
            case Member.SubjectsDeclared(subjects=known):
                self._replace(declared, stream, (each.bytes for each in known))
            case Subject.Named(parent_id=parent_id):
                self._put_below(parent_id.bytes if parent_id else None, stream)

    def _engage(self, member_id: bytes, event: Member.Welcomed | Member.Parted) -> None:
        theirs = (engagements.c.member_id == member_id) & (
            engagements.c.brand_id == event.brand_id.bytes
        )
        self._remove(engagements, theirs)
        if isinstance(event, Member.Welcomed):
            row = (member_id, event.brand_id.bytes, event.terms.model, ms_of(event.at))
            insert_rows(engagements, [row], self._db)

    def _show(self, stream: bytes, event: QualificationEvent) -> None:
        match event:
            case Member.Qualified(qualification=held):
                self._qualify(stream, held)
            case Member.QualificationLost(qualification=held):
                this = qualifications.c.attempt_id == held.attempt_id.bytes
                self._lose((qualifications.c.member_id == stream) & this, event.at)
            case Attempt.Judged(verdict=Verdict.ANNULLED):
                # Worth nothing, also where a newer one counts in its place.
                self._lose(qualifications.c.attempt_id == stream, event.at)

    def _lose(self, chosen: ColumnElement[bool], at: datetime) -> None:
        lost = update(qualifications).where(chosen).values(lost_ms=ms_of(at), counts=0)
        self._db.execute(lost)

    def _replace(self, table: Table, member_id: bytes, values: Iterable[Any]) -> None:
        self._remove(table, table.c.member_id == member_id)
        insert_rows(table, [(member_id, value) for value in dict.fromkeys(values)], self._db)

    def _qualify(self, member_id: bytes, held: Qualification) -> None:
        theirs = (qualifications.c.member_id == member_id) & (
            qualifications.c.subject_id == held.subject_id.bytes
        )
        self._db.execute(update(qualifications).where(theirs).values(counts=0))
        row = (
            *(member_id, held.attempt_id.bytes, held.subject_id.bytes, held.test_id.bytes),
            *(str(held.percent), band_of(held.percent), ms_of(held.since)),
            *(ms_of(held.until) if held.until else None, None, 1),
        )
        upsert_rows(qualifications, [row], self._db)

    def _suspend(self, stream: bytes, event: Suspension.Decided | Suspension.Ended) -> None:
        if isinstance(event, Suspension.Ended):
            self._remove(suspensions, suspensions.c.suspension_id == stream)
        else:
            brand_id = event.brand_id.bytes if event.brand_id else None
            insert_rows(suspensions, [(stream, event.member_id.bytes, brand_id)], self._db)

    def _put_below(self, parent_id: bytes | None, subject_id: bytes) -> None:
        insert_rows(under, [(subject_id, subject_id, 0)], self._db)
        if parent_id is not None:
            above = select(under.c.above_id, literal(subject_id), under.c.steps + 1)
            above = above.where(under.c.subject_id == parent_id)
            self._db.execute(insert(under).from_select(["above_id", "subject_id", "steps"], above))

    def _remove(self, table: Table, chosen: ColumnElement[bool]) -> None:
        self._db.execute(delete(table).where(chosen))

    def flush(self) -> None:
        upsert_rows(sittings, list(self._sittings.items()), self._db)
        self._sittings.clear()
