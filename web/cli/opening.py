"""What a marketplace needs first: brands, subjects to know about, and accounts to sign in with."""

import secrets
from uuid import uuid4

import click

from domain.errors import Invalid
from web.cli.parts import (
    brand_called,
    open_marketplace,
    open_store,
    subject_called,
    update_read_models,
)
from web.private_store.accounts import RoleName, add_account
from web.settings import Settings


@click.command("register-brand")
@click.argument("slug")
@click.option("--name", required=True, help="The name that visitors see.")
@click.option("--zone", required=True, help="Its time zone, such as Europe/Paris.")
@click.option("--currency", required=True, help="Its currency, such as EUR.")
def register_brand(slug: str, name: str, zone: str, currency: str) -> None:
    """Register a brand; SLUG is its short name in addresses and commands."""
    marketplace = open_marketplace()
    marketplace.brands.register(uuid4(), slug, name, zone, currency, None, marketplace.clock())
    update_read_models(marketplace)
    click.echo(f"{name} is registered; its pages are at /brands/{slug}/")


@click.command("name-subject")
@click.argument("slug")
@click.option("--fr", "french", required=True, help="Its name in French.")
@click.option("--en", "english", required=True, help="Its name in English.")
@click.option("--below", "parent", help="The short name of its parent subject.")
def name_subject(slug: str, french: str, english: str, parent: str | None) -> None:
    """Add a subject to the tree that all brands share; SLUG is its short name."""
    marketplace = open_marketplace()
    above = subject_called(parent, marketplace) if parent else None
    names = {"fr": french, "en": english}
    marketplace.subjects.add(uuid4(), slug, names, above, None, marketplace.clock())
    update_read_models(marketplace)
    click.echo(f"{slug} is now a subject that members can declare.")


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
    brand_id = brand_called(slug, open_marketplace()) if slug else None
    password = secrets.token_urlsafe(12)
    store = open_store(Settings.from_environment())
    with store.sessions() as session:
        add_account(
            session,
            email,
            password,
            [RoleName(role)],
            brand_id=brand_id,
            name=name,
            at=store.clock(),
        )
        session.commit()
    store.close()
    click.echo(f"{email} can sign in with the password {password}")
