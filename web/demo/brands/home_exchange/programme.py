"""What the home-exchange brand does for its ambassadors: evenings, points, tiers and gifts."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.brands.programme_cost import CostCategory
from domain.money import Money
from domain.rewards.reward_rules import Badge, Grade, Tier
from web.demo import assumptions as assume
from web.demo.brand_script import BrandScript
from web.demo.brands.home_exchange.ambassadors import ENGAGED_IN_JANUARY, OPENED, YEAR
from web.demo.planned import id_in
from web.demo.presence_sessions import Respondent
from web.demo.rewards import PlannedGift, RewardScheme, reward_rules
from web.demo.rhythms import months, third_friday

REASONS = ("own_wish", "own_wish", "moved")
NO_EVENING = (8, 12)
BY_AN_AMBASSADOR = (5, 10)
"""The evenings of these months were organised by an ambassador, and cost the brand nothing."""
WEEKEND = date(YEAR, 9, 23)
GOODIES = date(YEAR, 1, 20)
RECORDED_AFTER = timedelta(days=3)


def plan_memberships(script: BrandScript, ambassadors: list[Respondent], brand_id: UUID) -> None:
    """Of those who sign up in a month one becomes an ambassador; the others stay members only."""
    for number, ambassador in enumerate(ambassadors):
        script.join(ambassador)
        script.end_engagement(ambassador, REASONS[number % len(REASONS)])
    for month in months(YEAR):
        for number in range(assume.APPLICANTS.value - 1):
            signed_up_at = datetime(YEAR, month.month, 6 + 5 * number, 19, tzinfo=UTC)
            applicant_id = id_in(brand_id, "applicant", month, number)
            script.sign_up(applicant_id, ("fr",), "FR", signed_up_at)


def plan_programme_costs(script: BrandScript, ambassadors: list[Respondent]) -> None:
    for month in months(YEAR):
        if month.month not in (*NO_EVENING, *BY_AN_AMBASSADOR):
            script.hold_evening(third_friday(month))
        script.record_fixed_costs(month, assume.MANAGER_HOURS, assume.LICENCE_EUR)
    for ambassador in ambassadors[ENGAGED_IN_JANUARY:]:
        script.send_welcome_gift(ambassador)
    for kind, euros, day, name in (
        (CostCategory.EVENT, assume.WEEKEND_EUR.value, WEEKEND, "weekend"),
        (CostCategory.GOODIES, assume.GOODIES_EUR.value, GOODIES, "goodies"),
    ):
        script.record_programme_cost(kind, euros, day, name, day + RECORDED_AFTER)


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
RULES = reward_rules(TIERS, (APPRECIATED,), 24, GUIDE)


def exchange_rewards(brand_id: UUID, volunteers: list[Respondent]) -> RewardScheme:
    since = OPENED + timedelta(minutes=30)
    return RewardScheme(brand_id, RULES, (GUIDE, BOTTLE), since, tuple(volunteers))
