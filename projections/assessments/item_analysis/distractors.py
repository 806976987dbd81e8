"""How often each possible answer was given, by the best and by the weakest candidates."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from domain.assessments.answers import (
    Answer,
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
)
from domain.assessments.assessment import QuestionRevision
from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import Numeric
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from projections.assessments.item_analysis.scored_attempt import ScoredAttempt

MOST_NUMBERS = 10
"""How many different numbers are listed, the most frequent."""


class AnswerCount(NamedTuple):
    """A possible answer, or a part of one, and how often it was given."""

    key: str
    """A choice's key; "left>right" of a match; "key>next" of neighbours in order; a number."""
    percent: float
    """What it earns, in percent of the points; for a match or neighbours 100 if right, else 0."""
    n: int
    """In all attempts."""
    upper: int
    """In the third of the attempts with the best rest of the test."""
    lower: int
    """In the third with the weakest rest of the test."""


class Distractors(NamedTuple):
    """The counted answers to one question."""

    counts: tuple[AnswerCount, ...]
    unanswered: AnswerCount
    a_third: int
    """How many attempts are in the upper third, and in the lower one."""


def distractors(
    answer_key: AnswerKey, attempts: Sequence[ScoredAttempt], revision: QuestionRevision
) -> Distractors:
    """
    Count the answers to one question, in all attempts and in the best and the weakest third.

    attempts: those that contain the question. Attempts with the same rest of the test are put in
    order by their ids, which are random.
    """
    ordered = sorted(attempts, key=lambda attempt: (attempt.rest_of(revision), attempt.attempt_id))
    third = len(attempts) // 3
    groups = [ordered, ordered[len(ordered) - third :], ordered[:third]]
    by_group = [Counter(_parts_in(group, revision)) for group in groups]
    possible = list(_possible(answer_key, by_group[0]))
    counts = tuple(
        AnswerCount(key, percent, *(group[key] for group in by_group)) for key, percent in possible
    )
    unanswered = AnswerCount("", 0.0, *(group[""] for group in by_group))
    return Distractors(counts, unanswered, third)


def _parts_in(attempts: Sequence[ScoredAttempt], revision: QuestionRevision) -> Iterator[str]:
    """The answer in each attempt, part by part; "" for no answer."""
    for attempt in attempts:
        yield from parts_of(attempt.answers.get(revision.question_id)) or ("",)


def parts_of(answer: Answer | None) -> tuple[str, ...]:
    """The parts of an answer that can be counted; () for written text and for no answer."""
    match answer:
        case ChoiceAnswer(keys=keys):
            return tuple(keys)
        case MatchingAnswer(pairs=pairs):
            return tuple(f"{left}>{right}" for left, right in pairs.items())
        case OrderingAnswer(keys=keys):
            return tuple(f"{one}>{other}" for one, other in pairwise(keys))
        case NumericAnswer(value=value) if value is not None:
            return (f"{value.normalize():f}",)
        case _:
            return ()


def _possible(answer_key: AnswerKey, counts: Counter[str]) -> Iterator[tuple[str, float]]:
    match answer_key:
        case Single(choices=choices) | Multiple(choices=choices):
            yield from ((choice.key, float(choice.percent)) for choice in choices)
        case TrueFalse(answer=right):
            yield from (("true", 100.0 * right), ("false", 100.0 * (not right)))
        case Matching() | Ordering():
            yield from _pairs(answer_key, counts)
        case Numeric():
            yield from _numbers(answer_key, counts)


def _numbers(answer_key: Numeric, counts: Counter[str]) -> Iterator[tuple[str, float]]:
    frequent = [key for key, _ in counts.most_common() if key]
    for key in frequent[:MOST_NUMBERS]:
        yield key, float(answer_key.percent_of(NumericAnswer(Decimal(key)), {}))


def _pairs(answer_key: Matching | Ordering, counts: Counter[str]) -> Iterator[tuple[str, float]]:
    """The right pairs first, then the wrong ones that were given, the most frequent first."""
    right = dict.fromkeys(_right_pairs(answer_key))
    yield from ((key, 100.0) for key in right)
    yield from ((key, 0.0) for key, _ in counts.most_common() if key and key not in right)


def _right_pairs(answer_key: Matching | Ordering) -> Iterator[str]:
    match answer_key:
        case Ordering(items=items):
            yield from (f"{one.key}>{other.key}" for one, other in pairwise(items))
        case Matching(pairs=pairs):
            for premise in answer_key.premises:
                # Two pairs may have the same right side: both are right.
                same = (pair.key for pair in pairs if pair.right == premise.right)
                yield from (f"{premise.key}>{key}" for key in same)
