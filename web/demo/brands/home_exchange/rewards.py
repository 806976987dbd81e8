"""How the home-exchange brand rewards its ambassadors: a point a conversation, tiers, gifts."""

from datetime import timedelta
from uuid import UUID

from domain.money import Money
from domain.rewards.reward_rules import Badge, Grade, RewardRules, Tier
from web.demo import assumptions as assume
from web.demo.brands.home_exchange.ambassadors import OPENED
from web.demo.presence_sessions import Respondent
from web.demo.rewards import PlannedGift, RewardScheme

TIERS = (
    Tier("first-steps", 50, 0, {"fr": "Premiers pas", "en": "First steps"}),
    Tier("regular", 150, 50, {"fr": "Régulier", "en": "Regular"}),
    Tier("pillar", 300, 100, {"fr": "Pilier", "en": "Pillar"}),
    Tier("guide", 500, 200, {"fr": "Guide", "en": "Guide"}),
)
"""The first is in the sources (50 conversations, 50 points); the others are assumed."""
APPRECIATED = Badge(
    "appreciated",
    {"fr": "Apprécié", "en": "Appreciated"},
    (Grade(ratings=20, good_percent=80), Grade(ratings=60, good_percent=90)),
    valid_days=180,
)
GUIDE = PlannedGift(
    slug="travel-guide",
    name_by_language={"fr": "Guide de voyage", "en": "Travel guide"},
    points=assume.GUIDE_POINTS.value,
    unit_cost=Money(assume.GUIDE_CENTS.value, "EUR"),
    quantity=20,
    request_share=0.8,
)
BOTTLE = PlannedGift(
    slug="travel-bottle",
    name_by_language={"fr": "Gourde de voyage", "en": "Travel bottle"},
    points=assume.BOTTLE_POINTS.value,
    unit_cost=Money(assume.BOTTLE_CENTS.value, "EUR"),
    quantity=40,
    request_share=0.12,
)
RULES = RewardRules(
    points_per_conversation=assume.POINTS.value,
    tiers=TIERS,
    badges=(APPRECIATED,),
    points_expire_after_months=24,
    cost_per_100_points=Money(assume.GUIDE_CENTS.value * 100 // assume.GUIDE_POINTS.value, "EUR"),
    breakage_percent=assume.BREAKAGE.value,
)


def exchange_rewards(brand_id: UUID, volunteers: list[Respondent]) -> RewardScheme:
    since = OPENED + timedelta(minutes=30)
    return RewardScheme(brand_id, RULES, (GUIDE, BOTTLE), since, tuple(volunteers))
