"""The statistics of one question, and what stands out."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from statistics import fmean
from typing import NamedTuple

from msgspec.structs import replace

from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.question import Question
from projections.assessments.item_analysis.discrimination import (
    Interval,
    discrimination,
    efficiency,
    interval,
)
from projections.assessments.item_analysis.distractors import Distractors, distractors
from projections.assessments.item_analysis.exposure import Leak
from projections.assessments.item_analysis.facility import deviation, facility
from projections.assessments.item_analysis.figure import FEWEST_PAIRED, Figure, Why, unknown
from projections.assessments.item_analysis.guessing import random_guess
from projections.assessments.item_analysis.scored_attempt import Paper

TOO_EASY = 0.95
"""From this facility on, a question tells hardly anybody from anybody."""


class Flag(StrEnum):
    """What an author should look at."""

    TOO_EASY = "too_easy"
    AGAINST_THE_REST = "against_the_rest"
    """Those who know more do worse in it: look at its key."""
    SUDDENLY_EASY = "suddenly_easy"


class QuestionFigures(NamedTuple):
    revision: QuestionRevision
    question: Question
    """As it was asked, with the key as it is known."""
    n: int
    facility: Figure
    deviation: Figure
    guess: float | None
    """The mean share that answering by chance would earn; None where nobody can say."""
    intended_weight: Figure
    effective_weight: Figure
    discrimination: Figure
    interval: Interval | None
    """Within which the discrimination lies, with 95 % confidence."""
    efficiency: Figure
    distractors: Distractors
    leak: Leak | None
    flags: tuple[Flag, ...]


def figures_of(
    assessment: Assessment,
    key_version: int,
    revision: QuestionRevision,
    papers: Sequence[Paper],
    leak: Leak | None,
    weight: Figure,
) -> QuestionFigures:
    """papers: those that asked the question; weight: its effective one."""
    kind = assessment.answer_key_of(revision, key_version)
    shares = [paper.share_of(revision) for paper in papers]
    easy, (correlation, efficient) = facility(shares), _compared(papers, revision, shares)
    return QuestionFigures(
        revision=revision,
        question=replace(assessment.question_at(revision), answer_key=kind),
        n=len(papers),
        facility=easy,
        deviation=deviation(shares),
        guess=random_guess(kind),
        intended_weight=_intended(papers, revision),
        effective_weight=weight,
        discrimination=correlation,
        interval=interval(correlation),
        efficiency=efficient,
        distractors=distractors(kind, papers, revision),
        leak=leak,
        flags=tuple(_flags(easy, correlation, leak)),
    )


def _intended(papers: Sequence[Paper], revision: QuestionRevision) -> Figure:
    """IQW = x_max / T_max: the question's share of all points; the mean, where papers differ."""
    weights = [float(paper.points[revision] / paper.most) for paper in papers]
    return Figure(fmean(weights), len(papers))


def _compared(
    papers: Sequence[Paper], revision: QuestionRevision, shares: Sequence[float]
) -> tuple[Figure, Figure]:
    if any(len(paper.earned) == 1 for paper in papers):
        alone = unknown(len(papers), Why.ONE_QUESTION)
        return alone, alone
    rests = [paper.rest_of(revision) for paper in papers]
    return discrimination(shares, rests), efficiency(shares, rests)


def _flags(easy: Figure, correlation: Figure, leak: Leak | None) -> Iterator[Flag]:
    if easy.value is not None and easy.n >= FEWEST_PAIRED and easy.value >= TOO_EASY:
        yield Flag.TOO_EASY
    if correlation.value is not None and correlation.value < 0:
        yield Flag.AGAINST_THE_REST
    if leak is not None:
        yield Flag.SUDDENLY_EASY
