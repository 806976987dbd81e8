"""
Loading the demonstration: plan both brands' years, then carry out what is not done yet.

It may be interrupted at any point, also by kill -9, and started again: ids follow from the seed,
deeds are carried out one after the other, so the log itself says how far it came (`count_done`).
A year is finished when a brand's last deed, the licence of its last month, is written down. What
has happened lately comes after both years.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from domain.brands.brand import Brand
from domain.errors import NotNow
from domain.log.event_log import EventLog
from web.demo.brand_script import LICENCE, cost_id_of
from web.demo.brand_year import Period, Story, plan
from web.demo.brands.camping_shop.brand import SLUG as SHOP_SLUG
from web.demo.brands.camping_shop.brand import camping_shop
from web.demo.brands.home_exchange.brand import SLUG as EXCHANGE_SLUG
from web.demo.brands.home_exchange.brand import home_exchange
from web.demo.dates import last_day
from web.demo.figure import Figure
from web.demo.ids import brand_id_of
from web.demo.people import Person, house
from web.demo.planned_commands import Commands, Deed, carry_out, count_done
from web.demo.private_texts import Wrote
from web.demo.recent_activity import Lately, has_a_test, lately, today_of

SEED = 2017
YEAR = Period(date(2017, 1, 1), date(2017, 12, 31))
BRANDS = {EXCHANGE_SLUG: home_exchange, SHOP_SLUG: camping_shop}

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LoadedBrand:
    id: UUID
    slug: str
    name: str
    figures: tuple[Figure, ...]
    """What its demonstration rests on, for its screens."""


@dataclass(frozen=True)
class Loaded:
    brands: tuple[LoadedBrand, ...]
    people: tuple[Person, ...]
    """Everybody with a name; accounts are to be made for those who sign in."""
    words: tuple[Wrote, ...]
    """What they wrote in their own words, to be kept where the log says it lies."""
    carried_out: int
    """How many commands this call carried out: 0 when everything was there."""


def load(
    log: EventLog,
    seed: int = SEED,
    on_progress: Progress | None = None,
    period: Period = YEAR,
    today: date | None = None,
) -> Loaded:
    """
    Make sure that the demonstration is in the log.

    today: from which is counted back what has happened lately; None: nothing has.
    on_progress is told how many commands are done, and of how many. Raises NotNow when a brand
    of the same short name is there that is not the demonstration's, or was begun with another seed.
    """
    tell = on_progress or _silently
    commands = Commands.on(log)
    stories = [make(commands, _brand_id(log, slug, seed)) for slug, make in BRANDS.items()]
    missing = [each for each in stories if not _is_finished(log, each.brand_id, period)]
    for each in missing:
        _must_be_ours(each, seed)
        tell(0, 1)  # Planning takes some seconds; how much there is to do is not known before.
    deeds = [plan(each, commands, period) for each in missing]
    recent = _lately(log, commands, stories, missing, today)
    carried_out = _catch_up([*deeds, recent.deeds], log, tell)
    exchange, shop = stories
    return Loaded(
        brands=(_brand(exchange), _brand(shop)),
        people=_people(stories) + recent.people,
        words=tuple(commands.words) if has_a_test(log, shop.brand_id) else (),
        carried_out=carried_out,
    )


def _lately(
    log: EventLog,
    commands: Commands,
    stories: Sequence[Story],
    missing: Sequence[Story],
    today: date | None,
) -> Lately:
    exchange, shop = (each.brand_id for each in stories)
    is_there = has_a_test(log, shop) or any(each.brand_id == shop for each in missing)
    if today is None or not is_there:
        return Lately((), ())
    return lately(commands, shop, exchange, today_of(log, shop, today))


def _catch_up(plans: Sequence[Sequence[Deed]], log: EventLog, on_progress: Progress) -> int:
    total, before, carried_out = sum(map(len, plans)), 0, 0
    for deeds in plans:
        done = count_done(deeds, log)
        carry_out(deeds[done:], partial(_tell, on_progress, before + done, total))
        before, carried_out = before + len(deeds), carried_out + len(deeds) - done
    return carried_out


def _brand_id(log: EventLog, slug: str, seed: int) -> UUID:
    """The brand that is there under this short name, or the one that will be."""
    holder = log.rows.holder_of("brand-slug", slug)
    return UUID(holder) if holder else brand_id_of(seed, slug)


def _is_finished(log: EventLog, brand_id: UUID, period: Period) -> bool:
    last = cost_id_of(brand_id, LICENCE, last_day(period.last))
    return last in log.load_or_new(Brand, brand_id).costs


def _must_be_ours(story: Story, seed: int) -> None:
    if story.brand_id != brand_id_of(seed, story.slug):
        raise NotNow(
            f"There is already a brand called {story.slug}, and this demonstration did not make it;"
            " load into an empty database."
        )


def _brand(story: Story) -> LoadedBrand:
    return LoadedBrand(story.brand_id, story.slug, story.name, story.figures)


def _people(stories: list[Story]) -> tuple[Person, ...]:
    return house() + tuple(person for each in stories for person in each.people)


def _tell(on_progress: Progress, before: int, total: int, done: int) -> None:
    on_progress(before + done, total)


def _silently(_done: int, _total: int) -> None:
    """Nobody asked."""
