"""
Forecasts of past weeks, made again from what was known at the start of each, with their outcomes.

An origin is the Monday of a week. It sees what the log had recorded by then, and no later fact.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from payments.payout_forecasts.conversation_rates import ConversationRates
from payments.payout_forecasts.market_facts import EarnedPay, ExpertShift, MarketFacts, work_of
from payments.payout_forecasts.payout_weeks import payout_week_of, week_of, week_start_us


class PayoutParts(NamedTuple):
    """What a week's payout is made of, in minor units, and how far ahead it was seen."""

    origin: int
    week: int
    certain: int
    """Earned already: payable, or held with the day of its release."""
    booked: float
    """Expected of booked hours."""

    @property
    def lead(self) -> int:
        """How many weeks ahead."""
        return self.week - self.origin


class PastForecast(NamedTuple):
    """A forecast that could have been made, and what then became payable."""

    parts: PayoutParts
    actual: int

    @property
    def ratio(self) -> float:
        """What came of booked hours, by what was expected of them; contests make it 0 at least."""
        return max(0.0, self.actual - self.parts.certain) / self.parts.booked


def booked_pay(
    shifts: Iterable[ExpertShift], rates: ConversationRates, at_us: int, hold_us: int
) -> defaultdict[int, float]:
    """By week of payout, what the shifts held at a moment are expected to earn from then on."""
    expected: defaultdict[int, float] = defaultdict(float)
    for shift in shifts:
        if shift.starts_us >= at_us and shift.is_held_at(at_us):
            pay = shift.hours * rates.of(shift.expert_id) * shift.net
            expected[payout_week_of(shift.starts_us + hold_us)] += pay
    return expected


def past_forecasts(facts: MarketFacts, this_week: int, leads: range) -> list[PastForecast]:
    """
    All forecasts with a part that was not certain, and an outcome that is known this week.

    The first origin is the first Monday by which pay was recorded and a shift was worked.
    """
    if not facts.earned:
        return []
    actual = _payable_by_week(facts.earned)
    found = []
    for origin, certain, booked in _origins(facts, this_week):
        for week in range(origin + leads.start, min(origin + leads.stop, this_week + 1)):
            if booked[week] > 0:
                parts = PayoutParts(origin, week, certain[week], booked[week])
                found.append(PastForecast(parts, actual[week]))
    return found


def _origins(
    facts: MarketFacts, this_week: int
) -> Iterator[tuple[int, Mapping[int, int], Mapping[int, float]]]:
    """Each past Monday with what was certain and what was booked, by week of payout."""
    work, rates = iter(work_of(facts)), ConversationRates()
    due, starting = _by_week_due(facts.earned), _by_start(facts.shifts)
    following = next(work, None)
    first = min(earned.recorded_us for earned in facts.earned)
    for origin in range(week_of(first) + 1, this_week):
        at_us = week_start_us(origin)
        while following is not None and following.known_us < at_us:
            rates.add(following)
            following = next(work, None)
        if rates.total_hours:
            ahead = (shift for week, some in starting.items() if week >= origin for shift in some)
            booked = booked_pay(ahead, rates, at_us, facts.hold_us)
            yield origin, _certain_at(due, at_us), booked


def _certain_at(due: Mapping[int, list[EarnedPay]], at_us: int) -> Counter[int]:
    """What was held at a moment and due later, by week of payout."""
    certain: Counter[int] = Counter()
    for week, pays in due.items():
        if week >= week_of(at_us):
            for earned in pays:
                if earned.is_held_at(at_us):
                    certain[payout_week_of(earned.due_us)] += earned.net
    return certain


def _payable_by_week(earned: Iterable[EarnedPay]) -> Counter[int]:
    """What became payable, by the week in which it was to be paid."""
    payable: Counter[int] = Counter()
    for pay in earned:
        if pay.released_us is not None:
            payable[payout_week_of(pay.released_us)] += pay.net
    return payable


def _by_week_due(earned: Iterable[EarnedPay]) -> dict[int, list[EarnedPay]]:
    weeks = defaultdict(list)
    for pay in earned:
        weeks[week_of(pay.due_us)].append(pay)
    return weeks


def _by_start(shifts: Iterable[ExpertShift]) -> dict[int, list[ExpertShift]]:
    weeks = defaultdict(list)
    for shift in shifts:
        weeks[week_of(shift.starts_us)].append(shift)
    return weeks
