"""Atelier du Fourgon, an invented shop for camping-cars: experts, some ambassadors, an employee."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.brands.brand import Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.brands.widget import WidgetText
from web.demo import assumptions as assume
from web.demo import rhythms
from web.demo.brand_script import BrandProfile, BrandScript, subject_id_of, widget_on
from web.demo.brand_year import BrandYear
from web.demo.brands.camping_shop.recruitment import (
    ExpertRecruitment,
    adviser_id_of,
    plan_recruitment,
)
from web.demo.brands.camping_shop.respondents import (
    AMBASSADORS_BEGIN,
    EMPLOYED,
    OPENED,
    PAID,
    VOLUNTARY,
    YEAR,
    SubjectIds,
    ambassadors_of,
    employees_of,
    experts_of,
    shop_rewards,
)
from web.demo.brands.camping_shop.season import autumn_season
from web.demo.demand import Demand
from web.demo.people import adviser, manager, members
from web.demo.presence_sessions import Respondent
from web.demo.simulated_conversation import Behaviour
from web.marketplace import Marketplace

SLUG = "atelier-du-fourgon"
ZONE = "Europe/Paris"
CLOSED_ON = (date(YEAR, 1, 1), date(YEAR, 5, 1), date(YEAR, 7, 14), date(YEAR, 12, 25))
EVENINGS, DAYS = [("18:00", "23:00")], [("09:00", "23:00")]

EXPERTS_ONLY = RoutingPolicy((RoutingStep(PAID.model, 0),), message_form_after_s=180)
AMBASSADORS_FIRST = RoutingPolicy(
    (
        RoutingStep(VOLUNTARY.model, 0),
        RoutingStep(PAID.model, assume.EXPERTS_AFTER_S.value),
        RoutingStep(EMPLOYED.model, assume.STAFF_AFTER_S.value),
    ),
    message_form_after_s=180,
)
SALES = frozenset({date(YEAR, 1, 11), date(YEAR, 3, 24), date(YEAR, 6, 28), date(YEAR, 11, 24)})
"""The first evenings of the sales, and of the season."""

SUBJECTS = {
    "camping-car": ("Camping-car", "Motorhomes", None, 6),
    "camping-car-electricity": ("Électricité", "Electricity", "camping-car", 22),
    "camping-car-solar": ("Panneaux solaires", "Solar panels", "camping-car-electricity", 14),
    "camping-car-water": ("Eau", "Water", "camping-car", 14),
    "camping-car-heating": ("Chauffage", "Heating", "camping-car", 13),
    "camping-car-gas": ("Gaz", "Gas", "camping-car", 5),
    "camping-car-awnings": ("Stores et auvents", "Awnings", "camping-car", 12),
    "camping-car-outside": ("Porte-vélos et coffres", "Racks and boxes", "camping-car", 9),
    "camping-car-multimedia": ("Télévision et antennes", "Television", "camping-car", 5),
}
"""By slug: its name in French and English, its parent, and how often visitors ask about it."""


PROFILE = BrandProfile(
    slug=SLUG,
    name="Atelier du Fourgon",
    hours=OpeningHours.weekly(
        ZONE, dict(enumerate([EVENINGS] * 5 + [DAYS] * 2)), closed_on=CLOSED_ON
    ),
    subjects=SUBJECTS,
    widget=widget_on(
        SLUG,
        {
            "fr": WidgetText(
                "Un passionné vous répond", "Bonsoir ! Une question sur votre équipement ?"
            ),
            "en": WidgetText(
                "An enthusiast answers you", "Good evening! A question about your equipment?"
            ),
        },
        promised_wait_s=90,
    ),
    registered_at=OPENED,
    opened_at=OPENED + timedelta(minutes=15),
)
BEHAVIOUR = Behaviour(
    decline_share=0.02,
    transfer_share=0.025,
    navigation_share=0.15,
    typing_s=14,
    tail_s=(45, 150),
    rating_share=assume.RATING_SHARE.share,
    sale_share=assume.SHOP_SALES.share,
    median_sale_cents=assume.SHOP_SALE_CENTS.value,
)

Recruit = Callable[[Marketplace, UUID, SubjectIds, Sequence[Respondent]], ExpertRecruitment]


def camping_shop(
    marketplace: Marketplace, brand_id: UUID, recruit: Recruit = plan_recruitment
) -> BrandYear:
    """recruit: how its experts came before the year began; there has not always been a test."""
    subjects = {slug: subject_id_of(brand_id, slug) for slug in SUBJECTS}
    experts, ambassadors = experts_of(brand_id, subjects), ambassadors_of(brand_id, subjects)
    employees = employees_of(brand_id, subjects)
    script = BrandScript(marketplace, brand_id)
    script.open(PROFILE, EXPERTS_ONLY)
    recruitment = recruit(marketplace, brand_id, subjects, experts)
    for respondent in (*ambassadors, *employees):
        script.join(respondent)
    _plan_programme(script, marketplace, ambassadors)
    return BrandYear(
        brand_id=brand_id,
        profile=PROFILE,
        demand=_demand(brand_id),
        respondents=(*experts, *ambassadors, *employees),
        routing_policy_on=lambda day: (
            AMBASSADORS_FIRST if day >= AMBASSADORS_BEGIN else EXPERTS_ONLY
        ),
        behaviour=BEHAVIOUR,
        other_commands=(*script.commands, *recruitment.commands),
        people=(
            manager(brand_id, SLUG, "Renaud Collin"),
            adviser(adviser_id_of(brand_id), brand_id, SLUG, "Hugo Marchal"),
            *members(experts, "expert", brand_id, SLUG),
            *members(ambassadors, "ambassador", brand_id, SLUG),
            *members(employees, "employee", brand_id, SLUG),
            *recruitment.people,
        ),
        rewards=shop_rewards(brand_id, ambassadors),
        texts=recruitment.texts,
        season=autumn_season(brand_id, experts),
    )


def _demand(brand_id: UUID) -> Demand:
    return Demand(
        zone=ZoneInfo(ZONE),
        daily_mean=rhythms.SHOP_DAILY_MEAN,
        weekday_factors=rhythms.SHOP_WEEKDAYS,
        hour_weights=rhythms.SHOP_HOURS,
        weekend_hour_weights=rhythms.SHOP_WEEKEND_HOURS,
        languages={"fr": 0.92, "en": 0.08},
        topics=PROFILE.topics(brand_id),
        patience_s=assume.SHOP_PATIENCE_S.value,
        handling_s=assume.SHOP_HANDLED_MIN.value * 60,
        rush_days=SALES,
        rush_factor=rhythms.SALES_RUSH,
    )


def _plan_programme(
    script: BrandScript, marketplace: Marketplace, ambassadors: list[Respondent]
) -> None:
    """The ambassadors' programme begins in spring; the experts need none."""
    begins_at = datetime.combine(AMBASSADORS_BEGIN, datetime.min.time(), UTC) + timedelta(hours=2)
    script.set(marketplace.brands.set_ambassador_criteria, (Criterion("orders", 3),), begins_at)
    script.set(marketplace.brands.set_routing_policy, AMBASSADORS_FIRST, begins_at)
    for month in rhythms.months(YEAR):
        if month >= AMBASSADORS_BEGIN:
            script.record_fixed_costs(month, assume.SHOP_MANAGER_HOURS, assume.SHOP_LICENCE_EUR)
    for ambassador in ambassadors:
        script.send_welcome_gift(ambassador)
    script.hold_evening(rhythms.third_friday(date(YEAR, 9, 1)))
