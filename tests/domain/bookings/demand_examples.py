"""Invented demand: a weekly shape, a level that drifts and has a season, busy and calm days."""

import math
from datetime import date, timedelta
from random import Random

from domain.bookings.demand_history import DemandHistory
from domain.simulation import poisson_int

ZONE = "Europe/Paris"
MONDAY = date(2026, 1, 5)


def shape_of(rng):
    """The share of a week's requests in each of its 336 half-hours, in 168 pairs."""
    hours = [
        math.sin((hour % 24 - 7) / 17 * math.pi) * (1.5 if hour >= 120 else 1) * rng.uniform(0.6, 1)
        if hour % 24 > 7
        else 0.02
        for hour in range(168)
    ]
    return [share / sum(hours) / 2 for share in hours for _ in range(2)]


def invented_days(weeks, per_week, seed):
    """Counts of the half-hours of consecutive days, from a Monday."""
    rng = Random(seed)
    shape, level, days = shape_of(rng), float(per_week), []
    for day in range(weeks * 7):
        level *= math.exp(rng.gauss(0, 0.01))
        season = 1 + 0.3 * math.sin(day / 365 * 2 * math.pi + seed)
        mean = level * season * math.exp(rng.gauss(0, 0.2))
        first = day % 7 * 48
        days.append(tuple(float(poisson_int(rng, mean * p)) for p in shape[first : first + 48]))
    return days


def steady_history(weeks, per_half_hour=2.0):
    """The same number of requests in each half-hour."""
    return DemandHistory(ZONE, MONDAY, ((per_half_hour,) * 48,) * 7 * weeks)


def later(history, days):
    return history.end + timedelta(days)
