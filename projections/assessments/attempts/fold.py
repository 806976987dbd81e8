"""How events change the attempts."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, case, update

from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import Verdict
from projections.assessments.attempts.tables import answers, attempts, judgements
from projections.engine.bulk_insert import insert_rows
from projections.engine.projection import Seen
from projections.engine.timestamps import ms_of


class AttemptsFold:
    """Written event by event: attempts are few beside conversations."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def apply(self, batch: Sequence[Seen]) -> None:
        for seen in batch:
            match seen.event:
                case Attempt.Started() as started:
                    insert_rows(attempts, [_begun(seen.stream, started)], self._db, BEGUN)
                case Attempt.Answered() as answered:
                    self._stored_position(seen.stream, answered)
                case Attempt.AnswerMarked(question_id=question_id, percent=percent):
                    this = answers.c.question_id == question_id.bytes
                    mine = update(answers).where(answers.c.attempt_id == seen.stream, this)
                    self._db.execute(mine.values(by_hand=str(percent)))
                case _:
                    self._ended(seen)

    def _stored_position(self, stream: bytes, event: Attempt.Answered) -> None:
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
            case Attempt.Appealed(text_id=text_id):
                self._change(seen, appeal=text_id.bytes)
            case Attempt.Judged() as judged:
                insert_rows(judgements, [_judged(seen, judged)], self._db)
                self._change(seen, **_after(judged.verdict))

    def _change(self, seen: Seen, **values: Any) -> None:
        this = attempts.c.attempt_id == seen.stream
        self._db.execute(update(attempts).where(this).values(**values))

    def flush(self) -> None:
        """Everything is written as it is applied."""


BEGUN = (
    *("attempt_id", "test_id", "edition", "subject_id", "brand_id", "member_id", "number"),
    *("drawn", "device", "started_ms", "deadline_ms", "timed_out"),
)


def _begun(stream: bytes, event: Attempt.Started) -> tuple[Any, ...]:
    begun = event.beginning
    brand_id = begun.brand_id.bytes if begun.brand_id else None
    return (
        *(stream, begun.test_id.bytes, begun.edition, begun.subject_id.bytes, brand_id),
        *(begun.member_id.bytes, begun.number, _json(event.drawn), event.device),
        *(ms_of(event.at), ms_of(event.deadline), 0),
    )


def _after(verdict: Verdict) -> dict[str, Any]:
    """Only an answer to an appeal ends it; turned down, it leaves an annulled attempt annulled."""
    if verdict not in (Verdict.UPHELD, Verdict.STANDS):
        return {"verdict": verdict.value}
    was_annulled = attempts.c.verdict == Verdict.ANNULLED.value
    stands = case((was_annulled, Verdict.ANNULLED.value), else_=verdict.value)
    return {"appeal": None, "verdict": stands if verdict is Verdict.STANDS else verdict.value}


def _judged(seen: Seen, event: Attempt.Judged) -> tuple[Any, ...]:
    said = (event.verdict.value, event.text_id.bytes, event.by.bytes)
    return (seen.stream, seen.version, *said, ms_of(event.at), seen.known_ms)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
