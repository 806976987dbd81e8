"""What a marketplace needs first: brands, and subjects to know about."""

from uuid import UUID, uuid4

import click

from domain.aggregate import now
from domain.errors import NotFound
from web.cli.parts import open_marketplace, update_read_models
from web.marketplace import Marketplace


@click.command("register-brand")
@click.argument("slug")
@click.option("--name", required=True, help="The name that visitors see.")
@click.option("--zone", required=True, help="Its time zone, such as Europe/Paris.")
@click.option("--currency", required=True, help="Its currency, such as EUR.")
def register_brand(slug: str, name: str, zone: str, currency: str) -> None:
    """Register a brand; SLUG is its short name in addresses and commands."""
    marketplace = open_marketplace()
    marketplace.brands.register(uuid4(), slug, name, zone, currency, None, now())
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
    above = _subject_called(parent, marketplace) if parent else None
    names = {"fr": french, "en": english}
    marketplace.subjects.add(uuid4(), slug, names, above, None, now())
    update_read_models(marketplace)
    click.echo(f"{slug} is now a subject that members can declare.")


def _subject_called(slug: str, marketplace: Marketplace) -> UUID:
    # The row that keeps short names apart, and not a read model, which may lag.
    subject_id = marketplace.log.rows.holder_of("subject-slug", slug)
    if subject_id is None:
        raise NotFound(f"There is no subject called {slug}.")
    return UUID(subject_id)
