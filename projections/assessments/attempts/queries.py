"""What pages and item analysis read of attempts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select

from domain.assessments.answers import Answer
from domain.assessments.attempt_context import AttemptStatus, ReviewOutcome
from domain.assessments.grading import Mark, SubmittedAttempt
from domain.assessments.selection import AttemptItem
from domain.reasons import AppealOutcome
from projections.assessments.attempts.projection import answers, attempts, decisions
from projections.engine.ids import id_or_none
from projections.engine.keyset import follows, order_by
from projections.engine.timestamps import at_ms, ms_of


class AttemptSummary(NamedTuple):
    """An attempt, as lists show it. Times are UTC."""

    attempt_id: UUID
    assessment_id: UUID
    edition: int
    subject_id: UUID
    brand_id: UUID | None
    member_id: UUID
    number: int
    device_digest: str | None
    started_at: datetime
    deadline: datetime
    ended_at: datetime | None
    timed_out: bool
    percent: Decimal | None
    passed: bool | None
    until: datetime | None
    """Passed: when the qualification expires; failed: when the next attempt may start."""
    appeal: UUID | None
    """The id of the private text of an appeal that is not decided yet."""
    outcome: str | None
    """The value of the ReviewOutcome or AppealOutcome in force; None: no decision."""

    @property
    def status(self) -> AttemptStatus:
        """Running, ended and not graded yet, or graded."""
        if self.ended_at is None:
            return AttemptStatus.RUNNING
        return AttemptStatus.ENDED if self.passed is None else AttemptStatus.GRADED


class EndedAttempt(NamedTuple):
    """An attempt that has ended, with its answers and when each was saved, by question id."""

    summary: AttemptSummary
    submission: SubmittedAttempt
    saved_at: dict[UUID, datetime]
    """When each answer was saved last."""
    first_saved_at: dict[UUID, datetime]


class AttemptDecision(NamedTuple):
    """A person's decision about an attempt: a review, or the decision of an appeal."""

    outcome: str
    """The value of a ReviewOutcome or an AppealOutcome."""
    text_id: UUID
    """The id of the reason in the private store."""
    by: UUID
    at: datetime


def attempts_at(assessment_id: UUID, db: Connection) -> list[AttemptSummary]:
    """All attempts at a test, running ones too, oldest first."""
    return _summaries(attempts.c.assessment_id == assessment_id.bytes, db)


def attempts_after(
    previous: UUID | None, assessment_id: UUID, db: Connection, *, limit: int
) -> list[AttemptSummary]:
    """
    The attempts at a test that follow one in the list, running ones too, oldest first.

    previous: None is the start of the list. Raises NotFound when there is no such attempt.
    """
    condition = attempts.c.assessment_id == assessment_id.bytes
    if previous is not None:
        condition &= follows(previous, OLDEST_FIRST, db)
    return _summaries(condition, db, limit)


def candidate_numbers_of(
    member_ids: Collection[UUID], assessment_id: UUID, db: Connection
) -> dict[UUID, int]:
    """The numbers of members as candidates of a test: the first to start is number 1."""
    a, order = attempts.c, order_by(OLDEST_FIRST)
    nth = func.row_number().over(partition_by=a.member_id, order_by=order).label("nth")
    ranked = select(*(a[name] for name in ("member_id", "started_ms", "attempt_id")), nth)
    own = ranked.where(a.assessment_id == assessment_id.bytes).subquery().c
    candidate = func.row_number().over(order_by=(own.started_ms, own.attempt_id))
    first = select(own.member_id, candidate.label("candidate")).where(own.nth == 1).subquery().c
    ids = [member_id.bytes for member_id in member_ids]
    rows = db.execute(select(first.member_id, first.candidate).where(first.member_id.in_(ids)))
    return {UUID(bytes=member_id): number for member_id, number in rows}


def attempts_by(member_id: UUID, db: Connection) -> list[AttemptSummary]:
    """All attempts of a member at any test, oldest first."""
    return _summaries(attempts.c.member_id == member_id.bytes, db)


def attempt_with_id(attempt_id: UUID, db: Connection) -> AttemptSummary | None:
    """One attempt; None when there is no attempt with this id."""
    summaries = _summaries(attempts.c.attempt_id == attempt_id.bytes, db)
    return summaries[0] if summaries else None


def overdue(now: datetime, db: Connection, limit: int = 500) -> list[UUID]:
    """The ids of running attempts whose deadline is before now, the earliest first, at most 500."""
    a = attempts.c
    query = select(a.attempt_id).where(a.ended_ms.is_(None), a.deadline_ms < ms_of(now))
    return [UUID(bytes=row[0]) for row in db.execute(query.order_by(a.deadline_ms).limit(limit))]


def ended_attempts(
    assessment_id: UUID, db: Connection, as_of: datetime | None = None
) -> list[EndedAttempt]:
    """
    The attempts at a test that have ended, oldest first.

    as_of: only what was recorded by this instant: attempts that ended later are left out, and
    results and decisions recorded later are None. None: all that is recorded.
    """
    condition = (attempts.c.assessment_id == assessment_id.bytes) & attempts.c.ended_ms.is_not(None)
    if as_of is not None:
        condition &= attempts.c.ended_recorded_ms <= ms_of(as_of)
    return _ended_attempts(condition, db, as_of)


