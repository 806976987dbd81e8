"""Inviting those whom a call is for, once."""

from contextlib import closing
from uuid import UUID

import click

from web.cli.parts import open_marketplace, open_store, progress, update_read_models
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
