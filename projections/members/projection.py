"""The projection of the pool, and how events change it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, literal, select, update

from domain.aggregate import Event
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import ReviewOutcome
from domain.brands.subject import Subject
from domain.log.envelope import EventEnvelope
from domain.members.member import EngagementEndReason, Member
from domain.members.qualification import Qualification
from domain.moderation.suspension import Suspension
from domain.presence.presence_session import Presence, PresenceSession
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.timestamps import ms_of
from projections.members.tables import (
    ancestors,
    band_of,
    declared,
    ended_by_brands,
    engagements,
    members,
    qualifications,
    sessions,
    spoken,
    suspensions,
)
from projections.members.tables import tables as pool_tables

PRESENCE_AFTER: dict[type[Event], Presence] = {
    PresenceSession.CameOnline: Presence.ONLINE,
    PresenceSession.Returned: Presence.ONLINE,
    PresenceSession.WentAway: Presence.AWAY,
    PresenceSession.Left: Presence.LEFT,
}


class PoolFold:
    """Presence changes far more often than members do: only presence is held until a flush."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._sessions: dict[bytes, str] = {}

    def apply(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        for event in batch:
            HANDLERS[type(event.data)](self, event)

    def flush(self) -> None:
        upsert_rows(sessions, list(self._sessions.items()), self._db)
        self._sessions.clear()

    # Members.

    def join(self, event: EventEnvelope[Member.Joined]) -> None:
        row = (event.stream, event.data.country, ms_of(event.data.at))
        insert_rows(members, [row], self._db)
        self._replace(spoken, event.stream, event.data.languages)

    def declare_languages(self, event: EventEnvelope[Member.LanguagesDeclared]) -> None:
        self._replace(spoken, event.stream, event.data.languages)

    def declare_subjects(self, event: EventEnvelope[Member.SubjectsDeclared]) -> None:
        subject_ids = (subject_id.bytes for subject_id in event.data.subjects)
        self._replace(declared, event.stream, subject_ids)

    def start_engagement(self, event: EventEnvelope[Member.EngagementStarted]) -> None:
        engagement = event.data
        self._end_engagement(event.stream, engagement.brand_id.bytes)
        row = (
            event.stream,
            engagement.brand_id.bytes,
            engagement.terms.model,
            ms_of(engagement.at),
        )
        insert_rows(engagements, [row], self._db)

    def end_engagement(self, event: EventEnvelope[Member.EngagementEnded]) -> None:
        brand_id = event.data.brand_id.bytes
        self._end_engagement(event.stream, brand_id)
        if event.data.reason is EngagementEndReason.BRAND_WISH:
            insert_rows(ended_by_brands, [(event.stream, brand_id)], self._db)

    def _end_engagement(self, member_id: bytes, brand_id: bytes) -> None:
        for table in (engagements, ended_by_brands):
            self._remove(table, (table.c.member_id == member_id) & (table.c.brand_id == brand_id))

    # Qualifications.

    def qualify(self, event: EventEnvelope[Member.Qualified]) -> None:
        qualification = event.data.qualification
        earlier = (qualifications.c.member_id == event.stream) & (
            qualifications.c.subject_id == qualification.subject_id.bytes
        )
        self._db.execute(update(qualifications).where(earlier).values(counts=0))
        row = _qualification_row(event.stream, qualification)
        upsert_rows(qualifications, [row], self._db)

    def revoke_qualification(self, event: EventEnvelope[Member.QualificationRevoked]) -> None:
        attempt_id = event.data.qualification.attempt_id.bytes
        this = (qualifications.c.member_id == event.stream) & (
            qualifications.c.attempt_id == attempt_id
        )
        self._revoke(this, event.data.at)

    def review_attempt(self, event: EventEnvelope[Attempt.Reviewed]) -> None:
        if event.data.outcome is ReviewOutcome.ANNULLED:
            # It does not count, also where a newer one counts instead.
            self._revoke(qualifications.c.attempt_id == event.stream, event.data.at)

    def _revoke(self, condition: ColumnElement[bool], at: datetime) -> None:
        lost = update(qualifications).where(condition).values(lost_ms=ms_of(at), counts=0)
        self._db.execute(lost)

    # Suspensions, subjects, presence.

    def suspend(self, event: EventEnvelope[Suspension.Decided]) -> None:
        brand_id = event.data.brand_id.bytes if event.data.brand_id else None
        row = (event.stream, event.data.member_id.bytes, brand_id)
        insert_rows(suspensions, [row], self._db)

    def end_suspension(self, event: EventEnvelope[Suspension.Expired | Suspension.Lifted]) -> None:
        self._remove(suspensions, suspensions.c.suspension_id == event.stream)

    def add_subject(self, event: EventEnvelope[Subject.Added]) -> None:
        insert_rows(ancestors, [(event.stream, event.stream, 0)], self._db)
        if event.data.parent_id is not None:
            of_parent = select(
                ancestors.c.ancestor_id, literal(event.stream), ancestors.c.depth + 1
            ).where(ancestors.c.subject_id == event.data.parent_id.bytes)
            columns = ["ancestor_id", "subject_id", "depth"]
            self._db.execute(insert(ancestors).from_select(columns, of_parent))

    def set_presence(self, event: EventEnvelope[Any]) -> None:
        self._sessions[event.data.respondent_id.bytes] = PRESENCE_AFTER[type(event.data)].value

    def _replace(self, table: Table, member_id: bytes, values: Iterable[Any]) -> None:
        self._remove(table, table.c.member_id == member_id)
        insert_rows(table, [(member_id, value) for value in dict.fromkeys(values)], self._db)

    def _remove(self, table: Table, condition: ColumnElement[bool]) -> None:
        self._db.execute(delete(table).where(condition))


HANDLERS: dict[type[Event], Callable[[PoolFold, EventEnvelope[Any]], None]] = {
    Member.Joined: PoolFold.join,
    Member.LanguagesDeclared: PoolFold.declare_languages,
    Member.SubjectsDeclared: PoolFold.declare_subjects,
    Member.EngagementStarted: PoolFold.start_engagement,
    Member.EngagementEnded: PoolFold.end_engagement,
    Member.Qualified: PoolFold.qualify,
    Member.QualificationRevoked: PoolFold.revoke_qualification,
    Attempt.Reviewed: PoolFold.review_attempt,
    Suspension.Decided: PoolFold.suspend,
    Suspension.Expired: PoolFold.end_suspension,
    Suspension.Lifted: PoolFold.end_suspension,
    Subject.Added: PoolFold.add_subject,
    **dict.fromkeys(PRESENCE_AFTER, PoolFold.set_presence),
}


def _qualification_row(member_id: bytes, qualification: Qualification) -> tuple[Any, ...]:
    until = qualification.until
    return (
        *(member_id, qualification.attempt_id.bytes, qualification.subject_id.bytes),
        *(qualification.assessment_id.bytes, str(qualification.percent)),
        *(band_of(qualification.percent), ms_of(qualification.since)),
        *(ms_of(until) if until else None, None, 1),
    )


class Pool:
    """Members: declared subjects, qualifications, languages, countries, presence."""

    name, version, tables = "pool", 4, pool_tables
    event_types = tuple(HANDLERS)

    def begin(self, db: Connection) -> PoolFold:
        return PoolFold(db)
