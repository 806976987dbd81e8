"""Which module stores a log, and what a forked process does with its parent's connections."""

from importlib import import_module
from types import ModuleType
from urllib.parse import urlsplit

from domain.errors import Invalid


def recorder_for(database_url: str) -> ModuleType:
    """
    The module with the factory of a database's recorder, and its settings.

    Only the one that is used is loaded: PostgreSQL's takes a quarter of what a program loads.
    Raises Invalid when there is none.
    """
    if database_url.startswith("sqlite:////"):
        return import_module("domain.log.sqlite")
    if urlsplit(database_url).scheme == "postgresql":
        return import_module("domain.log.postgres")
    raise Invalid(
        "DATABASE_URL must be sqlite:////absolute/path.db or postgresql://user@host/name."
    )


_of_parents: list[object] = []


def leave_to_parent(connections: object) -> None:
    """Keep connections of a parent process: letting go of them would close them for it."""
    _of_parents.append(connections)
