"""How the shop rewards its ambassadors, on the small scale of a new programme."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.money import Money
from domain.rewards.reward_rules import RewardRules, Tier
from web.demo import assumptions as assume
from web.demo.brands.camping_shop.respondents import AMBASSADORS_BEGIN
from web.demo.presence_sessions import Respondent
from web.demo.rewards import PlannedGift, RewardScheme

ATLAS = PlannedGift(
    slug="road-atlas",
    name_by_language={"fr": "Atlas des aires", "en": "Atlas of stopovers"},
    points=assume.ATLAS_POINTS.value,
    unit_cost=Money(assume.ATLAS_CENTS.value, "EUR"),
    quantity=15,
    request_share=0.5,
)
RULES = RewardRules(
    points_per_conversation=assume.POINTS.value,
    tiers=(Tier("crew", 30, 10, {"fr": "Équipage", "en": "Crew"}),),
    badges=(),
    points_expire_after_months=12,
    cost_per_100_points=Money(assume.ATLAS_CENTS.value * 100 // assume.ATLAS_POINTS.value, "EUR"),
    breakage_percent=assume.BREAKAGE.value,
)


def shop_rewards(brand_id: UUID, volunteers: list[Respondent]) -> RewardScheme:
    since = datetime.combine(AMBASSADORS_BEGIN, datetime.min.time(), UTC) + timedelta(hours=2)
    return RewardScheme(brand_id, RULES, (ATLAS,), since, tuple(volunteers))
