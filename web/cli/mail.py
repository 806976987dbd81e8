"""Sending the letters that wait: once, or beside the worker."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from web.cli.parts import progress
from web.mail.delivery import Deliverer
from web.mail.outbox import LetterState, Outbox
from web.private_store.store import PrivateStore, open_private_store
from web.settings import Settings


@click.command("deliver-mail")
def deliver_mail() -> None:
    """
    Send the letters that are due, once. `comptoir work` does it all the time.

    The exit code is 1 when a letter could not be sent, or when of some letters nobody knows whether
    they arrived: a person must say so, on the page Mail of the platform.
    """
    settings = Settings.from_environment()
    with _opened(settings) as store, progress() as advance:
        waiting = Outbox(store).count()[LetterState.WAITING]
        done = Deliverer(store, settings).deliver(
            lambda sent, failed: advance("letters", sent + failed, max(waiting, sent + failed))
        )
        unknown = Outbox(store).count()[LetterState.UNKNOWN]
    click.echo(f"Letters sent: {done.sent}, not sent: {done.failed}, unknown: {unknown}.")
    if done.failed or unknown:
        sys.exit(1)


@contextmanager
def delivering(stop: threading.Event) -> Iterator[None]:
    """Letters are sent meanwhile, in a thread beside whatever is done."""
    settings = Settings.from_environment()
    with _opened(settings) as store:
        thread = threading.Thread(
            target=Deliverer(store, settings).run, args=(stop,), name="delivery"
        )
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


@contextmanager
def _opened(settings: Settings) -> Iterator[PrivateStore]:
    store = open_private_store(settings)
    try:
        yield store
    finally:
        store.close()
