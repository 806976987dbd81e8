"""The pay run of a week in the terminal: prepared, started, and its file for the bank written."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from rich.console import Console
from rich.table import Table

from domain.errors import Invalid, NotNow
from domain.money import Money
from payments.pay_runs.pay_run import PayRun, PayRunLimits, pay_run_id
from payments.pay_runs.pay_run_commands import lines_of
from payments.pay_runs.pay_run_lines import LeftOutLine
from payments.pay_runs.payable_lines import payout_of
from payments.pay_runs.payout import Payout, Rail
from payments.weeks import parse_week
from web.cli.close_month import person_of_finance
from web.cli.parts import open_marketplace, open_store
from web.marketplace import Marketplace
from web.pay_runs.bank_file import bank_file, debtor_of
from web.pay_runs.practice import offered_rails
from web.private_store.store import PrivateStore
from web.settings import Settings

BY_PEOPLE = "People pay these experts and record it: Comptoir does not see the payments."
APPROVAL = (
    "A total is over the limit. A person of finance must approve this pay run first: on the page"
    " /finance/pay-runs."
)
WIDE = 130


@click.command("pay-run")
@click.option("--week", required=True, help="An ISO 8601 week in UTC, such as 2017-W40.")
@click.option(
    "--rail",
    type=click.Choice([rail.value for rail in offered_rails(None)]),
    default=Rail.MANUAL.value,
    show_default=True,
    help="How the experts are paid: by people, by a file for the bank, or by Stripe.",
)
@click.option(
    "--to",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the file for the bank here (pain.001.001.09).",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the run is written.",
)
@click.option(
    "--by",
    "email",
    help="The e-mail address of the person who does it; over the limit there must be one.",
)
def show_pay_run(
    *, week: str, rail: str, path: Path | None, output_format: str, email: str | None
) -> None:
    """
    Prepare and start the pay run of a week; a second time it is the same run.

    A run over the limit is only prepared, by the person of --by: another one approves it on the
    pages of finance. The worker then pays by Stripe. Amounts in JSON are in minor units.
    """
    wanted = (str(parse_week(week)), Rail(rail))
    if path is not None and wanted[1] is not Rail.SEPA:
        raise Invalid("Only --rail sepa has a file. Leave out --to.")
    settings, marketplace = Settings.from_environment(), open_marketplace()
    by = person_of_finance(email, _store(settings)) if email else None
    if path is not None:
        debtor_of(settings)
    _start(marketplace, settings, *wanted, by)
    id = pay_run_id(*wanted)
    sha256 = _write(marketplace, settings, id, path, by) if path else None
    run = marketplace.log.load(PayRun, id)
    described = _described(run, marketplace) | ({"file_sha256": sha256} if sha256 else {})
    if output_format == "json":
        click.echo(json.dumps(described, indent=2))
    else:
        _print(run, described)


def _start(
    marketplace: Marketplace, settings: Settings, week: str, rail: Rail, by: UUID | None
) -> None:
    """Start it, unless a second person must agree first; the payouts are initiated at once."""
    limits = PayRunLimits(settings.pay_run_limit_minor, settings.payout_threshold_minor)
    at = marketplace.clock()
    id = pay_run_id(week, rail)
    marketplace.pay_runs.prepare(week, rail, limits, by, at)
    if marketplace.log.load(PayRun, id).needs_approval:
        return
    marketplace.pay_runs.start(id, by, at)
    marketplace.pay_runs.initiate_payouts(id, at)


def _write(
    marketplace: Marketplace, settings: Settings, id: UUID, path: Path, by: UUID | None
) -> str:
    run = marketplace.log.load(PayRun, id)
    if run.needs_approval:
        raise NotNow(APPROVAL)
    file = bank_file(marketplace, _store(settings), settings, run, by, marketplace.clock())
    path.write_bytes(file.content)
    return file.sha256


def _store(settings: Settings) -> PrivateStore:
    """Until the command ends."""
    store = open_store(settings)
    click.get_current_context().call_on_close(store.close)
    return store


def _described(run: PayRun, marketplace: Marketplace) -> dict[str, Any]:
    return {
        "pay_run_id": str(run.id),
        "week": run.week,
        "rail": run.rail,
        "status": run.status,
        "needs_approval": run.needs_approval,
        "limit_minor": run.limits.run_minor,
        "totals": [_minor(total) for total in run.totals],
        "payouts": list(_payouts(run, marketplace)),
    }


def _payouts(run: PayRun, marketplace: Marketplace) -> Iterator[dict[str, Any]]:
    """All lines of a run; those that it does not pay have the status `not_initiated`, and why."""
    left_out = {payout_of(line, run.week): line for line in run.left_out}
    for line in lines_of(marketplace.log, run):
        payout = marketplace.log.load_or_new(Payout, payout_of(line, run.week))
        is_of_run = bool(payout.version) and payout.pay_run_id == run.id
        yield {
            "payout_id": str(payout.id),
            "expert_id": str(line.expert_id),
            **_minor(payout.amount if is_of_run else line.amount),
            "status": payout.status if is_of_run else "not_initiated",
            "reference": payout.reference if is_of_run else "",
            "recorded_by_hand": is_of_run and payout.is_recorded_by_person,
            "left_out_for": _reasons(left_out.get(payout.id)),
        }


def _reasons(left_out: LeftOutLine | None) -> list[str]:
    return [left_out.reason, *left_out.withheld] if left_out else []


def _minor(money: Money) -> dict[str, Any]:
    return {"currency": money.currency, "amount_minor": money.amount}


def _print(run: PayRun, described: dict[str, Any]) -> None:
    title = f"Pay run {run.week}, {run.rail}: {run.status}"
    table = Table(title=title, title_justify="left")
    for column in ("payout", "expert", "amount", "status"):
        table.add_column(column, justify="right" if column == "amount" else "left")
    for payout in described["payouts"]:
        amount = _amount(payout["amount_minor"], payout["currency"])
        table.add_row(payout["payout_id"], payout["expert_id"], amount, payout["status"])
    Console(width=WIDE).print(table)
    for total in run.totals:
        click.echo(f"Total {_amount(total.amount, total.currency)}")
    _print_notes(run, described)


def _print_notes(run: PayRun, described: dict[str, Any]) -> None:
    if run.rail.is_by_people:
        click.echo(BY_PEOPLE)
    if run.needs_approval:
        click.echo(APPROVAL)
    if "file_sha256" in described:
        click.echo(f"SHA-256 of the file: {described['file_sha256']}")


def _amount(minor: int, currency: str) -> str:
    return f"{minor // 100}.{minor % 100:02} {currency}"
