"""Who chose what: how often each possible answer was given, by the best and by the weakest."""

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
from projections.assessments.item_analysis.scored_attempt import Paper

MOST_NUMBERS = 10
"""So many different numbers are listed, the most frequent."""


class Counted(NamedTuple):
    """A possible answer, or a part of one, and how often it was given."""

    key: str
    """Of a choice; "left>right" of a match; "key>next" of neighbours in order; a number itself."""
    percent: float
    """What it earns, in percent of the points; of a match or of neighbours, whether it is right."""
    n: int
    upper: int
    """Among the third of the papers with the best rest of the test."""
    lower: int


class Distractors(NamedTuple):
    counts: tuple[Counted, ...]
    unanswered: Counted
    a_third: int
    """How many papers make the upper third, and the lower one."""


def distractors(
    kind: AnswerKey, papers: Sequence[Paper], revision: QuestionRevision
) -> Distractors:
    """
    Count the answers to one question.

    Papers with the same rest of the test are put in order by their ids, which are random.
    """
    ordered = sorted(papers, key=lambda each: (each.rest_of(revision), each.attempt_id))
    third = len(papers) // 3
    groups = [ordered, ordered[len(ordered) - third :], ordered[:third]]
    found = [Counter(_given(papers, revision)) for papers in groups]
    possible = list(_possible(kind, found[0]))
    counts = tuple(
        Counted(key, percent, *(each[key] for each in found)) for key, percent in possible
    )
    return Distractors(counts, Counted("", 0.0, *(each[""] for each in found)), third)


def _given(papers: Sequence[Paper], revision: QuestionRevision) -> Iterator[str]:
    """What was given in each paper, part by part; "" for nothing."""
    for paper in papers:
        yield from parts_of(paper.answers.get(revision.question_id)) or ("",)


def parts_of(answer: Answer | None) -> tuple[str, ...]:
    """An answer in parts that can be counted; one's own words are not."""
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


def _possible(kind: AnswerKey, given: Counter[str]) -> Iterator[tuple[str, float]]:
    match kind:
        case Single(choices=choices) | Multiple(choices=choices):
            yield from ((choice.key, float(choice.percent)) for choice in choices)
        case TrueFalse(answer=right):
            yield from (("true", 100.0 * right), ("false", 100.0 * (not right)))
        case Matching() | Ordering():
            yield from _pairs(kind, given)
        case Numeric():
            yield from _numbers(kind, given)


def _numbers(kind: Numeric, given: Counter[str]) -> Iterator[tuple[str, float]]:
    frequent = [key for key, _ in given.most_common() if key]
    for key in frequent[:MOST_NUMBERS]:
        yield key, float(kind.percent_of(NumericAnswer(Decimal(key)), {}))


def _pairs(kind: Matching | Ordering, given: Counter[str]) -> Iterator[tuple[str, float]]:
    """The right ones first, then what was given instead, the most frequent first."""
    right = dict.fromkeys(_right_pairs(kind))
    yield from ((key, 100.0) for key in right)
    yield from ((key, 0.0) for key, _ in given.most_common() if key and key not in right)


def _right_pairs(kind: Matching | Ordering) -> Iterator[str]:
    match kind:
        case Ordering(items=items):
            yield from (f"{one.key}>{other.key}" for one, other in pairwise(items))
        case Matching(pairs=pairs):
            for asked in kind.premises:
                # Two pairs may have the same right side: both are right.
                same = (pair.key for pair in pairs if pair.right == asked.right)
                yield from (f"{asked.key}>{key}" for key in same)
