"""Bringing a brand's own history in."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import click

from domain.aggregate import now
from domain.brands.brand import Brand
from domain.conversations.imported_history import ComparedConversation
from domain.terms import MODELS, Terms
from web.cli.money import read_terms
from web.cli.parts import open_marketplace, progress
from web.conversations.import_file import HistoryFile, LineError, read_history
from web.marketplace import Marketplace

BATCH = 200


@dataclass(frozen=True)
class Bringing:
    """One import: into which brand, new or not, on which terms."""

    slug: str
    brand_id: UUID
    is_new: bool
    zone: str
    currency: str
    terms: Terms


@click.command("import-conversations")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--brand", "slug", required=True, help="The brand; made when it is new.")
@click.option("--model", required=True, type=click.Choice(MODELS), help="Who answered them.")
@click.option("--price", help="With --model paid: what a conversation cost, like 2.00.")
@click.option("--commission", type=click.IntRange(0, 100), help="With --model paid: per cent.")
@click.option("--currency", default="EUR", show_default=True, help="Of the price, and a new brand.")
@click.option("--zone", default="UTC", show_default=True, help="Of times without one.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--skip-bad", is_flag=True, help="Leave bad rows out, and list them.")
def import_conversations(
    file: Path,
    slug: str,
    model: str,
    price: str | None,
    commission: int | None,
    currency: str,
    zone: str,
    *,
    dry_run: bool,
    skip_bad: bool,
) -> None:
    """
    Bring the conversations a brand already has, from a CSV FILE.

    Columns: opened_at, visitor, respondent, answered_at, ended_at, visitor_messages,
    respondent_messages. A row without answered_at found nobody: lost demand. The same file again
    changes nothing. A bad row is named with its line and reason, and nothing is brought unless
    --skip-bad says to leave such rows out.
    """
    terms = read_terms(model, price, commission, currency)
    with progress() as advance:
        found = read_history(file, zone, now(), lambda done, all: advance("reading", done, all))
    marketplace = open_marketplace()
    bringing = _bringing(slug, zone, currency, terms, marketplace)
    past = _recognised(bringing, found, marketplace)
    _report(found.errors)
    if found.errors and not skip_bad:
        click.echo("Nothing is imported: correct these rows, or add --skip-bad.", err=True)
        sys.exit(1)
    if dry_run:
        new = sum(1 for each in past if each.status == "new")
        click.echo(f"{new} conversations would be imported, {len(past) - new} are there already.")
    else:
        _bring(bringing, past, marketplace)


def _bringing(
    slug: str, zone: str, currency: str, terms: Terms, marketplace: Marketplace
) -> Bringing:
    holder = marketplace.log.rows.holder_of("brand-slug", slug)
    brand_id = UUID(holder) if holder else uuid4()
    if holder is None:
        # The rules of registering, before anything is written.
        Brand(brand_id).register(slug, _name_of(slug), zone, currency, None, now())
    return Bringing(slug, brand_id, holder is None, zone, currency, terms)


def _name_of(slug: str) -> str:
    return slug.replace("-", " ").title()


def _recognised(
    bringing: Bringing, found: HistoryFile, marketplace: Marketplace
) -> list[ComparedConversation]:
    """The good rows; those that were brought before with other content become errors."""
    past = [row.conversation for row in found.rows]
    recognised = marketplace.history.compare(bringing.brand_id, past, bringing.terms)
    good = []
    for row, each in zip(found.rows, recognised, strict=True):
        if each.status == "differs":
            reason = "this conversation was imported before with other content"
            found.errors.append(LineError(row.line, reason))
        else:
            good.append(each)
    return good


def _report(errors: Sequence[LineError]) -> None:
    for line, reason in sorted(errors):
        click.echo(f"line {line}: {reason}", err=True)
    if errors:
        click.echo(f"{len(errors)} bad row{'s' * (len(errors) > 1)}.", err=True)


def _bring(
    bringing: Bringing, past: Sequence[ComparedConversation], marketplace: Marketplace
) -> None:
    if bringing.is_new:
        name, zone = _name_of(bringing.slug), bringing.zone
        marketplace.brands.register(
            bringing.brand_id, bringing.slug, name, zone, bringing.currency, None, now()
        )
    new = 0
    with progress() as advance:
        for first in range(0, len(past), BATCH):
            batch = [each.past for each in past[first : first + BATCH]]
            new += marketplace.history.import_conversations(
                bringing.brand_id, batch, bringing.terms
            ).new
            advance("importing", first + len(batch), len(past))
    click.echo(f"{new} conversations imported, {len(past) - new} were there already.")
