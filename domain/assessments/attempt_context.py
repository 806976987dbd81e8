"""Values of an attempt: its status, the outcomes of reviews, an answer to save."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.assessments.answers import Answer
from domain.reasons import AppealOutcome


class AttemptStatus(StrEnum):
    """Running until it is submitted or timed out, ended until all answers are graded."""

    RUNNING = "running"
    ENDED = "ended"
    GRADED = "graded"


class ReviewOutcome(StrEnum):
    """What the review of a flagged attempt found."""

    CLEARED = "cleared"
    """No problem was found."""
    ANNULLED = "annulled"
    """It was not the candidate's own work, and counts for nothing."""


AttemptOutcome = ReviewOutcome | AppealOutcome
"""What a person decided about an attempt, in a review or about an appeal."""


def attempt_outcome(value: str) -> AttemptOutcome:
    """The outcome with this value. Raises ValueError without one."""
    try:
        return ReviewOutcome(value)
    except ValueError:
        return AppealOutcome(value)


class CandidateAnswer(NamedTuple):
    """An answer to save, and how many saves of the question the candidate's browser knew of."""

    question_id: UUID
    answer: Answer
    answer_revision: int
