"""Maison Partagée, an invented home-exchange brand: volunteer ambassadors in three countries."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.brands.brand import Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.brands.widget import WidgetText
from web.demo import assumptions as assume
from web.demo import rhythms
from web.demo.brand_script import (
    HOME_EXCHANGES,
    BrandProfile,
    BrandScript,
    subject_id_of,
    widget_on,
)
from web.demo.brand_year import BrandYear
from web.demo.brands.home_exchange.ambassadors import OPENED, TERMS, YEAR, ambassadors_of
from web.demo.brands.home_exchange.programme import (
    exchange_rewards,
    plan_memberships,
    plan_programme_costs,
)
from web.demo.calibration import MonthTarget
from web.demo.demand import Demand
from web.demo.people import manager, members
from web.demo.simulated_conversation import Behaviour
from web.marketplace import Marketplace

SLUG = "maison-partagee"
ZONE = "Europe/Paris"
ROUTING_POLICY = RoutingPolicy((RoutingStep(TERMS.model, 0),), message_form_after_s=240)
LANGUAGES = {"fr": 0.68, "es": 0.15, "en": 0.17}
"""Of the visitors."""
SUBJECTS = {
    "home-exchange": ("Échange de maisons", "Home exchange", None, 10),
    "home-exchange-first": ("Premier échange", "First exchange", "home-exchange", 30),
    "home-exchange-points": ("Points d'échange", "Exchange points", "home-exchange", 22),
    "home-exchange-listing": ("Présenter sa maison", "Listing a home", "home-exchange", 18),
    "home-exchange-cover": ("Assurance et caution", "Insurance and deposit", "home-exchange", 20),
}
"""By slug: its name in French and English, its parent, and how often visitors ask about it."""
PROFILE = BrandProfile(
    slug=SLUG,
    name="Maison Partagée",
    hours=OpeningHours.always(ZONE),
    subjects=SUBJECTS,
    widget=widget_on(
        SLUG,
        {
            "fr": WidgetText(
                "Un échangiste vous répond",
                "Bonjour ! Une question sur l'échange de maisons ? Posez-la à un membre de la"
                " communauté.",
            ),
            "en": WidgetText(
                "A home exchanger answers you",
                "Hello! A question about exchanging homes? Ask a member of the community.",
            ),
        },
        promised_wait_s=120,
    ),
    registered_at=OPENED,
    opened_at=OPENED + timedelta(minutes=20),
)
BEHAVIOUR = Behaviour(
    decline_share=0.03,
    transfer_share=0.015,
    navigation_share=0.06,
    typing_s=18,
    tail_s=(60, 240),
    rating_share=assume.RATING_SHARE.share,
    sale_share=assume.EXCHANGE_SALES.share,
    median_sale_cents=assume.EXCHANGE_SALE_CENTS.value,
)
MEDIAN_OF_MEAN = 0.86
"""From the mean of handling times to their median, with their spread in `demand`."""


def home_exchange(marketplace: Marketplace, brand_id: UUID) -> BrandYear:
    subjects = tuple(subject_id_of(brand_id, slug) for slug in SUBJECTS)
    ambassadors = ambassadors_of(brand_id, subjects)
    script = BrandScript(marketplace, brand_id)
    script.open(PROFILE, ROUTING_POLICY)
    set_criteria = marketplace.brands.set_ambassador_criteria
    script.set(set_criteria, (Criterion(HOME_EXCHANGES, 1),), PROFILE.opened_at)
    plan_memberships(script, ambassadors, brand_id)
    plan_programme_costs(script, ambassadors)
    return BrandYear(
        brand_id=brand_id,
        profile=PROFILE,
        demand=_demand(brand_id),
        respondents=tuple(ambassadors),
        routing_policy_on=lambda _day: ROUTING_POLICY,
        behaviour=BEHAVIOUR,
        other_commands=tuple(script.commands),
        people=(
            manager(brand_id, SLUG, "Clémence Vidal"),
            *members(ambassadors, "ambassador", brand_id, SLUG),
        ),
        rewards=exchange_rewards(brand_id, ambassadors),
        target=_june_target(),
    )


def _june_target() -> MonthTarget:
    answered = assume.JUNE_ANSWERED.value
    handled_s = answered * assume.HANDLED_MIN.value * 60
    return MonthTarget(date(YEAR, 6, 1), answered, handled_s, ZoneInfo(ZONE))


def _demand(brand_id: UUID) -> Demand:
    return Demand(
        zone=ZoneInfo(ZONE),
        daily_mean=rhythms.EXCHANGE_DAILY_MEAN,
        weekday_factors=rhythms.EXCHANGE_WEEKDAYS,
        hour_weights=rhythms.EXCHANGE_HOURS,
        weekend_hour_weights=rhythms.EXCHANGE_WEEKEND_HOURS,
        languages=LANGUAGES,
        topics=PROFILE.topics(brand_id),
        patience_s=assume.EXCHANGE_PATIENCE_S.value,
        handling_s=assume.HANDLED_MIN.value * 60 * MEDIAN_OF_MEAN,
        rush_days=rhythms.fortnightly(date(YEAR, 1, 3), date(YEAR, 12, 31)),
        rush_factor=rhythms.NEWSLETTER_RUSH,
    )
