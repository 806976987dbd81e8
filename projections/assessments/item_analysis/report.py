"""The statistics of a test and of each of its questions, put together."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.assessments.assessment import Assessment, QuestionRevision
from projections.assessments.item_analysis.consistency import Consistency, consistency
from projections.assessments.item_analysis.exposure import DatedShare, ItemExposure, easier_since
from projections.assessments.item_analysis.figure import Figure, deviation, facility
from projections.assessments.item_analysis.question_figures import QuestionFigures, figures_of
from projections.assessments.item_analysis.scored_attempt import ScoredAttempt


class TestFigures(NamedTuple):
    """The statistics of a test, and of each of its questions."""

    n: int
    """How many attempts count."""
    first_day: date | None
    last_day: date | None
    mean: Figure
    """The mean share of all points that was earned, 0 to 1."""
    deviation: Figure
    consistency: Consistency
    item_exposure: ItemExposure | None
    """Set when the whole test suddenly became easier."""
    questions: tuple[QuestionFigures, ...]


def report(
    assessment: Assessment, key_version: int, attempts: Sequence[ScoredAttempt], zone: str
) -> TestFigures:
    """
    The item analysis of a test over these attempts.

    attempts: in the order of their start. key_version: the one under which they were scored.
    zone: the time zone that decides on which day an attempt was.
    """
    days = [attempt.started_at.astimezone(ZoneInfo(zone)).date() for attempt in attempts]
    shares, together = [attempt.share for attempt in attempts], consistency(attempts)
    questions = _questions(
        assessment, key_version, list(zip(attempts, days, strict=True)), together
    )
    whole = [DatedShare(day, share, 0.0) for day, share in zip(days, shares, strict=True)]
    return TestFigures(
        n=len(attempts),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        mean=facility(shares),
        deviation=deviation(shares),
        consistency=together,
        item_exposure=easier_since(whole, len(questions) + 1, max(1, len(questions))),
        questions=questions,
    )


def _questions(
    assessment: Assessment,
    key_version: int,
    dated: Sequence[tuple[ScoredAttempt, date]],
    together: Consistency,
) -> tuple[QuestionFigures, ...]:
    """The figures of each question over the attempts that contain it, in the order of editions."""
    revisions = {revision for attempt, _ in dated for revision in attempt.earned}
    order = [revision for edition in assessment.editions for revision in edition.questions]
    figures = []
    for revision in sorted(revisions, key=order.index):
        mine = [(attempt, day) for attempt, day in dated if revision in attempt.earned]
        exposure = easier_since(
            [_dated_share(*pair, revision) for pair in mine], len(revisions) + 1
        )
        attempts, weight = [attempt for attempt, _ in mine], together.weights[revision]
        figures.append(figures_of(assessment, key_version, revision, attempts, exposure, weight))
    return tuple(figures)


def _dated_share(attempt: ScoredAttempt, day: date, revision: QuestionRevision) -> DatedShare:
    return DatedShare(day, attempt.share_of(revision), attempt.rest_of(revision))
