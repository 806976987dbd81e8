"""
The statistics of a test, computed once more: from the published formulas alone, in exact fractions.

Source: Moodle, "Quiz statistics calculations" (docs.moodle.org/dev/Quiz_statistics_calculations),
its notation: S students, P positions, x_s(p) the score of student s at position p, T_s the total,
X_s(p) = T_s - x_s(p) the rest. V and C are the unbiased variance and covariance (S - 1). Shares
here are per cent there. Nothing of the code under test is used.

An attempt is a dictionary: position -> (question, score, highest score).
"""

from fractions import Fraction
from math import sqrt


def mean(values):
    return sum(values, start=Fraction(0)) / len(values)


def c(xs, ys):
    """C(x, y)."""
    x_mean, y_mean = mean(xs), mean(ys)
    products = [(x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)]
    return sum(products) / (len(products) - 1)


def v(xs):
    """V(x)."""
    return c(xs, xs)


def total(attempt):
    return sum(score for _, score, _ in attempt.values())


def highest(attempt):
    return sum(most for _, _, most in attempt.values())


def whole(attempts):
    """Mean and standard deviation of the total, as shares."""
    shares = [total(attempt) / highest(attempt) for attempt in attempts]
    return float(mean(shares)), sqrt(v(shares))


def cic(attempts):
    """Coefficient of internal consistency: Cronbach's alpha."""
    positions = sorted(attempts[0])
    parts = sum(v([attempt[position][1] for attempt in attempts]) for position in positions)
    number = len(positions)
    return float(
        Fraction(number, number - 1) * (1 - parts / v([total(attempt) for attempt in attempts]))
    )


def error_ratio(attempts):
    return sqrt(1 - cic(attempts))


def standard_error(attempts):
    return error_ratio(attempts) * whole(attempts)[1]


def effective_weights(attempts):
    """By position; None where the covariance is below nothing."""
    totals = [total(attempt) for attempt in attempts]
    shared = {p: c([attempt[p][1] for attempt in attempts], totals) for p in attempts[0]}
    roots = {p: sqrt(value) if value >= 0 else None for p, value in shared.items()}
    together = sum(value for value in roots.values() if value is not None)
    return {p: None if value is None else value / together for p, value in roots.items()}


def rows_of(question, attempts):
    """Score, highest score, total and highest total of each attempt that has this question."""
    for attempt in attempts:
        for one, score, most in attempt.values():
            if one == question:
                yield score, most, total(attempt), highest(attempt)


def facility(question, attempts):
    return float(mean([score / most for score, most, _, _ in rows_of(question, attempts)]))


def deviation(question, attempts):
    return sqrt(v([score / most for score, most, _, _ in rows_of(question, attempts)]))


def intended_weight(question, attempts):
    return float(mean([most / of for _, most, _, of in rows_of(question, attempts)]))


def rests(question, attempts):
    """X, as a share of the points of the rest, which may differ where questions are selected."""
    return [(t - score) / (of - most) for score, most, t, of in rows_of(question, attempts)]


def discrimination(question, attempts):
    xs, others = [s / m for s, m, _, _ in rows_of(question, attempts)], rests(question, attempts)
    return float(c(xs, others)) / sqrt(v(xs) * v(others))


def efficiency(question, attempts):
    xs, others = [s / m for s, m, _, _ in rows_of(question, attempts)], rests(question, attempts)
    return float(c(xs, others) / c(sorted(xs), sorted(others)))
