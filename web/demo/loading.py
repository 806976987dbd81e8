"""
Loading the demonstration: plan both brands' years, then execute what the log does not have yet.

It may be interrupted at any point, also by kill -9, and started again: ids follow from the seed,
commands are executed one after the other, so the log itself says how far an earlier load came
(`count_executed`). A year is finished when a brand's last command, the licence of its last month,
is in the log. Recent activity comes after both years, and what experts earn and are paid
comes last, and then the bank's statement of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from domain.brands.brand import Brand
from domain.errors import NotNow
from domain.log.event_log import EventLog
from web.demo.bank_statement import load_bank_statement
from web.demo.brand_script import LICENCE, cost_id_of
from web.demo.brand_year import BrandYear, SimulatedPeriod, plan_year
from web.demo.brands.camping_shop.brand import SLUG as SHOP_SLUG
from web.demo.brands.camping_shop.brand import camping_shop
from web.demo.brands.camping_shop.recent_booking import recent_booking_id_of
from web.demo.brands.home_exchange.brand import SLUG as EXCHANGE_SLUG
from web.demo.brands.home_exchange.brand import home_exchange
from web.demo.payments import (
    KeepPayees,
    KeepTexts,
    PaidExperts,
    load_paid_lately,
    load_paid_year,
)
from web.demo.people import Person, platform_staff
from web.demo.planned import PlannedCommand, PlannedText, brand_id_of, count_executed, execute_all
from web.demo.recent_activity import (
    NO_RECENT_ACTIVITY,
    RecentActivity,
    has_assessment,
    plan_recent_activity,
    reference_day,
)
from web.demo.rhythms import last_day
from web.marketplace import Marketplace
from web.private_store.accounts import RoleName

SEED = 2017
YEAR = SimulatedPeriod(date(2017, 1, 1), date(2017, 12, 31))
BRANDS = {EXCHANGE_SLUG: home_exchange, SHOP_SLUG: camping_shop}

ReportProgress = Callable[[int, int], None]
"""Called with how many commands are done, and of how many."""


@dataclass(frozen=True)
class LoadedBrand:
    id: UUID
    slug: str


@dataclass(frozen=True)
class LoadedDemonstration:
    brands: tuple[LoadedBrand, ...]
    people: tuple[Person, ...]
    """All who have a name; each is to have an account."""
    executed: int
    """How many planned commands this call executed: 0 when everything was there."""


def load(
    marketplace: Marketplace,
    keep_texts: KeepTexts,
    keep_payees: KeepPayees = lambda _: None,
    seed: int = SEED,
    on_progress: ReportProgress = lambda *_: None,
    period: SimulatedPeriod = YEAR,
    today: date | None = None,
) -> LoadedDemonstration:
    """
    Make sure that the demonstration is in the log.

    keep_texts: is called with what the people wrote, before the commands that refer to it; the
    marketplace must read texts from where it puts them.
    keep_payees: the same for the payment details of experts.
    today: the day from which recent activity is counted back; None: there is none.

    Raises NotNow when there is a brand of the same short name that is not the demonstration's, or
    an unfinished one from another seed.
    """
    log = marketplace.log
    years = [make(marketplace, _brand_id(log, slug, seed)) for slug, make in BRANDS.items()]
    missing = [year for year in years if not _is_finished(log, year.brand_id, period)]
    for year in missing:
        _must_be_ours(year, seed)
        on_progress(
            0, 1
        )  # Planning takes some seconds; how much there is to do is not known before.
    plans = [plan_year(year, marketplace, period) for year in missing]
    exchange, shop = years
    recent, texts = NO_RECENT_ACTIVITY, list[PlannedText]()
    if shop in missing or has_assessment(log, shop.brand_id):
        recent = _recent_activity(marketplace, exchange.brand_id, shop.brand_id, today)
        texts = [*shop.texts, *recent.texts]
    keep_texts(texts)
    paid = PaidExperts(marketplace, shop.brand_id, _experts(shop), keep_texts, keep_payees)
    executed = _execute_missing([*plans, recent.commands], log, on_progress)
    if texts:
        load_paid_year(paid, period.first, period.last)
    if recent.commands and today is not None:
        _load_money_lately(paid, reference_day(log, shop.brand_id, today))
    return LoadedDemonstration(
        brands=(_brand(exchange), _brand(shop)),
        people=_people(years) + recent.people,
        executed=executed,
    )


def _load_money_lately(paid: PaidExperts, day: date) -> None:
    load_paid_lately(paid, day)
    load_bank_statement(paid.marketplace, day)


def _recent_activity(
    marketplace: Marketplace, exchange_id: UUID, shop_id: UUID, today: date | None
) -> RecentActivity:
    if today is None:
        return NO_RECENT_ACTIVITY
    day = reference_day(marketplace.log, shop_id, today)
    plan = partial(plan_recent_activity, marketplace, shop_id, exchange_id, day)
    older = plan(has_booking=False)
    is_booked = bool(marketplace.log.history(recent_booking_id_of(shop_id)))
    # What was loaded before there were bookings stays as it is.
    if count_executed(older.commands, marketplace.log) == len(older.commands) and not is_booked:
        return older
    return plan()


def _execute_missing(
    plans: Sequence[Sequence[PlannedCommand]], log: EventLog, on_progress: ReportProgress
) -> int:
    """Returns how many commands it executed."""
    total, before, executed = sum(map(len, plans)), 0, 0
    for commands in plans:
        done = count_executed(commands, log)
        for number in execute_all(commands[done:]):
            on_progress(before + done + number, total)
        before, executed = before + len(commands), executed + len(commands) - done
    return executed


def _brand_id(log: EventLog, slug: str, seed: int) -> UUID:
    """The brand that is there under this short name, or the one that will be."""
    holder = log.rows.holder_of("brand-slug", slug)
    return UUID(holder) if holder else brand_id_of(seed, slug)


def _is_finished(log: EventLog, brand_id: UUID, period: SimulatedPeriod) -> bool:
    last = cost_id_of(brand_id, LICENCE, last_day(period.last))
    return last in log.load_or_new(Brand, brand_id).costs


def _must_be_ours(year: BrandYear, seed: int) -> None:
    if year.brand_id != brand_id_of(seed, year.profile.slug):
        raise NotNow(
            "A brand called %(slug)s already exists, and this demonstration did not create it."
            " Load it into an empty database.",
            slug=year.profile.slug,
        )


def _experts(year: BrandYear) -> list[Person]:
    """Those whom the brand pays, in the order in which they joined."""
    own = (person for person in year.people if person.brand_id == year.brand_id)
    return [person for person in own if RoleName.EXPERT in person.roles]


def _brand(year: BrandYear) -> LoadedBrand:
    return LoadedBrand(year.brand_id, year.profile.slug)


def _people(years: list[BrandYear]) -> tuple[Person, ...]:
    return platform_staff() + tuple(person for year in years for person in year.people)