def ungraded_attempts(brand_id: UUID, db: Connection) -> list[EndedAttempt]:
    """The attempts at a brand's tests that have ended and wait for manual grading, oldest first."""
    a = attempts.c
    waiting = a.ended_ms.is_not(None) & a.passed.is_(None)
    return _ended_attempts((a.brand_id == brand_id.bytes) & waiting, db)


def decisions_of(attempt_id: UUID, db: Connection) -> list[AttemptDecision]:
    """The review and the appeal decisions of an attempt, in the order of its events."""
    j = decisions.c
    rows = db.execute(select(decisions).where(j.attempt_id == attempt_id.bytes).order_by(j.version))
    return [
        AttemptDecision(
            row.outcome, UUID(bytes=row.text_id), UUID(bytes=row.decided_by), at_ms(row.decided_ms)
        )
        for row in rows
    ]


def _ended_attempts(
    condition: ColumnElement[bool], db: Connection, as_of: datetime | None = None
) -> list[EndedAttempt]:
    order = (attempts.c.started_ms, attempts.c.attempt_id)
    rows = list(db.execute(select(attempts).where(condition).order_by(*order)))
    answer_rows = _answer_rows(condition, db)
    ended = [_ended_attempt(row, answer_rows[row.attempt_id]) for row in rows]
    if as_of is None:
        return ended
    graded = {UUID(bytes=row.attempt_id) for row in rows if _is_graded(row, ms_of(as_of))}
    outcomes = _outcomes_by(ms_of(as_of), db)
    return [_as_of(attempt, graded, outcomes) for attempt in ended]


def _is_graded(row: Any, as_of_ms: int) -> bool:
    return row.graded_recorded_ms is not None and row.graded_recorded_ms <= as_of_ms


def _outcomes_by(as_of_ms: int, db: Connection) -> dict[UUID, str]:
    j = decisions.c
    query = select(j.attempt_id, j.outcome).where(j.recorded_ms <= as_of_ms).order_by(j.version)
    outcomes: dict[UUID, str] = {}
    for row in db.execute(query):
        attempt_id, before = UUID(bytes=row.attempt_id), outcomes.get(UUID(bytes=row.attempt_id))
        # A rejected appeal leaves an annulled attempt annulled.
        if (before, row.outcome) != (ReviewOutcome.ANNULLED, AppealOutcome.REJECTED):
            outcomes[attempt_id] = row.outcome
    return outcomes


def _as_of(attempt: EndedAttempt, graded: set[UUID], outcomes: Mapping[UUID, str]) -> EndedAttempt:
    attempt_id = attempt.summary.attempt_id
    summary = attempt.summary._replace(outcome=outcomes.get(attempt_id), appeal=None)
    if attempt_id not in graded:
        summary = summary._replace(percent=None, passed=None, until=None)
    return attempt._replace(summary=summary)


def _answer_rows(condition: ColumnElement[bool], db: Connection) -> defaultdict[bytes, list[Any]]:
    """By attempt, the rows of its answers."""
    query = select(answers).join(attempts, attempts.c.attempt_id == answers.c.attempt_id)
    rows = defaultdict(list)
    for row in db.execute(query.where(condition)):
        rows[row.attempt_id].append(row)
    return rows


def _ended_attempt(row: Any, answer_rows: Sequence[Any]) -> EndedAttempt:
    by_question = {UUID(bytes=answer.question_id): answer for answer in answer_rows}
    submission = SubmittedAttempt(
        msgspec.json.decode(row.items, type=tuple[AttemptItem, ...]),
        {id: msgspec.json.decode(a.answer, type=Answer) for id, a in by_question.items()},
        {id: Decimal(a.by_hand) for id, a in by_question.items() if a.by_hand is not None},
        _recorded_marks(row.marks),
    )
    saved_at = {id: at_ms(answer.saved_ms) for id, answer in by_question.items()}
    first_saved_at = {id: at_ms(answer.first_ms) for id, answer in by_question.items()}
    return EndedAttempt(_summary(row), submission, saved_at, first_saved_at)


def _recorded_marks(written: str | None) -> dict[UUID, Decimal]:
    """By question, the percent that its answer had earned when the result was recorded."""
    marks = msgspec.json.decode(written, type=tuple[Mark, ...]) if written else ()
    return {mark.question_id: mark.percent for mark in marks}


OLDEST_FIRST = ((attempts.c.started_ms, False), (attempts.c.attempt_id, False))


def _summaries(
    condition: ColumnElement[bool], db: Connection, limit: int | None = None
) -> list[AttemptSummary]:
    query = select(attempts).where(condition).order_by(*order_by(OLDEST_FIRST)).limit(limit)
    return [_summary(row) for row in db.execute(query)]


def _summary(row: Any) -> AttemptSummary:
    return AttemptSummary(
        attempt_id=UUID(bytes=row.attempt_id),
        assessment_id=UUID(bytes=row.assessment_id),
        edition=row.edition,
        subject_id=UUID(bytes=row.subject_id),
        brand_id=id_or_none(row.brand_id),
        member_id=UUID(bytes=row.member_id),
        number=row.number,
        device_digest=row.device_digest,
        started_at=at_ms(row.started_ms),
        deadline=at_ms(row.deadline_ms),
        ended_at=_time(row.ended_ms),
        timed_out=bool(row.timed_out),
        percent=Decimal(row.percent) if row.percent is not None else None,
        passed=bool(row.passed) if row.passed is not None else None,
        until=_time(row.until_ms),
        appeal=id_or_none(row.appeal),
        outcome=row.outcome,
    )


def _time(ms: int | None) -> datetime | None:
    return at_ms(ms) if ms is not None else None
