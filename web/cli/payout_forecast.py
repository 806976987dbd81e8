"""The payout forecast in the terminal."""

import json
import sys
from datetime import datetime

import click
from rich.console import Console
from rich.table import Table

from domain.money import CURRENCIES
from payments.payout_forecasts.payout_weeks import numbered_week
from web.cli.parts import open_marketplace, update_read_models
from web.i18n import formats
from web.i18n.language import ENGLISH
from web.payout_forecasts.figures import figures_of
from web.payout_forecasts.forecasts import MOST_WEEKS, CurrencyForecast, forecast_of, moment_of
from web.settings import Settings

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("payout-forecast")
@click.option(
    "--weeks",
    type=click.IntRange(1, MOST_WEEKS),
    default=8,
    show_default=True,
    help="How many, from the present one on.",
)
@click.option("--as-of", type=DAY, help="As it was known by the end of this day, UTC.")
@click.option(
    "--currency",
    type=click.Choice(CURRENCIES),
    help="Left out: euros where there are some, else the first.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def show_payout_forecast(
    weeks: int, as_of: datetime | None, currency: str | None, form: str
) -> None:
    """
    Forecast what experts will be paid in the coming weeks.

    Amounts are in minor units in JSON. Without enough history the bounds are null.
    """
    settings = Settings.from_environment()
    marketplace = open_marketplace()
    progress = marketplace.poster.catch_up()
    update_read_models(marketplace)
    moment = moment_of(as_of, marketplace.clock())
    shown = forecast_of(marketplace, settings.earnings_held_for, moment, weeks, currency)
    if form == "json":
        click.echo(json.dumps(figures_of(shown, moment), indent=2))
    else:
        _print(shown.forecast)
    if progress.problem:
        click.echo(f"{progress.problem}.", err=True)
        sys.exit(1)


def _print(forecast: CurrencyForecast) -> None:
    table = Table(title=f"Expected payouts, {forecast.currency}", title_justify="left")
    for column in ("week", "certain", "expected", "low", "high"):
        table.add_column(column, justify="left" if column == "week" else "right")
    for row in forecast.payouts.weeks:
        amounts = (row.certain, row.mean, row.low, row.high)
        table.add_row(
            str(numbered_week(row.week)),
            *(formats.money(minor, forecast.currency, ENGLISH) for minor in amounts),
        )
    Console().print(table)
    click.echo(_record(forecast))


def _record(forecast: CurrencyForecast) -> str:
    record = forecast.payouts.record
    if not record.weeks:
        return "Too early for intervals: at least 12 past forecasts must have an outcome."
    return (
        f"80 % promised, {record.covered} of the last {record.weeks} weeks kept,"
        f" {forecast.payouts.record_lead} weeks ahead."
    )
