"""A market of 30 experts and 80 weeks: each has a pace, and each week a shock that all share."""

from random import Random
from uuid import UUID

from payments.payout_forecasts.market_facts import EarnedPay, ExpertShift, MarketFacts
from payments.payout_forecasts.payout_weeks import HOUR_US, WEEK_US, week_number, week_start_us

EXPERTS, WEEKS, PAY = 30, 80, 160
FIRST_WEEK = week_number(1_700_000_000_000_000)
AHEAD = 5
"""Shifts are taken so many weeks before."""


def simulated_market(seed=11, weeks=WEEKS, hold_us=0, *, first_week=FIRST_WEEK, people=EXPERTS):
    random = Random(seed)
    experts = [UUID(int=number + 1) for number in range(people)]
    pace = {expert: random.gammavariate(6, 0.5) for expert in experts}
    shifts, earned = [], []
    for week in range(first_week, first_week + weeks):
        shock = random.lognormvariate(0, 0.18)
        for expert in experts:
            shift = shift_of(expert, week, random.choice([0, 2, 4, 6, 8]))
            if shift.hours:
                shifts.append(shift)
                earned += _conversations(shift, pace[expert] * shock, random, hold_us)
    return MarketFacts(earned, shifts, hold_us)


def shift_of(expert, week, hours):
    starts_us = week_start_us(week) + 33 * HOUR_US
    ends_us, assigned_us = starts_us + hours * HOUR_US, starts_us - AHEAD * WEEK_US
    return ExpertShift(expert, starts_us, ends_us, assigned_us, None, PAY)


def _conversations(shift, per_hour, random, hold_us):
    closed_us = shift.starts_us + gap(per_hour, random)
    while closed_us < shift.ends_us:
        due_us = closed_us + hold_us
        yield EarnedPay(shift.expert_id, PAY, closed_us, due_us, closed_us, None, due_us)
        closed_us += gap(per_hour, random)


def gap(per_hour, random):
    return round(random.expovariate(per_hour) * HOUR_US)
