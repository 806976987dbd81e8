"""The file of DAC7 in the terminal: written, and recorded when it is handed in."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from domain.errors import Invalid, NotNow
from payments.accounting.dac7_file import Dac7File, ReportingOperator, dac7_file
from payments.accounting.dac7_report import LeftOutSeller
from payments.accounting.totals import Months, whole_months
from web.accounting.dac7_year import Dac7Year, dac7_year, reporting_operator
from web.accounting.labels import LEFT_OUT
from web.cli.close_month import person_of_finance
from web.cli.export import FIRST_DAY, LAST_DAY, TO_FILE, export
from web.cli.export_fec import post_all, write_whole
from web.cli.parts import open_marketplace_and_store
from web.settings import Settings

FIRST_YEAR = 2023
"""The first that was reported under DAC7."""


@export.command("dac7")
@FIRST_DAY
@LAST_DAY
@TO_FILE
@click.option("--filed-by", "email", help="Record the file as filed, by a person of finance.")
def export_dac7(first_day: datetime, last_day: datetime, file: Path, email: str | None) -> None:
    """
    Write what experts were credited in a calendar year, for the French tax authority.

    Once a file was filed, the next one has only what changed. Without a company in the settings
    it is a file of test data.
    """
    year = year_of(whole_months(first_day.date(), last_day.date()))
    settings = Settings.from_environment()
    marketplace, store = open_marketplace_and_store(settings)
    by = person_of_finance(email, store) if email else None
    post_all(marketplace)
    found, at = dac7_year(year, marketplace, store), marketplace.clock()
    written = _next_file(found, reporting_operator(settings), at, is_filed=by is not None)
    write_whole([written.content], file)
    if by:
        number = found.filing.number + 1
        marketplace.dac7_filings.file(year, number, written.sha256, written.sellers, by, at)
    _tell(written, found)
    if settings.company is None:
        click.echo("This is test data: no company is set.")


def _next_file(
    found: Dac7Year, operator: ReportingOperator, at: datetime, *, is_filed: bool
) -> Dac7File:
    """Raises NotNow when nothing has changed, and when test data is to be handed in."""
    if found.filing.number and not found.changes.next_file:
        raise NotNow("Nothing has changed since the last file was filed.")
    if is_filed and not operator.is_real:
        raise NotNow("A file of test data cannot be filed. Set COMPTOIR_COMPANY_NAME first.")
    number = found.filing.number + 1
    return dac7_file(found.report.year, number, operator, found.changes.next_file, at)


def year_of(months: Months) -> int:
    """Raises Invalid unless the months are a calendar year."""
    year = months.first[:4]
    if (months.first, months.last) != (f"{year}-01", f"{year}-12"):
        raise Invalid("Choose a calendar year, such as 2026-01-01 to 2026-12-31.")
    return int(year)


def _tell(written: Dac7File, found: Dac7Year) -> None:
    click.echo(f"Sellers in the file: {len(written.sellers)}. Call it {written.name}.")
    if found.changes.corrections and found.changes.additions:
        click.echo(f"New sellers that the file after it has: {len(found.changes.additions)}.")
    _tell_left_out(found.report.left_out)
    if found.report.year < FIRST_YEAR:
        click.echo(f"The first year under DAC7 is {FIRST_YEAR}: the authority takes no other.")


def _tell_left_out(left_out: Sequence[LeftOutSeller]) -> None:
    for seller in left_out:
        expert_id, currency = seller.figures[:2]
        click.echo(f"Left out: {expert_id} in {currency}: {LEFT_OUT[seller.reason]}.")
