"""Attempts as statistics see them: which of them, and what each question earned under the key."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.aggregate import Event
from domain.assessments.answers import Answer, Texts
from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.attempt_context import ReviewOutcome
from domain.assessments.grading import marks_of
from domain.assessments.question_types.scoring import NOTHING
from domain.assessments.selection import AttemptItem
from domain.log.subscription import EventEnvelope
from projections.assessments.attempts.queries import HandedIn

Place = tuple[str, int]
"""The so-manieth question of a topic, from 0, in the order of the edition."""


class Which(StrEnum):
    """Which attempts of each person count."""

    FIRST = "first"
    HIGHEST = "highest"
    ALL = "all"


class Paper(NamedTuple):
    """An attempt: what each question that counts earned, and could have earned."""

    attempt_id: UUID
    member_id: UUID
    number: int
    started_at: datetime
    earned: Mapping[QuestionRevision, Decimal]
    """In points, exactly: what is equal stays equal."""
    points: Mapping[QuestionRevision, Decimal]
    total: Decimal
    most: Decimal
    """What all of it is worth."""
    answers: Mapping[UUID, Answer]
    places: Mapping[Place, QuestionRevision]

    @property
    def share(self) -> float:
        """The share of all points that was earned."""
        return float(self.total / self.most)

    def share_of(self, revision: QuestionRevision) -> float:
        return float(self.earned[revision] / self.points[revision])

    def rest_of(self, revision: QuestionRevision) -> float:
        """The share of the points of all other questions that was earned; 0 without others."""
        if len(self.earned) == 1:
            return 0.0
        return float((self.total - self.earned[revision]) / (self.most - self.points[revision]))


def papers_of(
    assessment: Assessment,
    handed_in: Iterable[HandedIn],
    key_version: int,
    texts: Texts,
    which: Which,
) -> list[Paper]:
    """
    The attempts that count, oldest first, under the key after so many changes.

    One whose result is not known yet does not count, nor does one that was annulled, nor one
    that has no question left.
    """
    told = [each for each in handed_in if _counts(each)]
    papers = [_paper(assessment, each, key_version, texts) for each in told]
    return _chosen([paper for paper in papers if paper.earned], which)


def changes_as_of(history: Sequence[EventEnvelope[Event]], as_of: datetime | None) -> int:
    """How many changes of a test's key had been recorded by then; None: all there are."""
    return sum(
        isinstance(each.data, Assessment.QuestionVoided | Assessment.AnswerKeyCorrected)
        and (as_of is None or each.recorded_at <= as_of)
        for each in history
    )


def _counts(each: HandedIn) -> bool:
    return each.taken.passed is not None and each.taken.outcome != ReviewOutcome.ANNULLED


def _paper(assessment: Assessment, each: HandedIn, key_version: int, texts: Texts) -> Paper:
    marks = {
        mark.question_id: mark for mark in marks_of(assessment, each.submission, key_version, texts)
    }
    asked = [drawn for drawn in each.submission.items if drawn.question.question_id in marks]
    earned = {drawn.question: marks[drawn.question.question_id].earned for drawn in asked}
    points = {drawn.question: marks[drawn.question.question_id].points for drawn in asked}
    return Paper(
        attempt_id=each.taken.attempt_id,
        member_id=each.taken.member_id,
        number=each.taken.number,
        started_at=each.taken.started_at,
        earned=earned,
        points=points,
        total=sum(earned.values(), start=NOTHING),
        most=sum(points.values(), start=NOTHING),
        answers=each.submission.answers,
        places=_places(assessment, each.taken.edition, asked),
    )


def _places(
    assessment: Assessment, edition: int, asked: Sequence[AttemptItem]
) -> dict[Place, QuestionRevision]:
    """Questions take the places of their topic in the order of the edition, however shuffled."""
    order = {
        revision: number
        for number, revision in enumerate(assessment.editions[edition - 1].questions)
    }
    places: dict[Place, QuestionRevision] = {}
    for drawn in sorted(asked, key=lambda each: order[each.question]):
        number = sum(topic == drawn.topic for topic, _ in places)
        places[drawn.topic, number] = drawn.question
    return places


def _chosen(papers: list[Paper], which: Which) -> list[Paper]:
    if which is Which.ALL:
        return papers
    if which is Which.FIRST:
        return [paper for paper in papers if paper.number == 1]
    best: dict[UUID, Paper] = {}
    for paper in papers:
        if paper.member_id not in best or paper.share > best[paper.member_id].share:
            best[paper.member_id] = paper
    return [paper for paper in papers if best[paper.member_id] is paper]
