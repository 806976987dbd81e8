"""A shop with published reward rules, its ambassadors, and what they ask for."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import msgspec
import pytest

from domain.brands.brand_commands import BrandCommands
from domain.conversations.conversation import Conversation
from domain.log.entries import Decision
from domain.members.member_commands import MemberCommands
from domain.rewards.points import earned
from domain.rewards.programme_commands import ProgrammeCommands
from domain.rewards.recognition_commands import RecognitionCommands
from domain.rewards.redemption_commands import RedemptionCommands
from domain.rewards.reward_rules import Badge, Grade, RewardRules, Tier
from domain.terms import Voluntary
from tests.support.people import MANAGER, VISITOR, euros

GUIDE, KEYRING = UUID(int=3), UUID(int=4)
A_POINT = Voluntary(points=1)

# Guest to Guest: a point a conversation, 50 on top after 50, at 1,000 a Lonely Planet guide.
RULES = RewardRules(
    points_per_conversation=1,
    tiers=(
        Tier("newcomer", 50, 50, {"en": "Newcomer", "fr": "Nouveau venu"}),
        Tier("host", 200, 100, {"en": "Host", "fr": "Hôte"}),
    ),
    badges=(
        Badge("answers", {"en": "Answers"}, grades=(Grade(50), Grade(200), Grade(500))),
        Badge("loved", {"en": "Loved"}, (Grade(ratings=10, good_percent=80),), valid_days=90),
    ),
    points_expire_after_months=12,
    cost_per_100_points=euros(220),
    breakage_percent=25,
)


def on(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


JANUARY, MARCH, JUNE = on("2017-01-15"), on("2017-03-15"), on("2017-06-15")
FEBRUARY_AFTER, APRIL_AFTER = on("2018-02-01"), on("2018-04-01")


class Shop:
    """A brand with a published rule, its ambassadors, and what they ask for."""

    def __init__(self, log):
        self.log = log
        self.brand = uuid4()
        self.members = MemberCommands(log)
        self.programmes = ProgrammeCommands(log)
        self.redemptions = RedemptionCommands(log)
        self.recognitions = RecognitionCommands(log)
        BrandCommands(log).register(
            self.brand, f"g2g-{self.brand}", "Guest to Guest", "Europe/Paris", "EUR", None, JANUARY
        )
        self.programmes.publish_rules(self.brand, RULES, MANAGER, on("2017-01-01"))

    def welcome(self, terms=A_POINT):
        member = uuid4()
        self.members.join(member, ("fr",), "FR", JANUARY)
        self.members.start_engagement(member, self.brand, terms, MANAGER, JANUARY)
        return member

    def stock(self, gift, points, quantity, at=JANUARY):
        names, cost = {"en": "A gift", "fr": "Un cadeau"}, euros(2_200)
        self.programmes.stock_gift(self.brand, gift, names, points, cost, quantity, MANAGER, at)

    def answers(self, member, points, at):
        """A conversation that earned so many points; all its events and its points at once."""
        conversation = Conversation(uuid4())
        conversation.request(self.brand, VISITOR, "fr", None, None, at)
        conversation.import_answered(member, Voluntary(points), (3, 3), at, at)
        balance_changes = earned(Voluntary(points), self.brand, member, at)
        self.log.execute(lambda: Decision([conversation], balance_changes=balance_changes))

    def asks_for(self, gift, member, at, idempotency_key=None):
        redemption = uuid4()
        self.redemptions.request(redemption, self.brand, member, gift, at, idempotency_key)
        return redemption

    def lots(self, member):
        return self.programmes.lots(self.brand, member)

    def left_of(self, gift):
        return self.programmes.stock(self.brand, gift)


def events_of(log, id):
    """The events of an aggregate."""
    return [event.data for event in log.history(id)]


class refused:  # noqa: N801 - reads as a word
    """Check that a command is refused with this sentence, and changes no event and no balance."""

    def __init__(self, shop, refusal, sentence):
        self.shop = shop
        self.raises = pytest.raises(refusal, match=sentence)

    def __enter__(self):
        self.before = trace(self.shop.log)
        return self.raises.__enter__()

    def __exit__(self, *error):
        outcome = self.raises.__exit__(*error)
        assert trace(self.shop.log) == self.before
        return outcome


def trace(log):
    return log.rows.head(), log.rows.balances("points"), log.rows.balances("gift-stock")


def publish(shop, at, **changes):
    rule = msgspec.structs.replace(RULES, **changes)
    shop.programmes.publish_rules(shop.brand, rule, MANAGER, at)


def ask_for_a_guide(shop, ambassador):
    shop.stock(GUIDE, points=1_000, quantity=2)
    shop.answers(ambassador, 800, JANUARY)
    shop.answers(ambassador, 205, MARCH)
    return shop.asks_for(GUIDE, ambassador, JUNE)


def recognised(shop, member):
    return events_of(shop.log, shop.recognitions.of(shop.brand, member).id)
