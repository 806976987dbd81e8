"""Sending the e-mails that wait, once."""

import sys

import click

from web.cli.parts import open_marketplace_and_store, progress
from web.mail.delivery import Deliverer
from web.mail.outbox import EmailStatus, Outbox
from web.settings import Settings


@click.command("deliver-mail")
def deliver_mail() -> None:
    """
    Send the e-mails that are due, once. `comptoir work` does it continuously.

    The exit code is 1 when an e-mail could not be sent, or when the status of some e-mails is
    unknown: set it on the platform's E-mails page.
    """
    settings = Settings.from_environment()
    _, store = open_marketplace_and_store(settings)
    with progress() as advance:
        waiting = Outbox(store).count()[EmailStatus.WAITING]
        done = Deliverer(store, settings).deliver(
            lambda sent, failed: advance("e-mails", sent + failed, max(waiting, sent + failed))
        )
        unknown = Outbox(store).count()[EmailStatus.UNKNOWN]
    click.echo(f"E-mails sent: {done.sent}, not sent: {done.failed}, status unknown: {unknown}.")
    if done.failed or unknown:
        sys.exit(1)
