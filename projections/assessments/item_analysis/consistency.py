"""Whether the questions of a test measure one thing, and how far its scores can be trusted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from domain.assessments.assessment import QuestionRevision
from projections.assessments.item_analysis.facility import covariance, variance
from projections.assessments.item_analysis.figure import FEWEST_PAIRED, Figure, Why, unknown
from projections.assessments.item_analysis.scored_attempt import Paper, Place


class Consistency(NamedTuple):
    n: int
    """How many papers had the most common layout: so many questions of each topic."""
    alpha: Figure
    error_ratio: Figure
    standard_error: Figure
    """As a share of all points."""
    weights: Mapping[QuestionRevision, Figure]
    """The effective weight of each question."""


def consistency(papers: Sequence[Paper]) -> Consistency:
    """
    Cronbach's alpha, and what follows from it, over the papers with the most common layout.

    A place is the so-manieth question of a topic; where questions are drawn, it is taken by now
    this one and now that one, as a random question's position is in Moodle.
    """
    alike = _alike(papers)
    alpha = _alpha(alike)
    ratio = _error_ratio(alpha)
    error = ratio
    if ratio.value is not None:
        error = ratio._replace(value=ratio.value * sqrt(variance([each.share for each in alike])))
    return Consistency(len(alike), alpha, ratio, error, _weights(papers, alike))


def _alike(papers: Sequence[Paper]) -> list[Paper]:
    """The papers that asked as many questions of each topic as most did; the newest if in doubt."""
    layouts = Counter(frozenset(paper.places) for paper in reversed(papers))
    if not layouts:
        return []
    [(layout, _)] = layouts.most_common(1)
    return [paper for paper in papers if frozenset(paper.places) == layout]


def _alpha(alike: Sequence[Paper]) -> Figure:
    """CIC = P / (P - 1) (1 - sum of V(x_p) / V(T)): at most 1."""
    n = len(alike)
    if n < FEWEST_PAIRED:
        return unknown(n, Why.TOO_FEW)
    places = list(alike[0].places)
    if len(places) < 2:  # noqa: PLR2004 - consistency is between two or more
        return unknown(n, Why.ONE_QUESTION)
    whole = variance([float(paper.total) for paper in alike])
    if not whole:
        return unknown(n, Why.NO_VARIANCE)
    parts = sum(variance(_at(place, alike)) for place in places)
    return Figure(len(places) / (len(places) - 1) * (1 - parts / whole), n)


def _error_ratio(alpha: Figure) -> Figure:
    """ER = sqrt(1 - CIC): the share of the scores' spread that is chance. At most 1, or unknown."""
    if alpha.value is None:
        return alpha
    if alpha.value < 0:
        return unknown(alpha.n, Why.NEGATIVE)
    return Figure(sqrt(max(0.0, 1 - alpha.value)), alpha.n)


def _weights(papers: Sequence[Paper], alike: Sequence[Paper]) -> dict[QuestionRevision, Figure]:
    """
    EQW = sqrt(C(x, T)) over the sum of it for all places: what a question adds to the spread.

    Only where everybody was asked it.
    """
    roots = _roots(alike) if len(alike) >= FEWEST_PAIRED else {}
    fixed = {place: {paper.places[place] for paper in alike} for place in roots}
    known = {
        next(iter(questions)): place for place, questions in fixed.items() if len(questions) == 1
    }
    asked = {revision for paper in papers for revision in paper.earned}
    return {revision: _weight(known.get(revision), roots, len(alike)) for revision in asked}


def _weight(place: Place | None, roots: Mapping[Place, float | None], n: int) -> Figure:
    if n < FEWEST_PAIRED:
        return unknown(n, Why.TOO_FEW)
    if place is None:
        return unknown(n, Why.NOT_DRAWN_FOR_ALL)
    root, whole = roots[place], sum(each or 0.0 for each in roots.values())
    if root is None:
        return unknown(n, Why.NEGATIVE)
    return Figure(root / whole, n) if whole else unknown(n, Why.NO_VARIANCE)


def _roots(alike: Sequence[Paper]) -> dict[Place, float | None]:
    totals = [float(paper.total) for paper in alike]
    shared = {place: covariance(_at(place, alike), totals) for place in alike[0].places}
    return {place: sqrt(each) if each >= 0 else None for place, each in shared.items()}


def _at(place: Place, papers: Sequence[Paper]) -> list[float]:
    return [float(paper.earned[paper.places[place]]) for paper in papers]
