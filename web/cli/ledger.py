"""The trial balance of the ledger in the terminal."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import click
from rich.console import Console
from rich.table import Table

from payments.accounts import POINTS
from payments.ledger.entries import microseconds
from payments.ledger.trial_balance import AccountBalance, sum_by_unit, trial_balance
from web.cli.parts import open_marketplace
from web.marketplace import Marketplace

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("ledger")
@click.option("--as-of", type=DAY, help="Count only what was recorded by the end of this day, UTC.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the balances are written.",
)
def show_ledger(as_of: datetime | None, output_format: str) -> None:
    """
    Post what is not posted yet, then show what every account holds.

    In JSON a balance is credits less debits in minor units: what the platform owes is positive,
    what it owns or is owed negative. The exit code is 1 when an event cannot be posted.
    """
    marketplace = open_marketplace()
    progress = marketplace.poster.catch_up()
    before_us = _end_of(as_of) if as_of else None
    with marketplace.ledger.read() as db:
        balances = trial_balance(db, before_us)
    if output_format == "json":
        click.echo(json.dumps(_as_json(balances, _position(before_us, marketplace)), indent=2))
    else:
        _print(balances)
    if progress.problem:
        click.echo(f"{progress.problem}.", err=True)
        sys.exit(1)


def _end_of(day: datetime) -> int:
    return microseconds(day.replace(tzinfo=UTC) + timedelta(days=1))


def _position(before_us: int | None, marketplace: Marketplace) -> int:
    """Up to which event of the log the balances count."""
    posted = marketplace.poster.progress().position
    if before_us is None:
        return posted
    return min(posted, marketplace.log.rows.position_before(before_us))


def _as_json(balances: Sequence[AccountBalance], position: int) -> dict[str, object]:
    return {
        "accounts": [balance._asdict() for balance in balances],
        "sum_by_unit": sum_by_unit(balances),
        "log_position": position,
    }


def _print(balances: Sequence[AccountBalance]) -> None:
    table = Table(title="Trial balance", title_justify="left")
    for column in ("account", "unit", "debit", "credit"):
        table.add_column(column, justify="right" if column in ("debit", "credit") else "left")
    for balance in balances:
        amount = _amount(abs(balance.balance_minor), balance.unit)
        debit, credit = (amount, "") if balance.balance_minor < 0 else ("", amount)
        table.add_row(balance.name, balance.unit, debit, credit)
    Console(width=WIDE).print(table)


WIDE = 160
"""Names of accounts have two ids: in columns of a terminal they would be cut."""


def _amount(minor: int, unit: str) -> str:
    if unit == POINTS:
        return str(minor)
    return f"{minor // 100}.{minor % 100:02}"
