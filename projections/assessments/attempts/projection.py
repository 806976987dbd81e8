"""The tables of the attempts, and how events change them."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    case,
    update,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.aggregate import Event
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import ReviewOutcome
from domain.log.envelope import EventEnvelope
from domain.reasons import AppealOutcome
from projections.engine.bulk_insert import insert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import ms_of

attempts_tables = MetaData()

attempts = Table(
    "attempts",
    attempts_tables,
    Column("attempt_id", LargeBinary, primary_key=True),
    Column("assessment_id", LargeBinary, nullable=False),
    Column("edition", BigInteger, nullable=False),
    Column("subject_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary),
    Column("member_id", LargeBinary, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("items", Text, nullable=False),
    Column("device_digest", Text),
    Column("started_ms", BigInteger, nullable=False),
    Column("deadline_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Column("ended_recorded_ms", BigInteger),
    Column("timed_out", BigInteger, nullable=False, default=0),
    Column("graded_ms", BigInteger),
    Column("graded_recorded_ms", BigInteger),
    Column("percent", Text),
    Column("passed", BigInteger),
    Column("marks", Text),
    Column("until_ms", BigInteger),
    Column("appeal", LargeBinary),
    Column("outcome", Text),
)
"""
One row for each attempt. Times are in milliseconds since 1970. `items` and `marks` are JSON, as the
events have them. `graded_ms` is when the result was recorded; `outcome` is the decision in force.
"""

Index("attempts_by_test", attempts.c.assessment_id, attempts.c.started_ms)
Index("attempts_by_member", attempts.c.member_id, attempts.c.started_ms)
Index("attempts_running", attempts.c.ended_ms, attempts.c.deadline_ms)

answers = Table(
    "answers",
    attempts_tables,
    Column("attempt_id", LargeBinary, nullable=False),
    Column("question_id", LargeBinary, nullable=False),
    Column("answer", Text, nullable=False),
    Column("saves", BigInteger, nullable=False),
    Column("first_ms", BigInteger, nullable=False),
    Column("saved_ms", BigInteger, nullable=False),
    Column("by_hand", Text),
    Key("attempt_id", "question_id"),
)
"""
One row for each answer, as it was saved last. `first_ms` is when it was saved first, `saves` how
often it was saved. `answer` is JSON, as the event has it; `by_hand` is a person's grade in percent.
"""

decisions = Table(
    "decisions",
    attempts_tables,
    Column("attempt_id", LargeBinary, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("text_id", LargeBinary, nullable=False),
    Column("decided_by", LargeBinary, nullable=False),
    Column("decided_ms", BigInteger, nullable=False),
    Column("recorded_ms", BigInteger, nullable=False),
    Key("attempt_id", "version"),
)
"""One row for each review or appeal decision; its text is in the private store."""


class Attempts(SimpleProjection):
    """A row for each attempt, each answer in it and each decision about it."""

    name, version, tables = "attempts", 4, attempts_tables

    @handles(Attempt.Started)
    def start(self, event: EventEnvelope[Attempt.Started], db: Connection) -> None:
        insert_rows(attempts, [_started(event.stream, event.data)], db, AT_START)

    @handles(Attempt.AnswerSaved)
    def save_answer(self, event: EventEnvelope[Attempt.AnswerSaved], db: Connection) -> None:
        question_id, answer = event.data.question_id.bytes, _json(event.data.answer)
        at_ms = ms_of(event.data.at)
        row = update(answers).where(
            answers.c.attempt_id == event.stream, answers.c.question_id == question_id
        )
        again = row.values(answer=answer, saves=answers.c.saves + 1, saved_ms=at_ms)
        if not db.execute(again).rowcount:
            insert_rows(answers, [(event.stream, question_id, answer, 1, at_ms, at_ms, None)], db)

    @handles(Attempt.AnswerGraded)
    def grade_answer(self, event: EventEnvelope[Attempt.AnswerGraded], db: Connection) -> None:
        row = update(answers).where(
            answers.c.attempt_id == event.stream,
            answers.c.question_id == event.data.question_id.bytes,
        )
        db.execute(row.values(by_hand=str(event.data.percent)))

    @handles(Attempt.Submitted)
    def submit(self, event: EventEnvelope[Attempt.Submitted], db: Connection) -> None:
        _end(event, db)

    @handles(Attempt.TimedOut)
    def time_out(self, event: EventEnvelope[Attempt.TimedOut], db: Connection) -> None:
        _end(event, db, timed_out=1)

    @handles(Attempt.Passed)
    def set_passed(self, event: EventEnvelope[Attempt.Passed], db: Connection) -> None:
        _set_result(event, event.data.valid_until, db)

    @handles(Attempt.Failed)
    def set_failed(self, event: EventEnvelope[Attempt.Failed], db: Connection) -> None:
        _set_result(event, event.data.retry_at, db)

    @handles(Attempt.Appealed)
    def appeal(self, event: EventEnvelope[Attempt.Appealed], db: Connection) -> None:
        _change(event, db, appeal=event.data.appeal_text_id.bytes)

    @handles(Attempt.Reviewed)
    def review(self, event: EventEnvelope[Attempt.Reviewed], db: Connection) -> None:
        insert_rows(decisions, [_decision(event)], db)
        _change(event, db, outcome=event.data.outcome.value)

    @handles(Attempt.AppealDecided)
    def decide_appeal(self, event: EventEnvelope[Attempt.AppealDecided], db: Connection) -> None:
        insert_rows(decisions, [_decision(event)], db)
        _change(event, db, appeal=None, outcome=_after_appeal(event.data.outcome))


AT_START = (
    *("attempt_id", "assessment_id", "edition", "subject_id", "brand_id", "member_id", "number"),
    *("items", "device_digest", "started_ms", "deadline_ms", "timed_out"),
)


def _started(stream: bytes, event: Attempt.Started) -> tuple[Any, ...]:
    brand_id = event.brand_id.bytes if event.brand_id else None
    return (
        *(stream, event.assessment_id.bytes, event.edition, event.subject_id.bytes, brand_id),
        *(event.member_id.bytes, event.attempt_number, _json(event.items), event.device_digest),
        *(ms_of(event.at), ms_of(event.deadline), 0),
    )


def _end(event: EventEnvelope[Event], db: Connection, **values: Any) -> None:
    ended_ms = ms_of(event.data.at)
    _change(event, db, ended_ms=ended_ms, ended_recorded_ms=event.recorded_ms, **values)


def _set_result(
    event: EventEnvelope[Attempt.Passed | Attempt.Failed], until: datetime | None, db: Connection
) -> None:
    result = event.data.result
    _change(
        event,
        db,
        graded_ms=ms_of(event.data.at),
        graded_recorded_ms=event.recorded_ms,
        percent=str(result.score.percent),
        passed=int(result.score.passed),
        marks=_json(result.marks),
        until_ms=ms_of(until) if until else None,
    )


def _change(event: EventEnvelope[Event], db: Connection, **values: Any) -> None:
    row = update(attempts).where(attempts.c.attempt_id == event.stream)
    db.execute(row.values(**values))


def _after_appeal(outcome: AppealOutcome) -> Any:
    """A rejected appeal leaves an annulled attempt annulled."""
    if outcome is AppealOutcome.GRANTED:
        return outcome.value
    was_annulled = attempts.c.outcome == ReviewOutcome.ANNULLED.value
    return case((was_annulled, attempts.c.outcome), else_=outcome.value)


def _decision(event: EventEnvelope[Attempt.Reviewed | Attempt.AppealDecided]) -> tuple[Any, ...]:
    decision = event.data
    decided = (decision.outcome.value, decision.reason_text_id.bytes, decision.by.bytes)
    return (event.stream, event.version, *decided, ms_of(decision.at), event.recorded_ms)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
