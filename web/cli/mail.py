"""Sending the e-mails that wait, once."""

import sys
from contextlib import closing

import click

from web.cli.parts import progress
from web.mail.delivery import Deliverer
from web.mail.outbox import EmailStatus, Outbox
from web.private_store.store import open_private_store
from web.settings import Settings


@click.command("deliver-mail")
def deliver_mail() -> None:
    """
    Send the letters that are due, once. `comptoir work` does it all the time.

    The exit code is 1 when a letter could not be sent, or when of some letters nobody knows whether
    they arrived: a person must say so, on the page Mail of the platform.
    """
    settings = Settings.from_environment()
    with closing(open_private_store(settings)) as store, progress() as advance:
        waiting = Outbox(store).count()[EmailStatus.WAITING]
        done = Deliverer(store, settings).deliver(
            lambda sent, failed: advance("letters", sent + failed, max(waiting, sent + failed))
        )
        unknown = Outbox(store).count()[EmailStatus.UNKNOWN]
    click.echo(f"Letters sent: {done.sent}, not sent: {done.failed}, unknown: {unknown}.")
    if done.failed or unknown:
        sys.exit(1)
