"""
The migrations of the ledger, run by Alembic when it is opened.

Each file in `versions/` changes the tables from one revision to the next, and is never changed
once it is on `main`.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(db: Connection, revision: str = "head") -> None:
    """Bring the tables to the newest revision. Raises Alembic's CommandError for a newer one."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = db
    command.upgrade(config, revision)
