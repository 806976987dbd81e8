"""What an attempt is made of: whose it is and of what, how far it has come, what was found."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.assessments.answers import Answer


class Stage(StrEnum):
    RUNNING = "running"
    ENDED = "ended"
    MARKED = "marked"


class Verdict(StrEnum):
    """What a person found who looked at an attempt that was pointed out, or at an appeal."""

    CLEARED = "cleared"
    """There was nothing wrong with it."""
    ANNULLED = "annulled"
    """It was not this person's own work: it counts for nothing."""
    UPHELD = "upheld"
    """The appeal is right: it counts as passed."""
    STANDS = "stands"
    """The appeal is turned down: the result stays as it was."""

    @property
    def answers_an_appeal(self) -> bool:
        return self in (Verdict.UPHELD, Verdict.STANDS)


class Given(NamedTuple):
    """An answer as it comes from a browser, and how many saves of it that browser had seen."""

    question_id: UUID
    answer: Answer
    after: int


class Beginning(msgspec.Struct, frozen=True):
    """Which attempt it is, of what, by whom."""

    test_id: UUID
    edition: int
    subject_id: UUID
    brand_id: UUID | None
    member_id: UUID
    number: int
    """The member's first attempt at this test is 1."""
    nth: int
    """Of the attempts that are allowed; who has passed and renews it later, begins with 1 again."""
