"""Closing a month of the ledger in the terminal."""

from uuid import UUID

import click

from domain.errors import NotAllowed
from payments.months import parse_month
from web.accounting.checklist import MonthToCheck, checked
from web.accounting.closing import close_month, open_lines
from web.cli.export_fec import post_all
from web.cli.parts import open_marketplace_and_store
from web.private_store.accounts import RoleName, account_of
from web.private_store.store import PrivateStore
from web.settings import Settings


@click.command("close-month")
@click.argument("month")
@click.option(
    "--by", "email", required=True, help="The e-mail address of the person who closes it."
)
@click.option(
    "--with-open-lines", is_flag=True, help="Close it although the checklist is not done."
)
def close_month_of_ledger(month: str, email: str, *, with_open_lines: bool) -> None:
    """
    Close MONTH, such as 2017-10, and those before it: what is recorded later is booked in the next.

    The exit code is 1 when it cannot be closed, or the checklist is not done.
    """
    marketplace, store = open_marketplace_and_store(Settings.from_environment())
    by = person_of_finance(email, store)
    parse_month(month)
    post_all(marketplace)
    to_check = MonthToCheck(month, marketplace, store, marketplace.clock())
    shown = open_lines(checked(to_check))
    for line in shown:
        click.echo(f"Open: {line.check.label}. {line.open}")
    close_month(to_check, by, [line.check.code for line in shown] if with_open_lines else [])
    post_all(marketplace)
    click.echo(f"{month} is closed.")


def person_of_finance(email: str, store: PrivateStore) -> UUID:
    """The id of an account by its address. Raises NotAllowed to all but finance and platform."""
    with store.sessions() as session:
        account = account_of(session, email)
        roles = {role.name for role in account.roles} if account else set()
        if account is None or not roles & {RoleName.FINANCE, RoleName.PLATFORM}:
            raise NotAllowed("Only people of finance or of the platform can do this.")
        return account.id
