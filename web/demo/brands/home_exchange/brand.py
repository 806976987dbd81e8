"""Maison Partagée, an invented home-exchange brand: volunteer ambassadors in three countries."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.brands.brand import Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.brands.widget import WidgetSettings, WidgetText
from web.demo import assumptions as assume
from web.demo.brand_script import HOME_EXCHANGES, BrandScript, subject_id_of
from web.demo.brand_year import BrandYear
from web.demo.brands.home_exchange.ambassadors import OPENED, TERMS, YEAR, ambassadors_of
from web.demo.brands.home_exchange.programme import (
    exchange_rewards,
    plan_memberships,
    plan_programme_costs,
)
from web.demo.calibration import MonthTarget
from web.demo.demand import Demand, VisitTopic
from web.demo.people import manager, members
from web.demo.rhythms import (
    EXCHANGE_DAILY_MEAN,
    EXCHANGE_HOURS,
    EXCHANGE_WEEKDAYS,
    EXCHANGE_WEEKEND_HOURS,
    NEWSLETTER_RUSH,
    fortnightly,
)
from web.demo.simulated_conversation import Behaviour, FollowUpBehaviour
from web.marketplace import Marketplace

SLUG, NAME = "maison-partagee", "Maison Partagée"
ZONE = "Europe/Paris"
HOURS = OpeningHours.always(ZONE)
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
MEDIAN_OF_MEAN = 0.86
"""From the mean of handling times to their median, with their spread in `demand`."""


def home_exchange(marketplace: Marketplace, brand_id: UUID) -> BrandYear:
    subjects = tuple(subject_id_of(brand_id, slug) for slug in SUBJECTS)
    ambassadors = ambassadors_of(brand_id, subjects)
    script = BrandScript(marketplace, brand_id, "EUR")
    _plan_opening(script)
    plan_memberships(script, ambassadors, brand_id)
    plan_programme_costs(script, ambassadors)
    return BrandYear(
        brand_id=brand_id,
        slug=SLUG,
        name=NAME,
        demand=_demand(brand_id),
        respondents=tuple(ambassadors),
        hours=HOURS,
        routing_policy_on=lambda _day: ROUTING_POLICY,
        behaviour=_behaviour(),
        other_commands=tuple(script.commands),
        people=(
            manager(brand_id, SLUG, "Clémence Vidal"),
            *members(ambassadors, "ambassador", brand_id, SLUG),
        ),
        figures=assume.figures_of_the_exchange(),
        rewards=exchange_rewards(brand_id, ambassadors),
        target=_june_target(),
    )


def _june_target() -> MonthTarget:
    answered = assume.JUNE_ANSWERED.value
    handled_s = answered * assume.HANDLED_MIN.value * 60
    return MonthTarget(date(YEAR, 6, 1), answered, handled_s, ZoneInfo(ZONE))


def _demand(brand_id: UUID) -> Demand:
    topics = {
        VisitTopic(subject_id_of(brand_id, slug), f"https://{SLUG}.example/{slug}"): weight
        for slug, (_, _, _, weight) in SUBJECTS.items()
    }
    return Demand(
        zone=ZoneInfo(ZONE),
        daily_mean=EXCHANGE_DAILY_MEAN,
        weekday_factors=EXCHANGE_WEEKDAYS,
        hour_weights=EXCHANGE_HOURS,
        weekend_hour_weights=EXCHANGE_WEEKEND_HOURS,
        languages=LANGUAGES,
        topics=topics,
        patience_s=assume.EXCHANGE_PATIENCE_S.value,
        handling_s=assume.HANDLED_MIN.value * 60 * MEDIAN_OF_MEAN,
        rush_days=fortnightly(date(YEAR, 1, 3), date(YEAR, 12, 31)),
        rush_factor=NEWSLETTER_RUSH,
    )


def _behaviour() -> Behaviour:
    return Behaviour(
        decline_share=0.03,
        transfer_share=0.015,
        navigation_share=0.06,
        typing_s=18,
        tail_s=(60, 240),
        follow_up=FollowUpBehaviour(
            rating_share=assume.RATING_SHARE.share,
            sale_share=assume.EXCHANGE_SALES.share,
            median_sale_cents=assume.EXCHANGE_SALE_CENTS.value,
            currency="EUR",
        ),
    )


def _plan_opening(script: BrandScript) -> None:
    script.register(SLUG, NAME, ZONE, OPENED)
    later = OPENED + timedelta(minutes=20)
    for slug, (fr, en, parent, _) in SUBJECTS.items():
        script.name_subject(slug, fr, en, parent, later)
    script.set_opening_hours(HOURS, later)
    script.configure_widget(_widget(), later)
    script.set_routing_policy(ROUTING_POLICY, later)
    script.set_ambassador_criteria((Criterion(HOME_EXCHANGES, 1),), later)


def _widget() -> WidgetSettings:
    fr = WidgetText(
        "Un échangiste vous répond",
        "Bonjour ! Une question sur l'échange de maisons ? Posez-la à un membre de la communauté.",
    )
    en = WidgetText(
        "A home exchanger answers you",
        "Hello! A question about exchanging homes? Ask a member of the community.",
    )
    return WidgetSettings(
        texts={"fr": fr, "en": en},
        minimum_present=1,
        promised_wait_s=120,
        origins=(f"https://{SLUG}.example",),
    )
