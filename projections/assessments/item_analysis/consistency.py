"""Whether the questions of a test measure one ability, and how reliable its scores are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from domain.assessments.assessment import QuestionRevision
from projections.assessments.item_analysis.figure import (
    MIN_PAIRED_ATTEMPTS,
    Figure,
    MissingReason,
    covariance,
    unknown,
    variance,
)
from projections.assessments.item_analysis.scored_attempt import ItemSlot, ScoredAttempt


class Consistency(NamedTuple):
    """The internal consistency of a test, and what follows from it."""

    n: int
    """How many attempts had the most common layout: so many questions of each topic."""
    alpha: Figure
    """Cronbach's alpha: at most 1."""
    error_ratio: Figure
    """How much of the spread of the scores is chance, 0 to 1."""
    standard_error: Figure
    """As a share of all points."""
    weights: Mapping[QuestionRevision, Figure]
    """The effective weight of each question, 0 to 1."""


def consistency(attempts: Sequence[ScoredAttempt]) -> Consistency:
    """
    Cronbach's alpha, and what follows from it, over the attempts with the most common layout.

    Computed by slot, not by question: where questions are selected at random, different attempts
    have different questions in a slot, like Moodle's random questions. Source: L. J. Cronbach,
    "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951), as Moodle's
    "Quiz statistics calculations" uses it.
    """
    alike = _alike(attempts)
    alpha = _alpha(alike)
    ratio = _error_ratio(alpha)
    error = ratio
    if ratio.value is not None:
        deviation = sqrt(variance([attempt.share for attempt in alike]))
        error = ratio._replace(value=ratio.value * deviation)
    return Consistency(len(alike), alpha, ratio, error, _weights(attempts, alike))


def _alike(attempts: Sequence[ScoredAttempt]) -> list[ScoredAttempt]:
    """The attempts with the most common number of questions of each topic; a tie: the newest."""
    layouts = Counter(frozenset(attempt.slots) for attempt in reversed(attempts))
    if not layouts:
        return []
    [(layout, _)] = layouts.most_common(1)
    return [attempt for attempt in attempts if frozenset(attempt.slots) == layout]


def _alpha(alike: Sequence[ScoredAttempt]) -> Figure:
    """CIC = P / (P - 1) (1 - sum of V(x_p) / V(T)): at most 1."""
    n = len(alike)
    if n < MIN_PAIRED_ATTEMPTS:
        return unknown(n, MissingReason.TOO_FEW)
    slots = list(alike[0].slots)
    if len(slots) < 2:  # noqa: PLR2004 - consistency is between two or more
        return unknown(n, MissingReason.ONE_QUESTION)
    whole = variance([float(attempt.total) for attempt in alike])
    if not whole:
        return unknown(n, MissingReason.NO_VARIANCE)
    parts = sum(variance(_at(slot, alike)) for slot in slots)
    return Figure(len(slots) / (len(slots) - 1) * (1 - parts / whole), n)


def _error_ratio(alpha: Figure) -> Figure:
    """ER = sqrt(1 - CIC): the share of the scores' spread that is chance. At most 1, or unknown."""
    if alpha.value is None:
        return alpha
    if alpha.value < 0:
        return unknown(alpha.n, MissingReason.NEGATIVE)
    return Figure(sqrt(max(0.0, 1 - alpha.value)), alpha.n)


def _weights(
    attempts: Sequence[ScoredAttempt], alike: Sequence[ScoredAttempt]
) -> dict[QuestionRevision, Figure]:
    """
    EQW = sqrt(C(x, T)) over the sum of it for all slots: what a question adds to the spread.

    Only for questions that all these attempts contain.
    """
    roots = _roots(alike) if len(alike) >= MIN_PAIRED_ATTEMPTS else {}
    fixed = {slot: {attempt.slots[slot] for attempt in alike} for slot in roots}
    slot_of = {
        next(iter(questions)): slot for slot, questions in fixed.items() if len(questions) == 1
    }
    revisions = {revision for attempt in attempts for revision in attempt.earned}
    return {revision: _weight(slot_of.get(revision), roots, len(alike)) for revision in revisions}


def _weight(slot: ItemSlot | None, roots: Mapping[ItemSlot, float | None], n: int) -> Figure:
    if n < MIN_PAIRED_ATTEMPTS:
        return unknown(n, MissingReason.TOO_FEW)
    if slot is None:
        return unknown(n, MissingReason.NOT_SELECTED_FOR_ALL)
    root, whole = roots[slot], sum(other or 0.0 for other in roots.values())
    if root is None:
        return unknown(n, MissingReason.NEGATIVE)
    return Figure(root / whole, n) if whole else unknown(n, MissingReason.NO_VARIANCE)


def _roots(alike: Sequence[ScoredAttempt]) -> dict[ItemSlot, float | None]:
    totals = [float(attempt.total) for attempt in alike]
    shared = {slot: covariance(_at(slot, alike), totals) for slot in alike[0].slots}
    return {slot: sqrt(value) if value >= 0 else None for slot, value in shared.items()}


def _at(slot: ItemSlot, attempts: Sequence[ScoredAttempt]) -> list[float]:
    return [float(attempt.earned[attempt.slots[slot]]) for attempt in attempts]
