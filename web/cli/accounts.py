"""Letting people sign in."""

import secrets

import click

from domain.errors import Invalid, NotFound
from projections.brands.brands import BrandSummary
from web.cli.parts import open_marketplace, open_store, update_read_models
from web.http.brand_directory import BrandDirectory
from web.private_store.accounts import RoleName, add_account
from web.settings import Settings


@click.command("add-account")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in RoleName]))
@click.option(
    "--brand", "slug", help="With --role brand: the brand whose pages the account can see."
)
@click.option("--name", default="", help="The name shown on the pages.")
def add_account_for(email: str, role: str, slug: str | None, name: str) -> None:
    """Create an account for EMAIL and print its generated password."""
    if (role == RoleName.BRAND) != (slug is not None):
        raise Invalid(
            "--brand and --role brand go together. Give the brand whose pages the account can see."
        )
    brand = _brand(slug) if slug else None
    password = secrets.token_urlsafe(12)
    store = open_store(Settings.from_environment())
    with store.sessions() as session:
        add_account(session, email, password, [RoleName(role)], brand and brand.brand_id, name)
        session.commit()
    store.close()
    click.echo(f"{email} can sign in with the password {password}")


def _brand(slug: str) -> BrandSummary:
    marketplace = open_marketplace()
    update_read_models(marketplace)
    brand = BrandDirectory(marketplace.read_models).with_slug(slug)
    if brand is None:
        raise NotFound(f"There is no brand called {slug}.")
    return brand
