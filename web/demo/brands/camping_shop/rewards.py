"""How the shop thanks its ambassadors, in the small way of a programme that has just begun."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.money import Money
from domain.rewards.reward_rules import RewardRules, Tier
from web.demo import assumptions as assume
from web.demo.brands.camping_shop.respondents import AMBASSADORS_BEGIN
from web.demo.presence_sessions import Respondent
from web.demo.rewards import Gift, Thanks

ATLAS = Gift(
    slug="road-atlas",
    name_by_language={"fr": "Atlas des aires", "en": "Atlas of stopovers"},
    points=assume.ATLAS_POINTS.value,
    unit_cost=Money(assume.ATLAS_CENTS.value, "EUR"),
    quantity=15,
    wish=0.5,
)
RULE = RewardRules(
    points_per_conversation=assume.POINTS.value,
    tiers=(Tier("crew", 30, 10, {"fr": "Équipage", "en": "Crew"}),),
    badges=(),
    points_expire_after_months=12,
    cost_per_100_points=Money(assume.ATLAS_CENTS.value * 100 // assume.ATLAS_POINTS.value, "EUR"),
    breakage_percent=assume.BREAKAGE.value,
)


def thanks_of_the_shop(brand_id: UUID, volunteers: list[Respondent]) -> Thanks:
    since = datetime.combine(AMBASSADORS_BEGIN, datetime.min.time(), UTC) + timedelta(hours=2)
    return Thanks(brand_id, RULE, (ATLAS,), since, tuple(volunteers))
