"""The line that a brand puts on the pages of its site to show the widget."""

import click

from projections.brands.brands import brand_called
from web.chat.loader_views import embed_code
from web.cli.parts import open_marketplace
from web.settings import Settings


@click.command("embed-code")
@click.argument("slug")
def show_embed_code(slug: str) -> None:
    """Print the line for the pages of the brand called SLUG, which shows the chat widget there."""
    marketplace = open_marketplace()
    with marketplace.read_models.read(marketplace.read_models.brands) as db:
        brand = brand_called(slug, db)
    click.echo(embed_code(Settings.from_environment().public_url, brand.slug))
