"""Maison Partagée, an invented home-exchange brand: volunteer ambassadors in three countries."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.brands.brand import Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.brands.widget import WidgetSettings, WidgetText
from web.demo import assumptions as assume
from web.demo.brand_script import HOME_EXCHANGES, Book, subject_id_of
from web.demo.brand_year import Story
from web.demo.brands.home_exchange.ambassadors import OPENED, TERMS, YEAR, ambassadors_of
from web.demo.brands.home_exchange.programme import people_come_and_go, programme_costs
from web.demo.brands.home_exchange.rewards import thanks_of_the_exchange
from web.demo.calibration import Target
from web.demo.demand import Demand, Topic
from web.demo.people import manager, members
from web.demo.planned_commands import Commands
from web.demo.rhythms import (
    EXCHANGE_A_DAY,
    EXCHANGE_HOURS,
    EXCHANGE_WEEK,
    EXCHANGE_WEEKEND_HOURS,
    NEWSLETTER_RUSH,
    fortnightly,
)
from web.demo.scenario import Manner
from web.demo.simulated_conversation import Afterwards

SLUG, NAME = "maison-partagee", "Maison Partagée"
ZONE = "Europe/Paris"
HOURS = OpeningHours.always(ZONE)
CASCADE = RoutingPolicy((RoutingStep(TERMS.model, 0),), message_form_after_s=240)
LANGUAGES = {"fr": 0.68, "es": 0.15, "en": 0.17}
"""Of the visitors."""
SUBJECTS = {
    "home-exchange": ("Échange de maisons", "Home exchange", None, 10),
    "home-exchange-first": ("Premier échange", "First exchange", "home-exchange", 30),
    "home-exchange-points": ("Points d'échange", "Exchange points", "home-exchange", 22),
    "home-exchange-listing": ("Présenter sa maison", "Listing a home", "home-exchange", 18),
    "home-exchange-cover": ("Assurance et caution", "Insurance and deposit", "home-exchange", 20),
}
"""By slug: its name in French and English, its parent, and how often it is asked about."""
MEDIAN_OF_MEAN = 0.86
"""The median of what has a given mean, with the spread of the handled times in `demand`."""


def home_exchange(commands: Commands, brand_id: UUID) -> Story:
    subjects = tuple(subject_id_of(brand_id, slug) for slug in SUBJECTS)
    ambassadors = ambassadors_of(brand_id, subjects)
    book = Book(commands, brand_id, "EUR")
    _open(book)
    people_come_and_go(book, ambassadors, brand_id)
    programme_costs(book, ambassadors)
    return Story(
        brand_id=brand_id,
        slug=SLUG,
        name=NAME,
        demand=_demand(brand_id),
        respondents=tuple(ambassadors),
        hours=HOURS,
        cascade_on=lambda _day: CASCADE,
        manner=_manner(),
        housekeeping=tuple(book.deeds),
        people=(
            manager(brand_id, SLUG, "Clémence Vidal"),
            *members(ambassadors, "ambassador", brand_id, SLUG),
        ),
        figures=assume.figures_of_the_exchange(),
        thanks=thanks_of_the_exchange(brand_id, ambassadors),
        target=_june(),
    )


def _june() -> Target:
    answered = assume.JUNE_ANSWERED.value
    handled_s = answered * assume.HANDLED_MIN.value * 60
    return Target(date(YEAR, 6, 1), answered, handled_s, ZoneInfo(ZONE))


def _demand(brand_id: UUID) -> Demand:
    topics = {
        Topic(subject_id_of(brand_id, slug), f"https://{SLUG}.example/{slug}"): weight
        for slug, (_, _, _, weight) in SUBJECTS.items()
    }
    return Demand(
        zone=ZoneInfo(ZONE),
        a_day=EXCHANGE_A_DAY,
        week=EXCHANGE_WEEK,
        hours=EXCHANGE_HOURS,
        weekend_hours=EXCHANGE_WEEKEND_HOURS,
        languages=LANGUAGES,
        topics=topics,
        patience_s=assume.EXCHANGE_PATIENCE_S.value,
        handling_s=assume.HANDLED_MIN.value * 60 * MEDIAN_OF_MEAN,
        rushes=fortnightly(date(YEAR, 1, 3), date(YEAR, 12, 31)),
        rush=NEWSLETTER_RUSH,
    )


def _manner() -> Manner:
    return Manner(
        decline_share=0.03,
        transfer_share=0.015,
        page_share=0.06,
        typing_s=18,
        tail_s=(60, 240),
        afterwards=Afterwards(
            rating_share=assume.RATING_SHARE.share,
            sale_share=assume.EXCHANGE_SALES.share,
            sale_cents=assume.EXCHANGE_SALE_CENTS.value,
            currency="EUR",
        ),
    )


def _open(book: Book) -> None:
    book.register(SLUG, NAME, ZONE, OPENED)
    later = OPENED + timedelta(minutes=20)
    for slug, (fr, en, parent, _) in SUBJECTS.items():
        book.name_subject(slug, fr, en, parent, later)
    book.set_opening_hours(HOURS, later)
    book.configure_widget(_window(), later)
    book.set_routing_policy(CASCADE, later)
    book.set_ambassador_criteria((Criterion(HOME_EXCHANGES, 1),), later)


def _window() -> WidgetSettings:
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
