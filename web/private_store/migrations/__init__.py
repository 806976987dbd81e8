"""
The migrations of the private store, run by Alembic when the store is opened.

Each file in `versions/` changes the tables from one revision to the next, and is never changed
once it is on `main`.
"""

from pathlib import Path

from alembic import command, op
from alembic.config import Config
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection

from web.installation.bad_setting import BadSetting

HERE = Path(__file__).parent
FIRST = "0001"


class NewerStore(BadSetting):
    """The tables are of a revision that this code does not know."""


def upgrade(db: Connection, *, is_unversioned: bool) -> None:
    """
    Bring the tables to the newest revision.

    is_unversioned: the tables are of the first shape, made before there were migrations.
    Raises NewerStore.
    """
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = db
    if is_unversioned:
        command.stamp(config, FIRST)
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        if isinstance(error.__cause__, ResolutionError):
            raise NewerStore(
                "The private store was made by a newer version of Comptoir. Use that version, or"
                " restore the backup from before the upgrade."
            ) from error
        raise


def schema() -> str | None:
    """Where a migration finds the tables: on SQLite they have a file of their own, no schema."""
    return None if op.get_bind().dialect.name == "sqlite" else "private"


def in_schema(name: str) -> str:
    """A table or column for a foreign key, such as `account.id`."""
    prefix = schema()
    return f"{prefix}.{name}" if prefix else name
