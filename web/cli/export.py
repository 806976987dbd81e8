"""What other programs and authorities read: `comptoir export`, a command for each kind of file."""

from datetime import datetime
from pathlib import Path

import click

from domain.errors import Invalid

DAY = click.DateTime(formats=["%Y-%m-%d"])
FIRST_DAY = click.option("--from", "first_day", required=True, type=DAY, help="The first day, UTC.")
LAST_DAY = click.option("--to", "last_day", required=True, type=DAY, help="The last day, UTC.")
TO_FILE = click.option(
    "--to-file",
    "file",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write.",
)


@click.group("export")
def export() -> None:
    """Write a file of a period for accountants and authorities."""


def check_days(first_day: datetime, last_day: datetime) -> None:
    """Raises Invalid when the last day is before the first."""
    if last_day < first_day:
        raise Invalid("The last day must not be before the first.")
