"""An ambassador who answers for a brand that publishes rules and offers gifts."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid5

from domain.clock import system_clock
from domain.rewards.reward_rules import Badge, Grade, RewardRules, Tier
from tests.support.people import MANAGER, MORNING, VOLUNTARY, euros
from tests.web.members.pool_fixture import RecruitmentScenario
from tests.web.members.pool_fixture import scenario_of as recruitment_of
from tests.web.shop import NEST

REWARDS = "/brands/nest/rewards"
OWN = "/rewards"
GUIDE, BOTTLE = UUID(int=71), UUID(int=72)
RULES = RewardRules(
    points_per_conversation=10,
    tiers=(
        Tier("first", 2, 50, {"en": "First steps", "fr": "Premiers pas"}),
        Tier("regular", 5, 100, {"en": "Regular", "fr": "Régulier"}),
    ),
    badges=(
        Badge(
            "liked",
            {"en": "Liked", "fr": "Apprécié"},
            (Grade(ratings=2, good_percent=80), Grade(ratings=20, good_percent=90)),
            180,
        ),
    ),
    points_expire_after_months=24,
    cost_per_100_points=euros(150),
    breakage_percent=20,
)


class RewardScenario(RecruitmentScenario):
    """Ed is an ambassador; conversations happen shortly before now, as pages read the clock."""

    def begin_rewards(self):
        self.ids = count()
        self.since = system_clock() - timedelta(days=2)
        self.ed = self.ed_joins()
        self.welcomes_ed(VOLUNTARY)
        self.market.presence.come_online(uuid5(self.ed, "desk"), self.ed, 4, self.since)
        self.update_read_models()

    def publishes(self, rules=RULES, at=MORNING):
        self.market.programmes.publish_rules(NEST.brand_id, rules, MANAGER, at)
        self.update_read_models()

    def stocks(self, gift_id=GUIDE, points=30, quantity=2, name="Travel guide"):
        gift = (gift_id, {"en": name, "fr": "Guide"}, points, euros(1500), quantity)
        self.market.programmes.stock_gift(NEST.brand_id, *gift, MANAGER, MORNING)
        self.update_read_models()

    def ed_answers(self, n=1, ratings=(5, 4, 5)):
        """Conversations of ten points, each rated."""
        conversations = self.market.conversations
        for _ in range(n):
            number = next(self.ids)
            id, at = uuid5(NEST.brand_id, f"{number}"), self.since + timedelta(minutes=number)
            conversations.request(id, NEST.brand_id, uuid5(id, "visitor"), "fr", at)
            conversations.offer(id, (self.ed,), at)
            conversations.claim(id, self.ed, at)
            conversations.send_first_reply(id, self.ed, at + timedelta(seconds=9))
            over = at + timedelta(seconds=40)
            conversations.close(id, self.ed, "answered", (3, 4), over, over)
            conversations.rate(id, *ratings, over)
        self.update_read_models()

    def points(self):
        programmes = self.market.programmes
        return sum(lot.points for lot in programmes.lots(NEST.brand_id, self.ed))

    def events(self, kind):
        return [event for event in self.all_events() if isinstance(event, kind)]

    def all_events(self):
        rows = self.market.log.read(0, 10_000)
        streams = dict.fromkeys(row.stream for row in rows)
        return [
            envelope.data
            for stream in streams
            for envelope in self.market.log.history(UUID(bytes=bytes(stream)))
        ]


@contextmanager
def scenario_of(app, store, database_url):
    with recruitment_of(app, store, database_url) as recruitment:
        scenario = RewardScenario(recruitment.market, store, NEST.brand_id)
        scenario.begin_rewards()
        yield scenario
