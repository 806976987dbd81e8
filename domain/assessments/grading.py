"""Grading: from answers to marks and a score, under a key version."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    """What an answer earned: a percentage of its question's points."""

    question_id: UUID
    topic: str
    points: Decimal
    percent: Decimal

    @property
    def earned(self) -> Decimal:
        """In points."""
        return self.points * self.percent / WHOLE


class TopicScore(msgspec.Struct, frozen=True):
    """The percentage of a topic's points that was earned."""

    topic: str
    percent: Decimal


class Score(msgspec.Struct, frozen=True):
    """
    The percentage of all points that was earned, and of each topic's.

    Rounded down to the hundredth of a percent: 79.999 does not reach a pass mark of 80.
    """

    percent: Decimal
    topics: tuple[TopicScore, ...]
    passed: bool


class AttemptResult(msgspec.Struct, frozen=True):
    """The marks and the score of an attempt under a key version."""

    key_version: int
    marks: tuple[Mark, ...]
    score: Score


class SubmittedAttempt(msgspec.Struct, frozen=True):
    """What is graded of an attempt: its items, the answers, and the manual marks in percent."""

    items: tuple[AttemptItem, ...]
    answers: Mapping[UUID, Answer]
    manual_marks: Mapping[UUID, Decimal]
    marks_before_erasure: Mapping[UUID, Decimal] = {}
    """The marks of an earlier result, in percent, for texts that were erased since."""


def needs_grading(
    assessment: Assessment, submission: SubmittedAttempt, key_version: int, texts: Texts
) -> list[UUID]:
    """The ids of questions whose answers a person has to grade, in the order of the items."""
    return [
        item.question.question_id
        for item in _counted_items(assessment, submission.items, key_version)
        if _percent(assessment, submission, item, key_version, texts) is None
    ]


def result_of(
    assessment: Assessment,
    submission: SubmittedAttempt,
    rules: AssessmentRules,
    texts: Texts,
    key_version: int | None = None,
) -> AttemptResult:
    """
    Grade an attempt.

    rules: those of its edition. texts: candidates' texts by id. key_version: None for the newest.
    """
    if key_version is None:
        key_version = len(assessment.key_changes)
    marks = marks_of(assessment, submission, key_version, texts)
    return AttemptResult(key_version, marks, score_of(marks, rules))


def marks_of(
    assessment: Assessment, submission: SubmittedAttempt, key_version: int, texts: Texts
) -> tuple[Mark, ...]:
    """The mark of each item that is not voided; 0 for one that no person has graded yet."""
    return tuple(
        Mark(
            item.question.question_id,
            item.topic,
            assessment.question_at(item.question).points,
            _percent(assessment, submission, item, key_version, texts) or NOTHING,
        )
        for item in _counted_items(assessment, submission.items, key_version)
    )


def score_of(marks: Sequence[Mark], rules: AssessmentRules) -> Score:
    """
    The score: passed when it reaches the pass mark, and that of each topic that has one.

    Where all questions are voided, of a topic or of the test, the score is 100 percent.
    """
    marks_by_topic: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        marks_by_topic[mark.topic].append(mark)
    topics = tuple(
        TopicScore(topic, _share(of_topic)) for topic, of_topic in sorted(marks_by_topic.items())
    )
    by_topic = {topic_score.topic: topic_score.percent for topic_score in topics}
    whole = _share(marks)
    topics_passed = all(
        by_topic.get(selection.topic, WHOLE) >= selection.pass_percent
        for selection in rules.selections
    )
    return Score(whole, topics, whole >= rules.pass_percent and topics_passed)


def _counted_items(
    assessment: Assessment, items: Sequence[AttemptItem], key_version: int
) -> list[AttemptItem]:
    voided = assessment.voided(key_version)
    return [item for item in items if item.question.question_id not in voided]


def _percent(
    assessment: Assessment,
    submission: SubmittedAttempt,
    item: AttemptItem,
    key_version: int,
    texts: Texts,
) -> Decimal | None:
    question_id = item.question.question_id
    if question_id in submission.manual_marks:
        return submission.manual_marks[question_id]
    earned = percent_of(
        assessment.answer_key_of(item.question, key_version),
        submission.answers.get(question_id),
        texts,
    )
    return submission.marks_before_erasure.get(question_id) if earned is None else earned


def _share(marks: Sequence[Mark]) -> Decimal:
    if not marks:
        return WHOLE
    earned = sum(mark.earned for mark in marks) * WHOLE / sum(mark.points for mark in marks)
    return earned.quantize(TO_THE_HUNDREDTH, ROUND_DOWN)
