"""Marking: from answers to a score, under the key as it was after so many changes."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

import msgspec

from domain.assessments.answers import Answer, Texts
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.question import percent_of
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from domain.assessments.selection import AttemptItem

TO_THE_HUNDREDTH = Decimal("0.01")


class Mark(msgspec.Struct, frozen=True):
    """What an answer earned: a share of its question's points."""

    question_id: UUID
    topic: str
    points: Decimal
    percent: Decimal

    @property
    def earned(self) -> Decimal:
        return self.points * self.percent / WHOLE


class TopicScore(msgspec.Struct, frozen=True):
    topic: str
    percent: Decimal


class Score(msgspec.Struct, frozen=True):
    """
    The share of all points that was earned, and of each topic's.

    Rounded down to the hundredth of a percent: 79.999 does not reach 80.
    """

    percent: Decimal
    topics: tuple[TopicScore, ...]
    passed: bool


class AttemptResult(msgspec.Struct, frozen=True):
    """What an attempt came to, under the key as it was after so many changes."""

    key_version: int
    marks: tuple[Mark, ...]
    score: Score


class SubmittedAttempt(msgspec.Struct, frozen=True):
    """What somebody handed in: what was asked, answered, and said by those who marked by hand."""

    items: tuple[AttemptItem, ...]
    answers: Mapping[UUID, Answer]
    manual_marks: Mapping[UUID, Decimal]
    marks_before_erasure: Mapping[UUID, Decimal] = {}
    """What words that were erased since had earned."""


def needs_grading(
    assessment: Assessment, submission: SubmittedAttempt, key_version: int, texts: Texts
) -> list[UUID]:
    """The questions whose answers a person has to mark first, in the order they were asked."""
    return [
        drawn.question.question_id
        for drawn in _counting(assessment, submission.items, key_version)
        if _percent(assessment, submission, drawn, key_version, texts) is None
    ]


def result_of(
    assessment: Assessment,
    submission: SubmittedAttempt,
    rules: AssessmentRules,
    texts: Texts,
    key_version: int | None = None,
) -> AttemptResult:
    """What was handed in, marked under the key after so many changes; None: all there are."""
    known = len(assessment.key_changes) if key_version is None else key_version
    marks = marks_of(assessment, submission, known, texts)
    return AttemptResult(known, marks, score_of(marks, rules))


def marks_of(
    assessment: Assessment, submission: SubmittedAttempt, key_version: int, texts: Texts
) -> tuple[Mark, ...]:
    """What each question that counts earned; one that nobody has marked yet, nothing."""
    return tuple(
        Mark(
            drawn.question.question_id,
            drawn.topic,
            assessment.question_at(drawn.question).points,
            _percent(assessment, submission, drawn, key_version, texts) or NOTHING,
        )
        for drawn in _counting(assessment, submission.items, key_version)
    )


def score_of(marks: Sequence[Mark], rules: AssessmentRules) -> Score:
    """
    The result: passed with the pass mark on the whole and on each topic that asks for one.

    Where no question is left that counts, nothing can be held against anybody: 100 percent.
    """
    topics = tuple(
        TopicScore(topic, _share(mark for mark in marks if mark.topic == topic))
        for topic in sorted({mark.topic for mark in marks})
    )
    by_topic = {each.topic: each.percent for each in topics}
    whole = _share(marks)
    enough = all(
        by_topic.get(select_items.topic, WHOLE) >= select_items.pass_percent
        for select_items in rules.selections
    )
    return Score(whole, topics, whole >= rules.pass_percent and enough)


def _counting(
    assessment: Assessment, drawn: Sequence[AttemptItem], key_version: int
) -> list[AttemptItem]:
    voided = assessment.voided(key_version)
    return [each for each in drawn if each.question.question_id not in voided]


def _percent(
    assessment: Assessment,
    submission: SubmittedAttempt,
    drawn: AttemptItem,
    key_version: int,
    texts: Texts,
) -> Decimal | None:
    question_id = drawn.question.question_id
    if question_id in submission.manual_marks:
        return submission.manual_marks[question_id]
    earned = percent_of(
        assessment.answer_key_of(drawn.question, key_version),
        submission.answers.get(question_id),
        texts,
    )
    return submission.marks_before_erasure.get(question_id) if earned is None else earned


def _share(marks: Iterable[Mark]) -> Decimal:
    marks = list(marks)
    if not marks:
        return WHOLE
    earned = sum(mark.earned for mark in marks) * WHOLE / sum(mark.points for mark in marks)
    return earned.quantize(TO_THE_HUNDREDTH, ROUND_DOWN)
