"""The FEC in the terminal: written to a file, and checked."""

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from domain.errors import Invalid
from payments.accounting.closed_months import is_closed
from payments.accounting.exchange_rates import ExchangeRates, read_rates
from payments.accounting.fec import FinancialYear, fec_file, no_names
from payments.accounting.fec_check import NAME, fec_faults
from payments.ledger.journal import stored_entries
from web.accounting.names_for_files import NamesForFiles
from web.cli.export import FIRST_DAY, LAST_DAY, TO_FILE, check_days, export
from web.cli.parts import open_marketplace_and_store
from web.marketplace import Marketplace
from web.settings import Settings

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
RATES = click.option(
    "--rates",
    "rates_file",
    type=READABLE,
    help="Exchange rates as CSV: month,currency,euros, such as 2026-10,GBP,1.1534.",
)


@export.command("fec")
@FIRST_DAY
@LAST_DAY
@TO_FILE
@RATES
@click.option("--with-names", is_flag=True, help="Write names of brands and experts beside ids.")
def export_fec(
    first_day: datetime,
    last_day: datetime,
    file: Path,
    rates_file: Path | None,
    *,
    with_names: bool,
) -> None:
    """
    Write the entries of a financial year as a French tax inspector may ask for them (FEC).

    It is in euros: amounts in other currencies need --rates. Points are left out. The exit code is
    1 when an event cannot be posted.
    """
    check_days(first_day, last_day)
    marketplace, store = open_marketplace_and_store(Settings.from_environment())
    post_all(marketplace)
    year = FinancialYear(first_day.date(), last_day.date())
    name_of = NamesForFiles(marketplace, store).of if with_names else no_names
    with marketplace.ledger.read() as db:
        rates = rates_in(rates_file)
        write_whole(fec_file(lambda: stored_entries(db), year, rates, name_of), file)
        is_final = is_closed(year.last_day, db)
    if not is_final:
        click.echo("Not all months of this file are closed: it can still change.")
    if not NAME.fullmatch(file.name):
        click.echo(f"Call it by your SIREN and FEC{last_day:%Y%m%d}.txt before you hand it in.")


@export.command("check-fec")
@click.argument("file", type=READABLE)
def check_fec(file: Path) -> None:
    """Check a FEC by the rules of article A47 A-1; the exit code is 1 when it has faults."""
    faults = fec_faults(file.name, file.read_bytes())
    for fault in faults:
        click.echo(str(fault))
    click.echo(f"Faults: {len(faults)}.")
    sys.exit(bool(faults))


def post_all(marketplace: Marketplace) -> None:
    """Post what is not posted yet; stop the program when that is not possible."""
    if problem := marketplace.poster.catch_up().problem:
        click.echo(f"{problem}.", err=True)
        sys.exit(1)


def rates_in(file: Path | None) -> ExchangeRates:
    """Raises Invalid when the file has something else than rates."""
    return read_rates(file.read_text(encoding="utf-8-sig")) if file else ExchangeRates()


def write_whole(lines: Iterable[bytes], file: Path) -> None:
    """
    Write a file that is there when it is complete: what is refused leaves the one before.

    Raises Invalid when it cannot be written there.
    """
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with unfinished.open("wb") as output:
            output.writelines(lines)
        unfinished.replace(file)
    except OSError as error:
        raise Invalid("%(file)s cannot be written. Choose another folder.", file=file) from error
    finally:
        unfinished.unlink(missing_ok=True)
