"""The demonstration: two invented brands, compared in the terminal and served as pages."""

import sys
from datetime import date
from functools import partial

import click

from domain.aggregate import now
from projections.comparison.compare import compare
from projections.comparison.sources import ComparisonQuery
from web.cli.compare import show
from web.cli.demo_people import keep_texts, with_accounts, write_to_the_invited
from web.cli.parts import open_marketplace_and_store, progress, update_read_models
from web.cli.serve import environment_for, serve_pages
from web.demo.loading import LoadedDemonstration, load
from web.demo.people import Person
from web.marketplace import Marketplace
from web.settings import Settings

JUNE, JULY = date(2017, 6, 1), date(2017, 7, 1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Load and compare, but do not serve the pages.")
def demo(host: str, port: int, *, no_serve: bool) -> None:
    """
    Load the demonstration, print its comparison, and serve the pages until stopped.

    It holds one year of demand for two fictional brands, generated from a seed with Comptoir's own
    commands. Figures come from the sources where there are any. One brand tests experts and
    publishes calls for experts; recent events are dated back from today. Loading twice changes
    nothing.
    """
    settings = Settings.from_environment(environment_for(host, port))
    marketplace, store = open_marketplace_and_store(settings)
    with progress() as advance, marketplace.log.relaxed_durability():
        loaded = load(
            marketplace,
            partial(keep_texts, store),
            on_progress=lambda done, total: advance("loading the demonstration", done, total),
            today=now().date(),
        )
    update_read_models(marketplace)
    _print_comparisons(loaded, marketplace)
    accounts = with_accounts(loaded.people, store)
    write_to_the_invited(marketplace, loaded.brands[-1].id, store, settings)
    _print_accounts(accounts)
    if not no_serve:
        click.echo(f"\nServing on http://{host}:{port}/ (stop with Ctrl-C)")
        sys.exit(serve_pages(host, port, processes=1, threads=16))


def _print_comparisons(loaded: LoadedDemonstration, marketplace: Marketplace) -> None:
    for brand in loaded.brands:
        click.echo("")
        question = ComparisonQuery(brand.slug, JUNE, JULY)
        show(compare(question, marketplace.read_models, now()), "table")
    click.echo(
        "\nThe brands are fictional. Figures without a source are assumptions, listed on the pages."
    )


def _print_accounts(accounts: list[tuple[Person, str]]) -> None:
    click.echo("\nSign in as (passwords change each time the demonstration starts):")
    for person, password in accounts:
        click.echo(f"  {', '.join(person.roles):<12} {person.email:<46} {password}")
