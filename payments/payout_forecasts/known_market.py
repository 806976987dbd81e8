"""
What forecasts of a week are made from, as it was known on the week's Monday.

Rates and past forecasts change on Mondays only, as the origins of past forecasts do. So what a
week's forecasts need is the same whenever they are made, and is computed once.
"""

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import NamedTuple

from payments.payout_forecasts.conversation_rates import ConversationRates
from payments.payout_forecasts.market_facts import MarketFacts
from payments.payout_forecasts.past_forecasts import PastForecast, past_forecasts
from payments.payout_forecasts.payout_weeks import week_start_us
from payments.payout_forecasts.shift_work import work_by_week


class KnownMarket(NamedTuple):
    """What was known of a currency on a Monday."""

    rates: ConversationRates
    past: Sequence[PastForecast]


def known_on_monday(facts: MarketFacts, week: int, weeks: int) -> KnownMarket:
    """
    What a week's forecasts of so many weeks are made from.

    facts: all that was known on its Monday; what was known later is left out.
    """
    monday_us = week_start_us(week)
    known = facts.known_by(monday_us)
    work = work_by_week(known, monday_us).values()
    rates = ConversationRates(done for of_week in work for done in of_week)
    return KnownMarket(rates, past_forecasts(known, week, range(weeks)))


class WeekAhead(NamedTuple):
    """Which week's forecasts, and of how many weeks."""

    week: int
    weeks: int
    hold_us: int


class KnownMarkets:
    """What was known on Mondays, by currency: of the weeks last asked for, in each process."""

    MOST = 8

    def __init__(self) -> None:
        self._found: dict[WeekAhead, Mapping[str, KnownMarket]] = {}
        self._changing = Lock()

    def of(
        self,
        ahead: WeekAhead,
        read_facts: Callable[[], Mapping[str, MarketFacts]],
        is_complete: Callable[[], bool],
    ) -> Mapping[str, KnownMarket]:
        """
        What was known on the Monday of a week.

        read_facts: of all that was known then. is_complete: whether they have all that was
        recorded before; until then nothing is remembered.
        """
        found = self._found.get(ahead)
        if found is not None:
            return found
        will_stay = is_complete()
        known = {
            currency: known_on_monday(facts, ahead.week, ahead.weeks)
            for currency, facts in read_facts().items()
        }
        if will_stay:
            self._remember(ahead, known)
        return known

    def _remember(self, ahead: WeekAhead, known: Mapping[str, KnownMarket]) -> None:
        with self._changing:
            while len(self._found) >= self.MOST:
                del self._found[next(iter(self._found))]
            self._found[ahead] = known
