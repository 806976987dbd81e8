"""What was known on a Monday is computed once, as soon as nothing more can come."""

from uuid import UUID

from payments.payout_forecasts.known_market import KnownMarkets, WeekAhead
from tests.payments.payout_forecasts.simulated_market import FIRST_WEEK, simulated_market

WEEK = FIRST_WEEK + 20
AHEAD = WeekAhead(WEEK, weeks=3, hold_us=7 * 24 * 3_600_000_000)


class CountedReads:
    """The facts of a small market, and how often they were read."""

    def __init__(self, *, is_complete=True):
        self.n = 0
        self.is_complete = is_complete
        self.facts = simulated_market(11, 24, people=2)

    def asks(self, markets, ahead=AHEAD):
        return markets.of(ahead, self.read, lambda: self.is_complete)

    def read(self):
        self.n += 1
        return {"EUR": self.facts}


def test_it_is_computed_once_for_a_week():
    reads, markets = CountedReads(), KnownMarkets()

    first, second = reads.asks(markets), reads.asks(markets)

    assert reads.n == 1
    assert second is first
    assert first["EUR"].past
    assert first["EUR"].rates.of(UUID(int=404)) == first["EUR"].rates.of_all


def test_another_week_or_hold_is_computed_for_itself():
    reads, markets = CountedReads(), KnownMarkets()

    for ahead in (AHEAD, AHEAD._replace(week=WEEK - 1), AHEAD._replace(hold_us=0)):
        reads.asks(markets, ahead)

    assert reads.n == 3


def test_while_facts_may_still_come_nothing_is_remembered():
    reads, markets = CountedReads(is_complete=False), KnownMarkets()

    reads.asks(markets)
    reads.is_complete = True
    reads.asks(markets)
    reads.asks(markets)

    assert reads.n == 2


def test_only_the_weeks_last_computed_are_remembered():
    reads, markets = CountedReads(), KnownMarkets()
    for back in range(KnownMarkets.MOST + 1):
        reads.asks(markets, AHEAD._replace(week=WEEK - back))
    before = reads.n

    reads.asks(markets, AHEAD._replace(week=WEEK - 1))
    reads.asks(markets, AHEAD)

    assert reads.n == before + 1
