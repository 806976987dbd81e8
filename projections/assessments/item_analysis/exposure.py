"""
Item exposure: a question that suddenly became easier; perhaps it became known.

A scan over the dates on which it may have happened. Looked at one by one, some date would always
seem special; so the highest of the statistics is compared with how high it gets when nothing
happens, by the approximation of Miller and Siegmund (1982), and corrected for the number of scans
(Bonferroni). Of tests where nothing happens, at most one in a hundred is flagged.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from math import exp, log, pi, sqrt
from statistics import fmean
from typing import NamedTuple

from projections.assessments.item_analysis.figure import (
    MIN_ATTEMPTS,
    MIN_PAIRED_ATTEMPTS,
    covariance,
    variance,
)

FALSE_ALARMS = 0.01
"""The share of tests without exposure in which one is reported all the same."""
SMALLEST_RISE = 0.1
"""A rise of the facility by less is not reported, however sure it is."""
SMALLEST_SHARE = 0.1
"""Neither side of a date has fewer than this share of the attempts."""
ENOUGH_SPREAD = 5.0
"""
The least product of attempts, variance and questions on each side of a date: a mean of so many is
nearly normal, also where nearly all answers are right.
"""


class DatedShare(NamedTuple):
    """The share of a question's points that one attempt earned, and the day of the attempt."""

    day: date
    share: float
    """0 to 1."""
    rest: float
    """The share of the other questions' points; always the same where there are no others."""


class ItemExposure(NamedTuple):
    """The day from which a question, or a whole test, was easier, and how sure that is."""

    since: date
    before: float
    """The facility before that day, 0 to 1."""
    after: float
    """The facility from that day on."""
    n_before: int
    n_after: int
    chance: float
    """How probable so high a rise is at any date of any question when nothing happened, 0 to 1."""


def easier_since(
    attempts: Sequence[DatedShare], scans: int, questions: int = 1
) -> ItemExposure | None:
    """
    The day from which a question was significantly easier, more than the rest of the test was.

    None when there is no such day, or when there are too few attempts to say.

    attempts: in the order of their days. scans: how many such scans the test gets, for the
    correction. questions: of how many questions the shares are made.
    """
    shares = [attempt.share for attempt in attempts]
    if len(attempts) < MIN_PAIRED_ATTEMPTS or not variance(shares):
        return None
    surplus = _beyond_the_rest(shares, [attempt.rest for attempt in attempts])
    min_side = _min_side(len(attempts), variance(shares) * questions)
    rises = list(_rises(surplus, [attempt.day for attempt in attempts], min_side))
    if not rises or not variance(surplus):
        return None
    highest, at = max(rises)
    chance = min(1.0, scans * _chance_of(highest, min_side / len(attempts)))
    exposure = _item_exposure(attempts, at, chance)
    is_large = exposure.after - exposure.before >= SMALLEST_RISE
    return exposure if chance <= FALSE_ALARMS and is_large else None


def _item_exposure(attempts: Sequence[DatedShare], at: int, chance: float) -> ItemExposure:
    before, after = ([attempt.share for attempt in part] for part in (attempts[:at], attempts[at:]))
    return ItemExposure(
        attempts[at].day, fmean(before), fmean(after), len(before), len(after), chance
    )


def _beyond_the_rest(shares: Sequence[float], rests: Sequence[float]) -> list[float]:
    """The shares less what the rest of the test predicts: stronger candidates are no exposure."""
    spread = variance(rests)
    slope = covariance(shares, rests) / spread if spread else 0.0
    mean_share, mean_rest = fmean(shares), fmean(rests)
    return [
        share - mean_share - slope * (rest - mean_rest)
        for share, rest in zip(shares, rests, strict=True)
    ]


def _min_side(n: int, spread: float) -> int:
    """How many attempts there are at least on each side of a date."""
    return max(MIN_ATTEMPTS, round(SMALLEST_SHARE * n), round(ENOUGH_SPREAD / spread))


def _rises(
    surplus: Sequence[float], days: Sequence[date], min_side: int
) -> Iterator[tuple[float, int]]:
    """For each first attempt of a day: how many standard errors higher all from there are."""
    n, spread, before = len(surplus), sqrt(variance(surplus)) or 1.0, 0.0
    for at in range(1, n):
        before += surplus[at - 1]
        if days[at] != days[at - 1] and min_side <= at <= n - min_side:
            # All of them add up to nothing, so those after weigh what those before lack.
            rise = -before / (n - at) - before / at
            yield rise / spread * sqrt(at * (n - at) / n), at


def _chance_of(highest: float, share: float) -> float:
    """
    How probable a maximum over all dates is that is so high, looking at rises only.

    Half of what R. Miller and D. Siegmund, "Maximally selected chi square statistics", Biometrics
    38 (1982), give for rises and falls, with dates from `share` to 1 - `share` of the attempts.
    """
    if highest <= 1 or share >= 1 / 2:
        return 1.0
    density = exp(-(highest**2) / 2) / sqrt(2 * pi)
    odds = log(((1 - share) / share) ** 2)
    return min(1.0, (4 * density / highest + density * (highest - 1 / highest) * odds) / 2)
