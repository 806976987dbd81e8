"""Looking after the database: status and verify."""

import sys

import click
from rich.console import Console
from rich.table import Table

from web.cli.parts import open_marketplace, progress, update_read_models
from web.operations.verification import foreign_sentence
from web.operations.verification import verify as verify_log


@click.command()
def status() -> None:
    """
    Show how far each projection has read, and the events that are parked.

    The exit code is 1 when events are parked, or read models are not of this log, or ahead of it.
    """
    marketplace = open_marketplace()
    head, progress = marketplace.log.rows.head(), marketplace.read_models.progress()
    table = Table(title=f"Latest log position: {head}")
    for title in ("projection", "generation", "position", "behind", "parked"):
        table.add_column(title, justify="left" if title == "projection" else "right")
    for status in progress:
        table.add_row(*map(str, status[: len(table.columns)]))
    Console().print(table)
    foreign = [status for status in progress if not status.is_of_this_log]
    for status in foreign:
        click.echo(foreign_sentence(status, head))
    parked = marketplace.read_models.parked()
    for event in parked:
        click.echo(
            f"{event.projection} parked position {event.position} ({event.topic}): {event.error}"
        )
    if parked or foreign:
        sys.exit(1)


@click.command()
def verify() -> None:
    """
    Check that the log is complete and readable, and that the facts agree with it.

    Positions and versions without a gap, every event decodable, postings balanced, the prices and
    points of the facts equal to the postings, reserved slots equal to open conversations; no
    event parked, and no read model of another log or ahead of this one.
    """
    marketplace = open_marketplace()
    if all(status.is_of_this_log for status in marketplace.read_models.progress()):
        # Others are reported: rebuilding them here would hide what was wrong.
        update_read_models(marketplace)
    with progress() as advance:
        report = verify_log(
            marketplace.log,
            marketplace.read_models,
            lambda done, total: advance("reading the log", done, total),
        )
    for problem in report.problems:
        click.echo(problem, err=True)
    if report.unlisted:
        click.echo(f"and {report.unlisted} more.", err=True)
    if report.problems:
        sys.exit(1)
    click.echo(f"{report.events} events in {report.streams} streams: no problems found.")
