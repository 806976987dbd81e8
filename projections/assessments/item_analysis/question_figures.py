"""The statistics of one question, its random-guess score, and what to look at."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from statistics import fmean
from typing import NamedTuple

from msgspec.structs import replace

from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.question import AnswerKey, Question
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import AcceptedText, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from projections.assessments.item_analysis.discrimination import (
    ConfidenceInterval,
    discrimination,
    efficiency,
    interval,
)
from projections.assessments.item_analysis.distractors import Distractors, distractors
from projections.assessments.item_analysis.exposure import ItemExposure
from projections.assessments.item_analysis.figure import (
    MIN_PAIRED_ATTEMPTS,
    Figure,
    MissingReason,
    deviation,
    facility,
    unknown,
)
from projections.assessments.item_analysis.scored_attempt import ScoredAttempt

TOO_EASY = 0.95
"""From this facility on, a question hardly separates candidates."""


class Flag(StrEnum):
    """What an author should look at."""

    TOO_EASY = "too_easy"
    AGAINST_THE_REST = "against_the_rest"
    """Candidates with a better rest of the test do worse in it: look at its key."""
    SUDDENLY_EASY = "suddenly_easy"


class QuestionFigures(NamedTuple):
    """The statistics of one question revision."""

    revision: QuestionRevision
    question: Question
    """With the answer key of the key version that was asked for."""
    n: int
    """How many attempts contain it."""
    facility: Figure
    deviation: Figure
    guess: float | None
    """The random-guess score, 0 to 1; None where it is not defined."""
    intended_weight: Figure
    effective_weight: Figure
    discrimination: Figure
    interval: ConfidenceInterval | None
    """Within which the discrimination lies, with 95 % confidence."""
    efficiency: Figure
    distractors: Distractors
    item_exposure: ItemExposure | None
    flags: tuple[Flag, ...]


def figures_of(
    assessment: Assessment,
    key_version: int,
    revision: QuestionRevision,
    attempts: Sequence[ScoredAttempt],
    item_exposure: ItemExposure | None,
    weight: Figure,
) -> QuestionFigures:
    """
    The statistics of one question under a key version.

    attempts: those that contain the question. weight: its effective weight. item_exposure: what
    `easier_since` says about it.
    """
    answer_key = assessment.answer_key_of(revision, key_version)
    shares = [attempt.share_of(revision) for attempt in attempts]
    easy, (correlation, efficient) = facility(shares), _compared(attempts, revision, shares)
    return QuestionFigures(
        revision=revision,
        question=replace(assessment.question_at(revision), answer_key=answer_key),
        n=len(attempts),
        facility=easy,
        deviation=deviation(shares),
        guess=random_guess(answer_key),
        intended_weight=_intended(attempts, revision),
        effective_weight=weight,
        discrimination=correlation,
        interval=interval(correlation),
        efficiency=efficient,
        distractors=distractors(answer_key, attempts, revision),
        item_exposure=item_exposure,
        flags=tuple(_flags(easy, correlation, item_exposure)),
    )


def _intended(attempts: Sequence[ScoredAttempt], revision: QuestionRevision) -> Figure:
    """IQW = x_max / T_max: the question's share of all points; the mean, where attempts differ."""
    weights = [float(attempt.points[revision] / attempt.max_points) for attempt in attempts]
    return Figure(fmean(weights), len(attempts))


def _compared(
    attempts: Sequence[ScoredAttempt], revision: QuestionRevision, shares: Sequence[float]
) -> tuple[Figure, Figure]:
    if any(len(attempt.earned) == 1 for attempt in attempts):
        alone = unknown(len(attempts), MissingReason.ONE_QUESTION)
        return alone, alone
    rests = [attempt.rest_of(revision) for attempt in attempts]
    return discrimination(shares, rests), efficiency(shares, rests)


def _flags(easy: Figure, correlation: Figure, item_exposure: ItemExposure | None) -> Iterator[Flag]:
    if easy.value is not None and easy.n >= MIN_PAIRED_ATTEMPTS and easy.value >= TOO_EASY:
        yield Flag.TOO_EASY
    if correlation.value is not None and correlation.value < 0:
        yield Flag.AGAINST_THE_REST
    if item_exposure is not None:
        yield Flag.SUDDENLY_EASY


def random_guess(answer_key: AnswerKey) -> float | None:
    """
    The expected share of the points for a random answer, 0 to 1; None where it is not defined.

    As in Moodle: the mean of what the choices earn, where less than 0 counts as 0; 0 for written
    answers, unless any text is accepted. Not defined for multiple choice: how many choices a
    guessing candidate ticks is unknown.
    """
    match answer_key:
        case Single(choices=choices):
            return _mean_of(choices)
        case TrueFalse():
            return 0.5
        case Multiple():
            return None
        case Matching() | Ordering():
            return _by_shuffling(answer_key)
        case _:
            return _for_anything(answer_key.accepted) if isinstance(answer_key, ShortText) else 0.0


def _mean_of(choices: tuple[Choice, ...]) -> float:
    earned = sum((max(choice.percent, NOTHING) for choice in choices), start=NOTHING)
    return float(earned / len(choices) / WHOLE)


def _by_shuffling(answer_key: Matching | Ordering) -> float:
    if isinstance(answer_key, Ordering):
        # Of n items in random order, two given ones are neighbours, in this order, once in n.
        return 1 / len(answer_key.items)
    rights = Counter(pair.right for pair in answer_key.pairs)
    return fmean(rights[pair.right] / len(answer_key.pairs) for pair in answer_key.premises)


def _for_anything(accepted: tuple[AcceptedText, ...]) -> float:
    anything = [answer.percent for answer in accepted if not answer.pattern.strip(" *")]
    return float(max(anything, default=NOTHING) / WHOLE)
