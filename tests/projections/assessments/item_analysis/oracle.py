"""
The statistics of a test, computed once more: from the published formulas alone, in exact fractions.

Source: Moodle, "Quiz statistics calculations" (docs.moodle.org/dev/Quiz_statistics_calculations),
its notation: S students, P positions, x_s(p) the score of student s at position p, T_s the total,
X_s(p) = T_s - x_s(p) the rest. V and C are the unbiased variance and covariance (S - 1). Shares
here are per cent there. Nothing of the code under test is used.

A paper is a dictionary: position -> (question, score, highest score).
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


def total(paper):
    return sum(score for _, score, _ in paper.values())


def highest(paper):
    return sum(most for _, _, most in paper.values())


def whole(papers):
    """Mean and standard deviation of the total, as shares."""
    shares = [total(paper) / highest(paper) for paper in papers]
    return float(mean(shares)), sqrt(v(shares))


def cic(papers):
    """Coefficient of internal consistency: Cronbach's alpha."""
    positions = sorted(papers[0])
    parts = sum(v([paper[position][1] for paper in papers]) for position in positions)
    number = len(positions)
    return float(Fraction(number, number - 1) * (1 - parts / v([total(each) for each in papers])))


def error_ratio(papers):
    return sqrt(1 - cic(papers))


def standard_error(papers):
    return error_ratio(papers) * whole(papers)[1]


def effective_weights(papers):
    """By position; None where the covariance is below nothing."""
    totals = [total(paper) for paper in papers]
    shared = {p: c([paper[p][1] for paper in papers], totals) for p in papers[0]}
    roots = {p: sqrt(each) if each >= 0 else None for p, each in shared.items()}
    together = sum(each for each in roots.values() if each is not None)
    return {p: None if each is None else each / together for p, each in roots.items()}


def asked(question, papers):
    """Score, highest score, total and highest total of whoever was asked this question."""
    for paper in papers:
        for one, score, most in paper.values():
            if one == question:
                yield score, most, total(paper), highest(paper)


def facility(question, papers):
    return float(mean([score / most for score, most, _, _ in asked(question, papers)]))


def deviation(question, papers):
    return sqrt(v([score / most for score, most, _, _ in asked(question, papers)]))


def intended_weight(question, papers):
    return float(mean([most / of for _, most, _, of in asked(question, papers)]))


def rests(question, papers):
    """X, as a share of what the rest is worth: papers may differ in that where they are drawn."""
    return [(t - score) / (of - most) for score, most, t, of in asked(question, papers)]


def discrimination(question, papers):
    xs, others = [s / m for s, m, _, _ in asked(question, papers)], rests(question, papers)
    return float(c(xs, others)) / sqrt(v(xs) * v(others))


def efficiency(question, papers):
    xs, others = [s / m for s, m, _, _ in asked(question, papers)], rests(question, papers)
    return float(c(xs, others) / c(sorted(xs), sorted(others)))
