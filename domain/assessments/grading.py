"""Marking: from answers to a score, under the key as it was after so many changes."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

import msgspec

from domain.assessments.answers import Answer, Texts
from domain.assessments.assessment import Test
from domain.assessments.assessment_rules import TestRules
from domain.assessments.question import percent_of
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from domain.assessments.selection import Drawn

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


class Result(msgspec.Struct, frozen=True):
    """What an attempt came to, under the key as it was after so many changes."""

    changes: int
    marks: tuple[Mark, ...]
    score: Score


class Sheet(msgspec.Struct, frozen=True):
    """What somebody handed in: what was asked, answered, and said by those who marked by hand."""

    drawn: tuple[Drawn, ...]
    answers: Mapping[UUID, Answer]
    by_hand: Mapping[UUID, Decimal]
    kept: Mapping[UUID, Decimal] = {}
    """What words that were erased since had earned."""


def to_be_marked(test: Test, sheet: Sheet, changes: int, texts: Texts) -> list[UUID]:
    """The questions whose answers a person has to mark first, in the order they were asked."""
    return [
        drawn.ref.question_id
        for drawn in _counting(test, sheet.drawn, changes)
        if _percent(test, sheet, drawn, changes, texts) is None
    ]


def result_of(
    test: Test, sheet: Sheet, rules: TestRules, texts: Texts, changes: int | None = None
) -> Result:
    """What was handed in, marked under the key after so many changes; None: all there are."""
    known = len(test.changes) if changes is None else changes
    marks = marks_of(test, sheet, known, texts)
    return Result(known, marks, score_of(marks, rules))


def marks_of(test: Test, sheet: Sheet, changes: int, texts: Texts) -> tuple[Mark, ...]:
    """What each question that counts earned; one that nobody has marked yet, nothing."""
    return tuple(
        Mark(
            drawn.ref.question_id,
            drawn.topic,
            test.asked(drawn.ref).points,
            _percent(test, sheet, drawn, changes, texts) or NOTHING,
        )
        for drawn in _counting(test, sheet.drawn, changes)
    )


def score_of(marks: Sequence[Mark], rules: TestRules) -> Score:
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
    enough = all(by_topic.get(draw.topic, WHOLE) >= draw.pass_percent for draw in rules.draws)
    return Score(whole, topics, whole >= rules.pass_percent and enough)


def _counting(test: Test, drawn: Sequence[Drawn], changes: int) -> list[Drawn]:
    voided = test.voided(changes)
    return [each for each in drawn if each.ref.question_id not in voided]


def _percent(test: Test, sheet: Sheet, drawn: Drawn, changes: int, texts: Texts) -> Decimal | None:
    question_id = drawn.ref.question_id
    if question_id in sheet.by_hand:
        return sheet.by_hand[question_id]
    earned = percent_of(test.key_of(drawn.ref, changes), sheet.answers.get(question_id), texts)
    return sheet.kept.get(question_id) if earned is None else earned


def _share(marks: Iterable[Mark]) -> Decimal:
    marks = list(marks)
    if not marks:
        return WHOLE
    earned = sum(mark.earned for mark in marks) * WHOLE / sum(mark.points for mark in marks)
    return earned.quantize(TO_THE_HUNDREDTH, ROUND_DOWN)
