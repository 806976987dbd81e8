"""Whether the files for accountants and authorities add up to the ledger."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection

from payments.accounting.dac7_figures import credited_between
from payments.accounting.exchange_rates import ExchangeRates
from payments.accounting.fec import ENCODING, FinancialYear, fec_file
from payments.accounting.fec_check import FecFault, fec_faults, read_lines
from payments.accounting.totals import (
    Months,
    TotalsLine,
    dac7_totals,
    fec_totals,
    invoice_totals,
    whole_months,
)
from payments.ledger.journal import stored_entries
from web.cli.export import FIRST_DAY, LAST_DAY, export
from web.cli.export_fec import RATES, post_all, rates_in
from web.cli.parts import open_marketplace
from web.i18n.formats import plain_amount
from web.marketplace import Marketplace

NAME_TO_CHECK = "732829320FEC{day:%Y%m%d}.txt"
"""A name that is right: here only the content is checked."""


@export.command("check")
@FIRST_DAY
@LAST_DAY
@RATES
def check_files(first_day: datetime, last_day: datetime, rates_file: Path | None) -> None:
    """
    Compare the totals of FEC, invoices and DAC7 with the ledger's, and check the FEC.

    The days are those of whole months of one year. The exit code is 1 when something differs.
    """
    marketplace = open_marketplace()
    post_all(marketplace)
    year = FinancialYear(first_day.date(), last_day.date())
    sys.exit(not compare_totals(year, rates_in(rates_file), marketplace))


def compare_totals(year: FinancialYear, rates: ExchangeRates, marketplace: Marketplace) -> bool:
    """
    Print the totals of the files beside the ledger's; return whether all are right.

    Raises Invalid unless the days are those of whole months of one year.
    """
    months = whole_months(year.first_day, year.last_day)
    with marketplace.ledger.read() as db:
        totals, faults = _checked(year, months, rates, marketplace, db)
    _print(totals)
    for fault in faults:
        click.echo(f"FEC: {fault}")
    differing = [line for line in totals if line.difference]
    click.echo(f"Totals compared: {len(totals)}. Differences: {len(differing)}.")
    click.echo(f"Faults in the FEC: {len(faults)}.")
    return not differing and not faults


def _checked(
    year: FinancialYear,
    months: Months,
    rates: ExchangeRates,
    marketplace: Marketplace,
    db: Connection,
) -> tuple[list[TotalsLine], list[FecFault]]:
    content = b"".join(fec_file(lambda: stored_entries(db), year, rates))
    lines, _ = read_lines(content.decode(ENCODING))
    totals = [
        *fec_totals(lines, months, db),
        *invoice_totals(marketplace.log, months, db),
        *dac7_totals(credited_between(months.first, months.last, db), months, db),
    ]
    return totals, fec_faults(NAME_TO_CHECK.format(day=year.last_day), content)


def _print(totals: Sequence[TotalsLine]) -> None:
    table = Table(title="Totals", title_justify="left")
    columns = ("file", "total", "currency", "ledger", "file's", "waiting", "difference")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number < FIRST_AMOUNT else "right")
    for line in totals:
        table.add_row(line.source, line.name, line.currency, *_amounts(line))
    Console(width=WIDE).print(table)


FIRST_AMOUNT = 3
WIDE = 120


def _amounts(line: TotalsLine) -> Iterator[str]:
    for minor in (line.in_ledger, line.in_file, line.waiting, line.difference):
        yield plain_amount(minor, line.currency)
