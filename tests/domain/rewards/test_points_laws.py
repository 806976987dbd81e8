"""No sequence of commands creates or loses points or gifts."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.log.event_log import EventLog
from domain.rewards.points import total_points
from domain.rewards.recognition import Recognition
from domain.rewards.redemption import CancellationReason, Redemption
from tests.domain.rewards.reward_fixture import GUIDE, JANUARY, Shop, events_of, publish
from tests.support.people import MANAGER


class CheckedShop(Shop):
    """A shop that adds up its events, to be compared with its balances."""

    def __init__(self, log):
        super().__init__(log)
        self.people = [self.welcome(), self.welcome()]
        self.requested = []
        self.answered = Counter()
        self.stock(GUIDE, 20, 2)

    def let(self, command, *details):
        """Run a command; a refused one changes nothing."""
        before = self.log.rows.head(), self.balances()
        try:
            command(self, *details)
        except Refused:
            assert (self.log.rows.head(), self.balances()) == before

    def earn(self, at, index, points):
        self.answers(self.people[index], points, at)
        self.answered[self.people[index]] += points

    def reach_tiers(self, at, index, conversations):
        self.recognitions.reach_tiers(self.brand, self.people[index], conversations, at)

    def restock(self, at, quantity):
        self.stock(GUIDE, 20, quantity, at)

    def withdraw(self, at):
        self.programmes.withdraw_gift(self.brand, GUIDE, MANAGER, at)

    def ask(self, at, index):
        self.requested.append((self.asks_for(GUIDE, self.people[index], at), self.people[index]))

    def send(self, at, which):
        for redemption, _ in self.requested[which : which + 1]:
            self.redemptions.send(redemption, MANAGER, at)

    def cancel(self, at, which, by_themselves):
        for redemption, member in self.requested[which : which + 1]:
            by = member if by_themselves else MANAGER
            self.redemptions.cancel(redemption, CancellationReason.CHANGED_MIND, by, at)

    def expire(self, at, index):
        self.recognitions.expire_lots(self.brand, self.people[index], at)
        lots = self.lots(self.people[index])
        assert self.programmes.of(self.brand).usable(lots, at) == lots

    def publish(self, at, months):
        publish(self, at, points_expire_after_months=months)

    def must_balance(self):
        events = [
            event
            for id in (*(redemption for redemption, _ in self.requested), *self.recognition_ids())
            for event in events_of(self.log, id)
        ]
        for member in self.people:
            self._must_balance_points(member, events)
        self._must_balance_stock(events)
        assert all(0 <= debit <= credit for credit, debit in self.balances().values())

    def _must_balance_points(self, member, events):
        sums = Counter()
        for event in events:
            match event:
                case Recognition.TierReached(member_id=whose, bonus_points=points) if (
                    whose == member
                ):
                    sums["put"] += points
                case Recognition.PointsExpired(member_id=whose, points=points) if whose == member:
                    sums["expired"] += points
                case Redemption.Requested(member_id=whose, lots=lots) if whose == member:
                    assert total_points(lots) == event.points
                    sums["redeemed"] += event.points
                case Redemption.Cancelled(member_id=whose, lots=lots) if whose == member:
                    sums["redeemed"] -= total_points(lots)
        left = total_points(self.lots(member))
        assert left >= 0
        assert self.answered[member] + sums["put"] == left + sums["redeemed"] + sums["expired"]

    def _must_balance_stock(self, events):
        came_in = sum_of(self.history(), "GiftStocked") - sum_of(self.history(), "GiftWithdrawn")
        counts = Counter(type(event) for event in events)
        out = counts[Redemption.Requested] - counts[Redemption.Cancelled]
        assert self.left_of(GUIDE) == came_in - out >= 0

    def history(self):
        return events_of(self.log, self.programmes.of(self.brand).id)

    def recognition_ids(self):
        return [self.recognitions.of(self.brand, member).id for member in self.people]

    def balances(self):
        return {
            (kind, balance.key): (balance.credited, balance.debited)
            for kind in ("points", "gift-stock")
            for balance in self.log.rows.balances(kind, str(self.brand))
        }


members = st.integers(0, 1)
requests = st.integers(0, 9)
commands = st.one_of(
    st.tuples(st.just(CheckedShop.earn), members, st.integers(0, 25)),
    st.tuples(st.just(CheckedShop.reach_tiers), members, st.sampled_from([10, 50, 200])),
    st.tuples(st.just(CheckedShop.restock), st.integers(1, 2)),
    st.tuples(st.just(CheckedShop.withdraw)),
    st.tuples(st.just(CheckedShop.ask), members),
    st.tuples(st.just(CheckedShop.send), requests),
    st.tuples(st.just(CheckedShop.cancel), requests, st.booleans()),
    st.tuples(st.just(CheckedShop.expire), members),
    st.tuples(st.just(CheckedShop.publish), st.sampled_from([None, 1, 3])),
)


@pytest.fixture(scope="module")
def shared_log(tmp_path_factory):
    with EventLog(f"sqlite:///{tmp_path_factory.mktemp('law') / 'law.db'}") as log:
        yield log


@settings(max_examples=60, deadline=None)
@any_of(st.lists(st.tuples(st.integers(0, 3), commands), min_size=5, max_size=40))
def test_no_point_and_no_gift_is_created_or_lost(shared_log, steps):
    shop, at = CheckedShop(shared_log), JANUARY
    for months_later, (command, *details) in steps:
        at = (at + timedelta(days=31 * months_later)).replace(day=15)
        shop.let(command, at, *details)
        shop.must_balance()


def sum_of(events, name):
    return sum(event.quantity for event in events if type(event).__name__ == name)
