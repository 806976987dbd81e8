"""How events change the attempts."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, case, update

from domain.aggregate import Event
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import Verdict
from domain.log.subscription import EventEnvelope
from projections.assessments.attempts.tables import answers, attempts, judgements
from projections.assessments.attempts.tables import tables as attempts_tables
from projections.engine.bulk_insert import insert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import ms_of


class AttemptsTaken(SimpleProjection):
    """Who takes which test, what was answered when, and what came of it."""

    name, version, tables = "attempts", 3, attempts_tables

    @handles(Attempt.Started)
    def start(self, event: EventEnvelope[Attempt.Started], db: Connection) -> None:
        insert_rows(attempts, [_started(event.stream, event.data)], db, AT_START)

    @handles(Attempt.Answered)
    def save_answer(self, event: EventEnvelope[Attempt.Answered], db: Connection) -> None:
        question_id, answer = event.data.question_id.bytes, _json(event.data.answer)
        at_ms = ms_of(event.data.at)
        row = update(answers).where(
            answers.c.attempt_id == event.stream, answers.c.question_id == question_id
        )
        again = row.values(answer=answer, saves=answers.c.saves + 1, saved_ms=at_ms)
        if not db.execute(again).rowcount:
            insert_rows(answers, [(event.stream, question_id, answer, 1, at_ms, at_ms, None)], db)

    @handles(Attempt.AnswerMarked)
    def mark_answer(self, event: EventEnvelope[Attempt.AnswerMarked], db: Connection) -> None:
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
        _change(event, db, appeal=event.data.text_id.bytes)

    @handles(Attempt.Judged)
    def judge(self, event: EventEnvelope[Attempt.Judged], db: Connection) -> None:
        judged = event.data
        said = (judged.verdict.value, judged.text_id.bytes, judged.by.bytes)
        row = (event.stream, event.version, *said, ms_of(judged.at), event.recorded_ms)
        insert_rows(judgements, [row], db)
        _change(event, db, **_after(judged.verdict))


AT_START = (
    *("attempt_id", "test_id", "edition", "subject_id", "brand_id", "member_id", "number"),
    *("drawn", "device", "started_ms", "deadline_ms", "timed_out"),
)


def _started(stream: bytes, event: Attempt.Started) -> tuple[Any, ...]:
    begun = event.beginning
    brand_id = begun.brand_id.bytes if begun.brand_id else None
    return (
        *(stream, begun.test_id.bytes, begun.edition, begun.subject_id.bytes, brand_id),
        *(begun.member_id.bytes, begun.number, _json(event.drawn), event.device),
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
        told_ms=ms_of(event.data.at),
        told_recorded_ms=event.recorded_ms,
        percent=str(result.score.percent),
        passed=int(result.score.passed),
        marks=_json(result.marks),
        until_ms=ms_of(until) if until else None,
    )


def _change(event: EventEnvelope[Event], db: Connection, **values: Any) -> None:
    row = update(attempts).where(attempts.c.attempt_id == event.stream)
    db.execute(row.values(**values))


def _after(verdict: Verdict) -> dict[str, Any]:
    """Only an answer to an appeal ends it; turned down, it leaves an annulled attempt annulled."""
    if verdict not in (Verdict.UPHELD, Verdict.STANDS):
        return {"verdict": verdict.value}
    was_annulled = attempts.c.verdict == Verdict.ANNULLED.value
    stands = case((was_annulled, Verdict.ANNULLED.value), else_=verdict.value)
    return {"appeal": None, "verdict": stands if verdict is Verdict.STANDS else verdict.value}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
