"""The demonstration: two invented brands, compared in the terminal and served as pages."""

import secrets
import sys
from collections.abc import Iterable
from datetime import date

import click

from domain.aggregate import now
from projections.comparison.compare import compare
from projections.comparison.sources import Question
from web.accounts import RoleName, account_of, add_account, password_hash
from web.cli.compare import show
from web.cli.parts import draw_pages, open_marketplace, progress
from web.cli.serve import serve_pages
from web.demonstration.loading import Loaded, load
from web.demonstration.people import Person
from web.marketplace import Marketplace
from web.private_store import open_private_store
from web.settings import Settings

JUNE, JULY = date(2017, 6, 1), date(2017, 7, 1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Load and compare only.")
def demo(host: str, port: int, *, no_serve: bool) -> None:
    """
    Load the demonstration, print its comparison, and serve the pages until stopped.

    A year of demand of two invented brands, made by Comptoir's own commands from a seed; their
    figures follow the sources where there are any. Loading twice changes nothing.
    """
    marketplace = open_marketplace()
    with progress() as advance, marketplace.log.repeatable():
        loaded = load(
            marketplace.log,
            on_progress=lambda done, total: advance("the year of two brands", done, total),
        )
    draw_pages(marketplace)
    _print_comparisons(loaded, marketplace)
    _print_accounts(_with_accounts(person for person in loaded.people if person.signs_in))
    if not no_serve:
        click.echo(f"\nServing on http://{host}:{port}/ (stop with Ctrl-C)")
        sys.exit(serve_pages(host, port, processes=1, threads=16))


def _print_comparisons(loaded: Loaded, marketplace: Marketplace) -> None:
    for brand in loaded.brands:
        click.echo("")
        question = Question(brand.slug, JUNE, JULY)
        show(compare(question, marketplace.pages, now()), "table")
    click.echo("\nInvented brands. Figures without a source are assumptions, named on the pages.")


def _with_accounts(people: Iterable[Person]) -> list[tuple[Person, str]]:
    """Make sure that these people can sign in, with a new password for this demonstration."""
    password = secrets.token_urlsafe(9)
    store = open_private_store(Settings.from_environment())
    try:
        with store.sessions() as session:
            shown = []
            for person in people:
                account = account_of(session, person.email)
                if account is None:
                    roles = [RoleName(role) for role in person.roles]
                    account = add_account(
                        session,
                        person.email,
                        password,
                        roles,
                        person.brand_id,
                        person.name,
                        account_id=person.id,  # an account of a member has the member's id
                    )
                account.password = password_hash(password)
                account.confirmed_at = account.confirmed_at or now()
                shown.append((person, password))
            session.commit()
            return shown
    finally:
        store.close()


def _print_accounts(accounts: list[tuple[Person, str]]) -> None:
    click.echo("\nSign in as (the password is new each time the demonstration starts):")
    for person, password in accounts:
        click.echo(f"  {', '.join(person.roles):<12} {person.email:<46} {password}")
