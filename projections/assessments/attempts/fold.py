"""How events change the attempts."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, case, update

from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import ReviewOutcome
from domain.reasons import AppealOutcome
from projections.assessments.attempts.tables import answers, attempts, decisions
from projections.engine.bulk_insert import insert_rows
from projections.engine.projection import Seen
from projections.engine.timestamps import ms_of


class AttemptsFold:
    """Written event by event: attempts are few beside conversations."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def take(self, batch: Sequence[Seen]) -> None:
        for seen in batch:
            match seen.event:
                case Attempt.Started() as started:
                    insert_rows(attempts, [_begun(seen.stream, started)], self._db, BEGUN)
                case Attempt.AnswerSaved() as answered:
                    self._answered(seen.stream, answered)
                case Attempt.AnswerGraded(question_id=question_id, percent=percent):
                    this = answers.c.question_id == question_id.bytes
                    mine = update(answers).where(answers.c.attempt_id == seen.stream, this)
                    self._db.execute(mine.values(by_hand=str(percent)))
                case _:
                    self._ended(seen)

    def _answered(self, stream: bytes, event: Attempt.AnswerSaved) -> None:
        question_id, answer, at = event.question_id.bytes, _json(event.answer), ms_of(event.at)
        this = (answers.c.attempt_id == stream) & (answers.c.question_id == question_id)
        again = update(answers).where(this)
        saved = self._db.execute(
            again.values(answer=answer, saves=answers.c.saves + 1, saved_ms=at)
        )
        if not saved.rowcount:
            insert_rows(answers, [(stream, question_id, answer, 1, at, at, None)], self._db)

    def _ended(self, seen: Seen) -> None:
        match seen.event:
            case Attempt.Submitted(at=at):
                self._change(seen, ended_ms=ms_of(at), ended_known_ms=seen.known_ms)
            case Attempt.TimedOut(at=at):
                known = seen.known_ms
                self._change(seen, ended_ms=ms_of(at), ended_known_ms=known, timed_out=1)
            case Attempt.Passed(valid_until=until) | Attempt.Failed(retry_at=until) as told:
                self._change(
                    seen,
                    told_ms=ms_of(told.at),
                    told_known_ms=seen.known_ms,
                    percent=str(told.result.score.percent),
                    passed=int(told.result.score.passed),
                    marks=_json(told.result.marks),
                    until_ms=ms_of(until) if until else None,
                )
            case Attempt.Appealed(appeal_text_id=text_id):
                self._change(seen, appeal=text_id.bytes)
            case Attempt.Reviewed() | Attempt.AppealDecided() as decided:
                insert_rows(decisions, [_decision(seen, decided)], self._db)
                self._change(seen, **_after(decided))

    def _change(self, seen: Seen, **values: Any) -> None:
        this = attempts.c.attempt_id == seen.stream
        self._db.execute(update(attempts).where(this).values(**values))

    def write(self) -> None:
        """Everything is written as it is taken."""


BEGUN = (
    *("attempt_id", "assessment_id", "edition", "subject_id", "brand_id", "member_id", "number"),
    *("items", "device_digest", "started_ms", "deadline_ms", "timed_out"),
)


def _begun(stream: bytes, event: Attempt.Started) -> tuple[Any, ...]:
    brand_id = event.brand_id.bytes if event.brand_id else None
    return (
        *(stream, event.assessment_id.bytes, event.edition, event.subject_id.bytes, brand_id),
        *(event.member_id.bytes, event.attempt_number, _json(event.items), event.device_digest),
        *(ms_of(event.at), ms_of(event.deadline), 0),
    )


def _after(event: Attempt.Reviewed | Attempt.AppealDecided) -> dict[str, Any]:
    """Only a decision ends an appeal; a rejected one leaves an annulled attempt annulled."""
    outcome = event.outcome.value
    if isinstance(event, Attempt.Reviewed):
        return {"outcome": outcome}
    was_annulled = attempts.c.outcome == ReviewOutcome.ANNULLED.value
    if event.outcome is AppealOutcome.GRANTED:
        return {"appeal": None, "outcome": outcome}
    return {"appeal": None, "outcome": case((was_annulled, attempts.c.outcome), else_=outcome)}


def _decision(seen: Seen, event: Attempt.Reviewed | Attempt.AppealDecided) -> tuple[Any, ...]:
    decided = (event.outcome.value, event.reason_text_id.bytes, event.by.bytes)
    return (seen.stream, seen.version, *decided, ms_of(event.at), seen.known_ms)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
