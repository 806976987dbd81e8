"""What several commands share: the marketplace they run on, progress bars, and typed amounts."""

import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import NamedTuple
from uuid import UUID

import click
import psycopg
from babel.numbers import get_currency_precision
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from domain.assessments.attempt_commands import ReadTexts
from domain.errors import Invalid, NotFound, NotNow
from domain.money import Money
from domain.terms import Employed, Paid, Terms, Voluntary, terms_errors
from projections.engine.progress import ActivityProgress
from projections.engine.rebuild import Rebuilder
from web.composition import compose, no_texts
from web.marketplace import Marketplace
from web.private_store.key_check import check_key, check_private_store
from web.private_store.store import PrivateStore, open_private_store
from web.private_store.texts import PrivateTexts
from web.settings import Settings

CONNECT_PATIENCE_S = 5
RETRY_S = 0.2


def open_marketplace(read_texts: ReadTexts = no_texts) -> Marketplace:
    """The marketplace of DATABASE_URL, until the command ends; without private texts."""
    settings = Settings.from_environment()
    _must_answer(settings.database_url)
    marketplace = compose(settings.database_url, read_texts, clock=settings.clock)
    closing_last = (
        marketplace.read_model_store.close,
        marketplace.ledger.close,
        marketplace.log.close,
    )
    for close in closing_last:
        click.get_current_context().call_on_close(close)
    if marketplace.log.rows.head() == 0:
        # Before the first event: a store that is missing later on was lost.
        with closing(open_private_store(settings)) as store:
            check_private_store(store, 0)
    return marketplace


def open_marketplace_and_store(settings: Settings) -> tuple[Marketplace, PrivateStore]:
    """
    The marketplace with the private store that it reads texts from, until the command ends.

    Raises BadSetting when the store was lost, or does not open with this key.
    """
    _must_answer(settings.database_url)
    store = open_private_store(settings)
    click.get_current_context().call_on_close(store.close)
    marketplace = open_marketplace(PrivateTexts(store).read)
    check_private_store(store, marketplace.log.rows.head())
    return marketplace, store


def open_store(settings: Settings) -> PrivateStore:
    """The private store alone. Raises BadSetting when it does not open with this key."""
    store = open_private_store(settings)
    check_key(store)
    return store


def _must_answer(database_url: str) -> None:
    if database_url.startswith("postgresql:"):
        # The log's pool would try for half a minute, and then not say what is wrong.
        psycopg.connect(database_url, connect_timeout=CONNECT_PATIENCE_S).close()


@contextmanager
def progress() -> Iterator[ActivityProgress]:
    """A progress bar for each activity, on stderr; silent without a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks = {}

        def advance(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield advance


def update_read_models(marketplace: Marketplace) -> None:
    """Bring the read models up to date, with a bar when that takes long."""
    with progress() as advance:
        rebuild_outdated(marketplace, advance)
        for projection in marketplace.read_models.all:
            head = marketplace.log.rows.head()
            while (position := marketplace.projector.step(projection)) < head:
                advance(f"updating {projection.name}", position, head)


def rebuild_outdated(marketplace: Marketplace, advance: ActivityProgress) -> None:
    """Rebuild, beside the live ones, the read models of another version of the code or log."""
    _report_foreign(marketplace)
    rebuilder = Rebuilder(marketplace.log, marketplace.read_model_store, advance)
    is_outdated = marketplace.read_model_store.is_outdated
    while outdated := list(filter(is_outdated, marketplace.read_models.all)):
        try:
            rebuilder.rebuild(*outdated)
        except NotNow:
            # Another process rebuilds them, after the same upgrade.
            time.sleep(RETRY_S)


def _report_foreign(marketplace: Marketplace) -> None:
    progress = marketplace.read_models.progress()
    foreign = [projection.name for projection in progress if not projection.is_of_this_log]
    if foreign:
        click.echo(
            "These read models are not of this log, or ahead of it, and are rebuilt:"
            f" {', '.join(foreign)}.",
            err=True,
        )


AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]+))?")


def read_money(text: str, currency: str) -> Money:
    """Read an amount like 2.00 in a currency. Raises Invalid for anything else."""
    digits = get_currency_precision(currency)
    match = AMOUNT.fullmatch(text)
    if match is None or len(match[2] or "") > digits:
        raise Invalid(f"{text} is not an amount in {currency}. Write it like {2:.{digits}f}.")
    whole, part = match.groups(default="")
    return Money(int(whole + part.ljust(digits, "0")), currency)


class TypedTerms(NamedTuple):
    """The terms of a model, as options describe them."""

    options: Mapping[str, str | None]
    """By name, `price` for --price; None: left out."""
    currency: str
    commission_percent: int
    """The platform's."""

    @property
    def stated(self) -> dict[str, str]:
        """The options with a text."""
        return {name: text for name, text in self.options.items() if text is not None}


def _voluntary(typed: TypedTerms) -> Terms:
    if typed.stated:
        names = ", ".join(f"--{name}" for name in typed.stated)
        raise Invalid("Volunteers are not paid. Leave out %(options)s.", options=names)
    return Voluntary(points=0)


def _paid(typed: TypedTerms) -> Terms:
    price = _only("price", typed)
    if price is None:
        raise Invalid("Paid conversations need --price, for example 2.00, and no other terms.")
    return Paid(read_money(price, typed.currency), typed.commission_percent)


def _employed(typed: TypedTerms) -> Terms:
    wage = _only("wage", typed)
    if wage is None:
        raise Invalid("Employees need --wage, for example 21.50 for an hour, and no other terms.")
    return Employed(read_money(wage, typed.currency))


def _only(name: str, typed: TypedTerms) -> str | None:
    """The text of an option; None unless it is stated, and no other."""
    return typed.stated[name] if list(typed.stated) == [name] else None


TERMS_READERS: Mapping[str, Callable[[TypedTerms], Terms]] = {
    Voluntary.model: _voluntary,
    Paid.model: _paid,
    Employed.model: _employed,
}


def read_terms(model: str, typed: TypedTerms) -> Terms:
    """The terms that the options describe. Raises Invalid for missing, needless or bad values."""
    terms = TERMS_READERS[model](typed)
    for error in terms_errors(terms):
        raise error
    return terms


def brand_called(slug: str, marketplace: Marketplace) -> UUID:
    """By the row that keeps short names apart: a read model may lag. Raises NotFound."""
    brand_id = marketplace.log.rows.holder_of("brand-slug", slug)
    if brand_id is None:
        raise NotFound(f"There is no brand called {slug}.")
    return UUID(brand_id)


def subject_called(slug: str, marketplace: Marketplace) -> UUID:
    """By the row that keeps short names apart: a read model may lag. Raises NotFound."""
    subject_id = marketplace.log.rows.holder_of("subject-slug", slug)
    if subject_id is None:
        raise NotFound(f"There is no subject called {slug}.")
    return UUID(subject_id)
