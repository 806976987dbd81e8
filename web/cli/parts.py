"""What several commands share: the marketplace they run on, and the bar that shows progress."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from domain.assessments.attempt_commands import ReadTexts
from domain.errors import NotNow
from projections.engine.rebuild import Rebuilder
from web.composition import compose, nobodys_words
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore, open_private_store
from web.private_store.texts import WordStore
from web.settings import Settings

CONNECT_PATIENCE_S = 5
LOOK_AGAIN_S = 0.2

Advance = Callable[[str, int, int], None]
"""Told what is being done, how much is done, and how much there is."""


def open_marketplace(read_texts: ReadTexts = nobodys_words) -> Marketplace:
    """The marketplace of DATABASE_URL, until the command ends; without private texts."""
    database_url = Settings.from_environment().database_url
    _must_answer(database_url)
    marketplace = compose(database_url, read_texts)
    for close in (marketplace.shelves.close, marketplace.log.close):
        click.get_current_context().call_on_close(close)
    return marketplace


def open_marketplace_and_store(settings: Settings) -> tuple[Marketplace, PrivateStore]:
    """The marketplace with the private store that it reads texts from, until the command ends."""
    _must_answer(settings.database_url)
    store = open_private_store(settings)
    click.get_current_context().call_on_close(store.close)
    return open_marketplace(WordStore(store).read), store


def _must_answer(database_url: str) -> None:
    if database_url.startswith("postgresql:"):
        # The log's pool would try for half a minute, and then not say what is wrong.
        psycopg.connect(database_url, connect_timeout=CONNECT_PATIENCE_S).close()


@contextmanager
def progress() -> Iterator[Advance]:
    """A bar for each thing that is being done, on stderr; silent when nobody watches."""
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


def draw_pages(marketplace: Marketplace) -> None:
    """Bring the pages up to date, with a bar when that takes long."""
    with progress() as advance:
        redraw_outdated(marketplace, advance)
        for projection in marketplace.pages.all:
            head = marketplace.log.rows.head()
            while (position := marketplace.projector.step(projection)) < head:
                advance(f"drawing {projection.name}", position, head)


def redraw_outdated(marketplace: Marketplace, advance: Advance) -> None:
    """Draw again, beside the old ones, the pages that other code than this has drawn."""
    rebuilder = Rebuilder(marketplace.log, marketplace.shelves, advance)
    for projection in marketplace.pages.all:
        while marketplace.shelves.is_outdated(projection):
            try:
                rebuilder.rebuild(projection)
            except NotNow:
                # Another process is at it, after the same upgrade.
                time.sleep(LOOK_AGAIN_S)
