"""
Whether a question suddenly became easy: a leak, perhaps, for a person to look into.

A scan over the dates on which it may have happened. Looked at one by one, some date would always
seem special; so the highest of the statistics is compared with how high it gets when nothing
happens, by the approximation of Miller and Siegmund (1982), and that with how many questions are
looked at (Bonferroni). Of tests where nothing happens, at most one in a hundred is flagged.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from math import exp, log, pi, sqrt
from statistics import fmean
from typing import NamedTuple

from projections.assessments.item_analysis.facility import covariance, variance
from projections.assessments.item_analysis.figure import FEWEST, FEWEST_PAIRED

FALSE_ALARMS = 0.01
"""The share of tests without a leak in which one is suspected all the same."""
SMALLEST_RISE = 0.1
"""A rise of the facility by less is no leak, however sure it is."""
SMALLEST_SHARE = 0.1
"""Neither side of a date has fewer than this share of the attempts."""
ENOUGH_SPREAD = 5.0
"""
Each side has at least so much of attempts times variance times questions: a mean of so many is
nearly normal, also where nearly everybody is right.
"""


class Taken(NamedTuple):
    """What one attempt earned, as a share of the points, and when."""

    day: date
    share: float
    rest: float
    """Of the other questions; always the same where there is nothing to compare with."""


class Leak(NamedTuple):
    since: date
    before: float
    """The facility before that day."""
    after: float
    n_before: int
    n_after: int
    chance: float
    """How probable so high a rise is at any date of any question, when nothing has happened."""


def easier_since(taken: Sequence[Taken], looked_at: int, questions: int = 1) -> Leak | None:
    """
    The day from which a question was significantly easier, more than the rest of the test was.

    taken: in the order of their days. looked_at: how many such scans there are. questions: of how
    many questions the shares are made.
    """
    shares = [each.share for each in taken]
    if len(taken) < FEWEST_PAIRED or not variance(shares):
        return None
    surplus = _beyond_the_rest(shares, [each.rest for each in taken])
    fewest = _fewest(len(taken), variance(shares) * questions)
    rises = list(_rises(surplus, [each.day for each in taken], fewest))
    if not rises or not variance(surplus):
        return None
    highest, at = max(rises)
    chance = min(1.0, looked_at * _chance_of(highest, fewest / len(taken)))
    found = _leak(taken, at, chance)
    return found if chance <= FALSE_ALARMS and found.after - found.before >= SMALLEST_RISE else None


def _leak(taken: Sequence[Taken], at: int, chance: float) -> Leak:
    before, after = ([each.share for each in part] for part in (taken[:at], taken[at:]))
    return Leak(taken[at].day, fmean(before), fmean(after), len(before), len(after), chance)


def _beyond_the_rest(shares: Sequence[float], rests: Sequence[float]) -> list[float]:
    """What is left of the shares when the line through the rests is taken away: better takers."""
    spread = variance(rests)
    slope = covariance(shares, rests) / spread if spread else 0.0
    mean_share, mean_rest = fmean(shares), fmean(rests)
    return [
        share - mean_share - slope * (rest - mean_rest)
        for share, rest in zip(shares, rests, strict=True)
    ]


def _fewest(n: int, spread: float) -> int:
    """On each side of a date."""
    return max(FEWEST, round(SMALLEST_SHARE * n), round(ENOUGH_SPREAD / spread))


def _rises(
    surplus: Sequence[float], days: Sequence[date], fewest: int
) -> Iterator[tuple[float, int]]:
    """For each first attempt of a day: how many standard errors higher all from there are."""
    n, spread, before = len(surplus), sqrt(variance(surplus)) or 1.0, 0.0
    for at in range(1, n):
        before += surplus[at - 1]
        if days[at] != days[at - 1] and fewest <= at <= n - fewest:
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
