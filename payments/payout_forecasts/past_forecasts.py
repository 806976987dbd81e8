"""
Forecasts of past weeks, made again from what was known at the start of each, with their outcomes.

An origin is the Monday of a week. It sees what the log had recorded by then, and no later fact.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from payments.payout_forecasts.conversation_rates import ConversationRates
from payments.payout_forecasts.market_facts import EarnedPay, ExpertShift, MarketFacts
from payments.payout_forecasts.payout_weeks import payout_week_of, week_number, week_start_us
from payments.payout_forecasts.shift_work import work_by_week


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
    work, rates = work_by_week(facts), ConversationRates()
    certain, starting = _certain_by_origin(facts.earned), _by_start(facts.shifts)
    first = week_number(min(earned.recorded_us for earned in facts.earned)) + 1
    for week in sorted(week for week in work if week < first - 1):
        rates.add_all(work[week])
    for origin in range(first, this_week):
        rates.add_all(work.get(origin - 1, ()))
        if rates.total_hours:
            ahead = (shift for week, some in starting.items() if week >= origin for shift in some)
            booked = booked_pay(ahead, rates, week_start_us(origin), facts.hold_us)
            yield origin, certain[origin], booked


def _certain_by_origin(earned: Iterable[EarnedPay]) -> defaultdict[int, Counter[int]]:
    """What was held on each Monday and due later, by week of payout."""
    certain: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for pay in earned:
        ends = (pay.due_us, pay.refused_us, pay.released_us)
        last = min(week_number(end_us) for end_us in ends if end_us is not None)
        for origin in range(week_number(pay.recorded_us) + 1, last + 1):
            certain[origin][payout_week_of(pay.due_us)] += pay.net
    return certain


def _payable_by_week(earned: Iterable[EarnedPay]) -> Counter[int]:
    """What became payable, by the week in which it was to be paid."""
    payable: Counter[int] = Counter()
    for pay in earned:
        if pay.released_us is not None:
            payable[payout_week_of(pay.released_us)] += pay.net
    return payable


def _by_start(shifts: Iterable[ExpertShift]) -> dict[int, list[ExpertShift]]:
    weeks = defaultdict(list)
    for shift in shifts:
        weeks[week_number(shift.starts_us)].append(shift)
    return weeks
