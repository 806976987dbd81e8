"""What an attempt is made of: whose it is and of what, how far it has come, what was found."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.assessments.answers import Answer
from domain.reasons import AppealOutcome


class AttemptStatus(StrEnum):
    RUNNING = "running"
    ENDED = "ended"
    GRADED = "graded"


class ReviewOutcome(StrEnum):
    """What a person found who reviewed a flagged attempt."""

    CLEARED = "cleared"
    "Nothing is wrong with this attempt."
    ANNULLED = "annulled"
    """It was not the candidate's own work: it counts for nothing."""


AttemptOutcome = ReviewOutcome | AppealOutcome
"""What people decided about an attempt: in a review, or about an appeal."""


def attempt_outcome(value: str) -> AttemptOutcome:
    """Read what was decided. Raises ValueError for anything else."""
    try:
        return ReviewOutcome(value)
    except ValueError:
        return AppealOutcome(value)


class SubmittedAnswer(NamedTuple):
    """An answer as it comes from a browser, and how many saves of it that browser had seen."""

    question_id: UUID
    answer: Answer
    answer_revision: int
