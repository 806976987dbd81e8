"""Sending e-mails once: invitations to a call, and all that wait."""

import sys
from contextlib import closing
from uuid import UUID

import click

from web.cli.parts import (
    open_marketplace,
    open_marketplace_and_store,
    open_store,
    progress,
    update_read_models,
)
from web.delivery.outcomes import DeliveryStatus
from web.mail.delivery import mail_deliverer
from web.mail.outbox import Outbox
from web.recruitment.invitations import Inviter
from web.settings import Settings


@click.command()
@click.argument("call_id", type=click.UUID)
def invite(call_id: UUID) -> None:
    """
    Invite by e-mail the members who match the call for experts CALL_ID, once each.

    You can interrupt it, even with kill -9, and start it again: no member gets a second e-mail. The
    e-mails are sent by `comptoir work` or `comptoir deliver-mail`.
    """
    settings, marketplace = Settings.from_environment(), open_marketplace()
    update_read_models(marketplace)
    with closing(open_store(settings)) as store, progress() as advance:
        done = Inviter(marketplace, store, settings).invite(call_id, advance)
    click.echo(f"Invited: {done.members}. E-mails queued: {done.emails}.")


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
        waiting = Outbox(store).count()[DeliveryStatus.WAITING]
        done = mail_deliverer(store, settings).deliver(
            lambda sent, failed: advance("e-mails", sent + failed, max(waiting, sent + failed))
        )
        unknown = Outbox(store).count()[DeliveryStatus.UNKNOWN]
    click.echo(f"E-mails sent: {done.sent}, not sent: {done.failed}, status unknown: {unknown}.")
    if done.failed or unknown:
        sys.exit(1)
