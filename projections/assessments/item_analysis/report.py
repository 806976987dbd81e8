"""The statistics of a test and of each of its questions, put together."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.assessments.assessment import Assessment
from projections.assessments.item_analysis.consistency import Consistency, consistency
from projections.assessments.item_analysis.exposure import Leak, Taken, easier_since
from projections.assessments.item_analysis.facility import deviation, facility
from projections.assessments.item_analysis.figure import Figure
from projections.assessments.item_analysis.question_figures import QuestionFigures, figures_of
from projections.assessments.item_analysis.scored_attempt import Paper


class TestFigures(NamedTuple):
    n: int
    """How many attempts count."""
    first_day: date | None
    last_day: date | None
    mean: Figure
    """The mean share of all points that was earned."""
    deviation: Figure
    consistency: Consistency
    leak: Leak | None
    """The whole test suddenly became easier."""
    questions: tuple[QuestionFigures, ...]


def report(
    assessment: Assessment, key_version: int, papers: Sequence[Paper], zone: str
) -> TestFigures:
    """
    The statistics of these papers, which are in the order of time.

    changes: how many changes of the key are known; zone: on whose clock a day is a day.
    """
    days = [paper.started_at.astimezone(ZoneInfo(zone)).date() for paper in papers]
    shares, together = [paper.share for paper in papers], consistency(papers)
    questions = _questions(assessment, key_version, list(zip(papers, days, strict=True)), together)
    whole = [Taken(day, share, 0.0) for day, share in zip(days, shares, strict=True)]
    return TestFigures(
        n=len(papers),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        mean=facility(shares),
        deviation=deviation(shares),
        consistency=together,
        leak=easier_since(whole, len(questions) + 1, max(1, len(questions))),
        questions=questions,
    )


def _questions(
    assessment: Assessment,
    key_version: int,
    papers: Sequence[tuple[Paper, date]],
    together: Consistency,
) -> tuple[QuestionFigures, ...]:
    """In the order of the editions; each over the papers that asked it."""
    asked = {revision for paper, _ in papers for revision in paper.earned}
    order = [revision for edition in assessment.editions for revision in edition.questions]
    found = []
    for revision in sorted(asked, key=order.index):
        mine = [(paper, day) for paper, day in papers if revision in paper.earned]
        taken = [
            Taken(day, paper.share_of(revision), paper.rest_of(revision)) for paper, day in mine
        ]
        leak, weight = easier_since(taken, len(asked) + 1), together.weights[revision]
        found.append(
            figures_of(assessment, key_version, revision, [each for each, _ in mine], leak, weight)
        )
    return tuple(found)
