"""The projection of the attempts."""

from sqlalchemy import Connection

from domain.assessments.attempt import Attempt
from projections.assessments.attempts.fold import AttemptsFold
from projections.assessments.attempts.tables import tables as attempts_tables


class AttemptsTaken:
    name = "attempts"
    version = 2
    tables = attempts_tables
    interests = (
        Attempt.Started,
        Attempt.Answered,
        Attempt.AnswerMarked,
        Attempt.Submitted,
        Attempt.TimedOut,
        Attempt.Passed,
        Attempt.Failed,
        Attempt.Appealed,
        Attempt.Judged,
    )

    def begin(self, db: Connection) -> AttemptsFold:
        return AttemptsFold(db)
