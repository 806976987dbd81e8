"""Bringing a brand's own history in."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import click

from domain.aggregate import now
from domain.brands.brand import Brand
from domain.conversations.imported_history import Recognised
from domain.terms import MODELS, Terms
from web.cli.money import read_terms
from web.cli.parts import open_marketplace, progress
from web.conversations.import_file import HistoryFile, LineError, read_history
from web.marketplace import Marketplace

BATCH = 200


@dataclass(frozen=True)
class HistoryImport:
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
        history_file = read_history(
            file, zone, now(), lambda done, all: advance("reading", done, all)
        )
    marketplace = open_marketplace()
    history_import = _history_import(slug, zone, currency, terms, marketplace)
    past = _recognised(history_import, history_file, marketplace)
    _report(history_file.errors)
    if history_file.errors and not skip_bad:
        click.echo("Nothing is imported: correct these rows, or add --skip-bad.", err=True)
        sys.exit(1)
    if dry_run:
        new = sum(1 for conversation in past if conversation.standing == "new")
        click.echo(f"{new} conversations would be imported, {len(past) - new} are there already.")
    else:
        _import(history_import, past, marketplace)


def _history_import(
    slug: str, zone: str, currency: str, terms: Terms, marketplace: Marketplace
) -> HistoryImport:
    holder = marketplace.log.rows.holder_of("brand-slug", slug)
    brand_id = UUID(holder) if holder else uuid4()
    if holder is None:
        # The rules of registering, before anything is written.
        Brand(brand_id).register(slug, _name_of(slug), zone, currency, None, now())
    return HistoryImport(slug, brand_id, holder is None, zone, currency, terms)


def _name_of(slug: str) -> str:
    return slug.replace("-", " ").title()


def _recognised(
    history_import: HistoryImport, history_file: HistoryFile, marketplace: Marketplace
) -> list[Recognised]:
    """The good rows; those that were brought before with other content become errors."""
    past = [row.conversation for row in history_file.rows]
    recognised = marketplace.history.recognised(history_import.brand_id, past, history_import.terms)
    good = []
    for row, conversation in zip(history_file.rows, recognised, strict=True):
        if conversation.standing == "differs":
            reason = "this conversation was imported before with other content"
            history_file.errors.append(LineError(row.line, reason))
        else:
            good.append(conversation)
    return good


def _report(errors: Sequence[LineError]) -> None:
    for line, reason in sorted(errors):
        click.echo(f"line {line}: {reason}", err=True)
    if errors:
        click.echo(f"{len(errors)} bad row{'s' * (len(errors) > 1)}.", err=True)


def _import(
    history_import: HistoryImport, past: Sequence[Recognised], marketplace: Marketplace
) -> None:
    if history_import.is_new:
        name, zone = _name_of(history_import.slug), history_import.zone
        marketplace.brands.register(
            history_import.brand_id,
            history_import.slug,
            name,
            zone,
            history_import.currency,
            None,
            now(),
        )
    new = 0
    with progress() as advance:
        for first in range(0, len(past), BATCH):
            batch = [conversation.past for conversation in past[first : first + BATCH]]
            new += marketplace.history.bring(
                history_import.brand_id, batch, history_import.terms
            ).new
            advance("importing", first + len(batch), len(past))
    click.echo(f"{new} conversations imported, {len(past) - new} were there already.")
