"""How projections, reactors and jobs keep up, for operators and for monitoring."""

import json
import sys
from collections.abc import Iterator, Sequence

import click
from rich.console import Console
from rich.table import Table

from web.cli.parts import open_marketplace, open_store
from web.operations.status import Status, as_json, status_of
from web.operations.verification import foreign_sentence
from web.settings import Settings

BEHIND = ("behind", "reactor_behind", "ledger_behind")
"""What passes by itself."""


@click.command()
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the status is written.",
)
def status(output_format: str) -> None:
    """
    Show how far projections and reactors have read, when jobs ran, and what is parked.

    The exit code is 1 when something is parked, when the ledger has stopped, when read models are
    not of this log or ahead of it, when a job has not run when it should, or when the private
    store cannot be used.
    """
    marketplace, store = open_marketplace(), open_store(Settings.from_environment())
    status = status_of(marketplace, store)
    store.close()
    if output_format == "json":
        click.echo(json.dumps(as_json(status), indent=2))
    else:
        _print_status(status)
    if not status.is_well and status.verdict not in BEHIND:
        sys.exit(1)


def _print_status(status: Status) -> None:
    console = Console()
    columns = ("projection", "generation", "position", "behind", "parked")
    rows = [projection[: len(columns)] for projection in status.projections]
    console.print(_table(f"Latest log position: {status.head}", columns, rows))
    if status.reactors:
        columns = ("reactor", "position", "behind", "failed", "parked")
        console.print(_table("Reactors", columns, status.reactors))
    posted = status.ledger
    click.echo(f"Ledger: posted up to position {posted.position}, {posted.behind} behind.")
    if status.jobs:
        runs = [(job.name, f"{job.ran_at:%Y-%m-%d %H:%M:%S} UTC", job.error) for job in status.jobs]
        console.print(_table("Jobs", ("job", "last run", "error"), runs))
    if status.private_store.unsettled_texts:
        click.echo(f"Texts that no event names yet: {status.private_store.unsettled_texts}.")
    for sentence in _problems(status):
        click.echo(sentence)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    table = Table(title=title)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    return table


def _problems(status: Status) -> Iterator[str]:
    for projection in status.projections:
        if not projection.is_of_this_log:
            yield foreign_sentence(projection, status.head)
    yield from status.private_store.problems
    if status.ledger.problem:
        yield f"{status.ledger.problem}."
    yield from _parked(status)
    if not status.jobs:
        yield "No worker has run yet. Start `comptoir work`."
    for name in status.late_jobs:
        yield f"{name} has not run well for some time. Check that `comptoir work` is running."


def _parked(status: Status) -> Iterator[str]:
    for event in status.parked:
        yield f"{event.projection} parked position {event.position} ({event.topic}): {event.error}"
    for reaction in status.parked_reactions:
        place = f"position {reaction.position} ({reaction.event_type})"
        yield f"{reaction.reactor} parked {place}: {reaction.error_type}"
