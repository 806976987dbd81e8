"""Bringing a brand's own history in."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import click

from domain.brands.brand import Brand
from domain.conversations.imported_history import ComparedConversation
from domain.terms import MODELS, Terms
from web.cli.parts import TypedTerms, open_marketplace, progress, read_terms
from web.conversations.import_file import HistoryFile, LineError, read_history
from web.marketplace import Marketplace
from web.settings import Settings

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
@click.option("--brand", "slug", required=True, help="The brand; created if it does not exist.")
@click.option(
    "--model", required=True, type=click.Choice(MODELS), help="The model of the respondents."
)
@click.option("--price", help="With --model paid: the price per conversation, such as 2.00.")
@click.option("--wage", help="With --model employed: the cost of an hour, such as 21.50.")
@click.option(
    "--currency",
    default="EUR",
    show_default=True,
    help="Currency of the price or wage, and of a new brand.",
)
@click.option("--zone", default="UTC", show_default=True, help="Time zone of times that give none.")
@click.option("--dry-run", is_flag=True, help="Check the file without writing anything.")
@click.option("--skip-bad", is_flag=True, help="Skip invalid rows and list them.")
def import_conversations(
    file: Path,
    slug: str,
    model: str,
    currency: str,
    zone: str,
    *,
    dry_run: bool,
    skip_bad: bool,
    **terms_options: str | None,
) -> None:
    """
    Import a brand's existing conversations from a CSV FILE.

    Columns: opened_at, visitor, respondent, answered_at, ended_at, visitor_messages,
    respondent_messages. A row without answered_at is a lost request. Importing the same file again
    changes nothing. Invalid rows are listed by line number with the reason; nothing is imported
    until you fix them or skip them with --skip-bad.
    """
    settings = Settings.from_environment()
    typed = TypedTerms(terms_options, currency, settings.commission_percent)
    terms = read_terms(model, typed)
    with progress() as advance:
        history_file = read_history(
            file, zone, settings.clock(), lambda done, all: advance("reading", done, all)
        )
    marketplace = open_marketplace()
    history_import = _history_import(slug, zone, currency, terms, marketplace)
    past = _importable(history_import, history_file, marketplace)
    _report(history_file.errors)
    if history_file.errors and not skip_bad:
        click.echo("Nothing was imported. Fix these rows, or add --skip-bad.", err=True)
        sys.exit(1)
    if dry_run:
        new = sum(1 for conversation in past if conversation.status == "new")
        click.echo(f"{new} conversations would be imported; {len(past) - new} already exist.")
    else:
        _import(history_import, past, marketplace)


def _history_import(
    slug: str, zone: str, currency: str, terms: Terms, marketplace: Marketplace
) -> HistoryImport:
    holder = marketplace.log.rows.holder_of("brand-slug", slug)
    brand_id = UUID(holder) if holder else uuid4()
    if holder is None:
        # The rules of registering, before anything is written.
        Brand(brand_id).register(slug, _name_of(slug), zone, currency, None, marketplace.clock())
    return HistoryImport(slug, brand_id, holder is None, zone, currency, terms)


def _name_of(slug: str) -> str:
    return slug.replace("-", " ").title()


def _importable(
    history_import: HistoryImport, history_file: HistoryFile, marketplace: Marketplace
) -> list[ComparedConversation]:
    """The good rows; those that were imported before with other content become errors."""
    past = [row.conversation for row in history_file.rows]
    compared = marketplace.history.compare(history_import.brand_id, past, history_import.terms)
    good = []
    for row, conversation in zip(history_file.rows, compared, strict=True):
        if conversation.status == "differs":
            reason = "this conversation has already been imported with different content"
            history_file.errors.append(LineError(row.line, reason))
        else:
            good.append(conversation)
    return good


def _report(errors: Sequence[LineError]) -> None:
    for line, reason in sorted(errors):
        click.echo(f"line {line}: {reason}", err=True)
    if errors:
        click.echo(f"{len(errors)} invalid row{'s' * (len(errors) > 1)}.", err=True)


def _import(
    history_import: HistoryImport, past: Sequence[ComparedConversation], marketplace: Marketplace
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
            marketplace.clock(),
        )
    new = 0
    with progress() as advance:
        for first in range(0, len(past), BATCH):
            batch = [conversation.past for conversation in past[first : first + BATCH]]
            new += marketplace.history.import_conversations(
                history_import.brand_id, batch, history_import.terms
            ).new
            advance("importing", first + len(batch), len(past))
    click.echo(f"{new} conversations imported; {len(past) - new} already existed.")
