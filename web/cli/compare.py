"""The comparison in the terminal."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from domain.errors import Invalid, NotFound
from domain.terms import Paid
from projections.brands import brands
from projections.comparison.compare import compare as compare_models
from projections.comparison.figures import Comparison
from projections.comparison.report import as_csv, as_json, lines_of
from projections.comparison.sources import ComparisonQuery, PriceCard, projections_read
from projections.read_models import read_models_as_of
from web.cli.parts import open_marketplace, progress, read_money, update_read_models
from web.comparison.labels import assumption_sentences, figure_name, lag_sentences, value_text
from web.marketplace import Marketplace
from web.settings import Settings

COST = "cost:"
"""What the figures of cost lines begin with."""

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("slug")
@click.option("--from", "first", required=True, type=DAY, help="The first day.")
@click.option("--to", "end", required=True, type=DAY, help="The day after the last.")
@click.option(
    "--what-if", type=click.Choice([Paid.model]), help="Estimate the cost with this model."
)
@click.option("--price", help="With --what-if: the price per conversation, such as 2.00.")
@click.option("--as-of", type=DAY, help="Count only what was recorded by the end of this day.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
def compare(
    slug: str,
    first: datetime,
    end: datetime,
    what_if: str | None,
    price: str | None,
    as_of: datetime | None,
    form: str,
) -> None:
    """Compare what each engagement model costs and covers for a brand, on the same demand."""
    marketplace = open_marketplace()
    update_read_models(marketplace)
    card = _price_card(slug, what_if, price, marketplace)
    day = as_of.date() if as_of else None
    question = ComparisonQuery(slug, first.date(), end.date(), card, day)
    show(_answer(question, marketplace), form)


def _answer(question: ComparisonQuery, market: Marketplace) -> Comparison:
    if question.as_of is None:
        return compare_models(question, market.read_models, market.clock())
    moment = _end_of(question.as_of, question.slug, market)
    with (
        progress() as advance,
        read_models_as_of(moment, market.log, projections_read, advance) as read_models,
    ):
        try:
            return compare_models(question, read_models, min(moment, market.clock()))
        except NotFound as error:
            day = question.as_of
            raise NotFound(f"Nothing had been recorded for {question.slug} by {day}.") from error


def _end_of(day: date, slug: str, market: Marketplace) -> datetime:
    """When a day is over, where the brand is."""
    with market.read_models.read(market.read_models.brands) as db:
        zone = ZoneInfo(brands.brand_called(slug, db).zone)
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _price_card(
    slug: str, what_if: str | None, price: str | None, market: Marketplace
) -> PriceCard | None:
    if what_if is None and price is None:
        return None
    if what_if is None or price is None:
        raise Invalid("A what-if estimate needs --what-if paid and --price together.")
    with market.read_models.read(market.read_models.brands) as db:
        currency = brands.brand_called(slug, db).currency
    commission_percent = Settings.from_environment().commission_percent
    return PriceCard(read_money(price, currency).amount, commission_percent)


def show(comparison: Comparison, form: str) -> None:
    """Print a comparison as JSON, CSV or a table."""
    if form == "json":
        click.echo(json.dumps(as_json(comparison), ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(as_csv(lines_of(comparison)), nl=False)
    else:
        _print_table(comparison)


def _print_table(comparison: Comparison) -> None:
    console = Console()
    table = Table(title=_title(comparison), title_justify="left")
    table.add_column("figure")
    for column in ("brand", *comparison.models):
        table.add_column(column, justify="right")
    for name, cells in _by_figure(comparison).items():
        table.add_row(name, *(cells.get(column, "") for column in ("", *comparison.models)))
    console.print(table)
    for sentence in lag_sentences(comparison):
        console.print(sentence, highlight=False)
    for sentence in assumption_sentences(comparison):
        console.print(f"- {sentence}", highlight=False)


def _by_figure(comparison: Comparison) -> dict[str, dict[str, str]]:
    lines = list(lines_of(comparison))
    rows: dict[str, dict[str, str]] = {
        figure_name(figure): {} for figure in _in_order(line.figure for line in lines)
    }
    for line in lines:
        rows[figure_name(line.figure)][line.model] = value_text(line)
    return rows


def _in_order(figures: Iterable[str]) -> Iterator[str]:
    """Each figure once, in order of appearance, but the costs of all models together."""
    once = list(dict.fromkeys(figures))
    costs = [figure for figure in once if figure.startswith(COST)]
    for figure in once:
        if figure not in costs:
            yield figure
        elif figure == costs[0]:
            yield from costs


def _title(comparison: Comparison) -> str:
    return (
        f"{comparison.name}: {comparison.first} to {comparison.end} (not included),"
        f" {comparison.zone}; {comparison.requests} requests;"
        f" log position {comparison.log_position}"
    )
