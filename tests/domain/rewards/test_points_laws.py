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
from tests.domain.rewards.reward_fixture import GUIDE, JANUARY, Shop, publish, story
from tests.support.people import MANAGER


class Story(Shop):
    """What happens in a shop, and the sums of what was told about it."""

    def __init__(self, log):
        super().__init__(log)
        self.people = [self.welcome(), self.welcome()]
        self.asked = []
        self.answered = Counter()
        self.stock(GUIDE, 20, 2)

    def let(self, act, *details):
        """Let somebody do something; what is refused changes nothing."""
        before = self.log.rows.head(), self.balances()
        try:
            act(self, *details)
        except Refused:
            assert (self.log.rows.head(), self.balances()) == before

    def earn(self, at, who, points):
        self.answers(self.people[who], points, at)
        self.answered[self.people[who]] += points

    def reach_tiers(self, at, who, conversations):
        self.recognitions.reach_tiers(self.brand, self.people[who], conversations, at)

    def restock(self, at, quantity):
        self.stock(GUIDE, 20, quantity, at)

    def withdraw(self, at):
        self.programmes.withdraw_gift(self.brand, GUIDE, MANAGER, at)

    def ask(self, at, who):
        self.asked.append((self.asks_for(GUIDE, self.people[who], at), self.people[who]))

    def send(self, at, which):
        for redemption, _ in self.asked[which : which + 1]:
            self.redemptions.send(redemption, MANAGER, at)

    def cancel(self, at, which, by_themselves):
        for redemption, member in self.asked[which : which + 1]:
            by = member if by_themselves else MANAGER
            self.redemptions.cancel(redemption, CancellationReason.CHANGED_MIND, by, at)

    def expire(self, at, who):
        self.recognitions.expire_lots(self.brand, self.people[who], at)
        lots = self.lots(self.people[who])
        assert self.programmes.of(self.brand).usable(lots, at) == lots

    def publish(self, at, months):
        publish(self, at, points_expire_after_months=months)

    def must_balance(self):
        told = [
            event
            for id in (*(redemption for redemption, _ in self.asked), *self.recognition_ids())
            for event in story(self.log, id)
        ]
        for member in self.people:
            self._must_balance_points(member, told)
        self._must_balance_stock(told)
        assert all(0 <= debit <= credit for credit, debit in self.balances().values())

    def _must_balance_points(self, member, told):
        sums = Counter()
        for event in told:
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

    def _must_balance_stock(self, told):
        came_in = sum_of(self.history(), "GiftStocked") - sum_of(self.history(), "GiftWithdrawn")
        kinds = Counter(type(event) for event in told)
        out = kinds[Redemption.Requested] - kinds[Redemption.Cancelled]
        assert self.left_of(GUIDE) == came_in - out >= 0

    def history(self):
        return story(self.log, self.programmes.of(self.brand).id)

    def recognition_ids(self):
        return [self.recognitions.of(self.brand, member).id for member in self.people]

    def balances(self):
        return {
            (kind, total_points.key): (total_points.credited, total_points.debited)
            for kind in ("points", "gift-stock")
            for total_points in self.log.rows.balances(kind, str(self.brand))
        }


members = st.integers(0, 1)
requests = st.integers(0, 9)
deeds = st.one_of(
    st.tuples(st.just(Story.earn), members, st.integers(0, 25)),
    st.tuples(st.just(Story.reach_tiers), members, st.sampled_from([10, 50, 200])),
    st.tuples(st.just(Story.restock), st.integers(1, 2)),
    st.tuples(st.just(Story.withdraw)),
    st.tuples(st.just(Story.ask), members),
    st.tuples(st.just(Story.send), requests),
    st.tuples(st.just(Story.cancel), requests, st.booleans()),
    st.tuples(st.just(Story.expire), members),
    st.tuples(st.just(Story.publish), st.sampled_from([None, 1, 3])),
)


@pytest.fixture(scope="module")
def one_log(tmp_path_factory):
    with EventLog(f"sqlite:///{tmp_path_factory.mktemp('law') / 'law.db'}") as log:
        yield log


@settings(max_examples=60, deadline=None)
@any_of(st.lists(st.tuples(st.integers(0, 3), deeds), min_size=5, max_size=40))
def test_no_point_and_no_gift_is_ever_made_or_lost(one_log, story):
    shop, at = Story(one_log), JANUARY
    for months_later, (act, *details) in story:
        at = (at + timedelta(days=31 * months_later)).replace(day=15)
        shop.let(act, at, *details)
        shop.must_balance()


def sum_of(events, name):
    return sum(event.quantity for event in events if type(event).__name__ == name)
