"""Reward rules and a gift of Guest to Guest, whose programme the tests follow."""

from datetime import UTC, datetime
from uuid import UUID

from domain.rewards.programme import Programme
from domain.rewards.reward_rules import Badge, Grade, RewardRules, Tier
from tests.support.people import BRAND, MANAGER, euros

GUIDE = UUID(int=3)
TODAY = datetime(2017, 6, 1, 9, tzinfo=UTC)

# Guest to Guest: a point a conversation, 50 on top after 50, more at each further tier.
NEWCOMER = Tier("newcomer", 50, 50, {"en": "Newcomer", "fr": "Nouveau venu"})
HOST = Tier("host", 200, 100, {"en": "Host", "fr": "Hôte"})
ANSWERS = Badge(
    "answers",
    {"en": "Answers", "fr": "Réponses"},
    grades=(Grade(conversations=50), Grade(conversations=200), Grade(conversations=500)),
)
LOVED = Badge(
    "loved",
    {"en": "Loved by visitors", "fr": "Adoré des visiteurs"},
    grades=(Grade(ratings=10, good_percent=80), Grade(ratings=30, good_percent=90)),
    valid_days=90,
)
RULES = RewardRules(
    points_per_conversation=1,
    tiers=(NEWCOMER, HOST),
    badges=(ANSWERS, LOVED),
    points_expire_after_months=12,
    cost_per_100_points=euros(220),
    breakage_percent=25,
)
STOCKED = Programme.GiftStocked(
    at=TODAY,
    brand_id=BRAND,
    gift_id=GUIDE,
    name_by_language={"en": "A Lonely Planet guide", "fr": "Un guide Lonely Planet"},
    points=1_000,
    unit_cost=euros(2_200),
    quantity=5,
    by=MANAGER,
)


def on(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
