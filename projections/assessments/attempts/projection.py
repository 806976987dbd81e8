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
        Attempt.AnswerSaved,
        Attempt.AnswerGraded,
        Attempt.Submitted,
        Attempt.TimedOut,
        Attempt.Passed,
        Attempt.Failed,
        Attempt.Appealed,
        Attempt.Reviewed,
        Attempt.AppealDecided,
    )

    def fold(self, db: Connection, *, fresh: bool) -> AttemptsFold:  # noqa: ARG002 - nothing to read first
        return AttemptsFold(db)
