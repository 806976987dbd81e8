"""Which module stores a log, and what a forked process does with its parent's connections."""

from importlib import import_module
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.utils import Environment

from domain.errors import Invalid


class LogDatabase(Protocol):
    """What a module offers that stores logs in one kind of database."""

    def settings_of(self, database_url: str) -> dict[str, str]:
        """What its factory needs to know."""

    def factory_for(self, env: Environment) -> InfrastructureFactory[Any]:
        """The factory of recorders; env: what `settings_of` gives."""


def database_of(database_url: str) -> LogDatabase:
    """
    The module that stores a log.

    Only the one that is used is loaded: PostgreSQL's takes a quarter of what a program loads.
    Raises Invalid when there is none.
    """
    if database_url.startswith("sqlite:////"):
        return cast(LogDatabase, import_module("domain.log.sqlite"))
    if urlsplit(database_url).scheme == "postgresql":
        return cast(LogDatabase, import_module("domain.log.postgres"))
    raise Invalid(
        "DATABASE_URL must be sqlite:////absolute/path.db or postgresql://user@host/name."
    )


_of_parents: list[object] = []


def leave_to_parent(connections: object) -> None:
    """Keep connections of a parent process: letting go of them would close them for it."""
    _of_parents.append(connections)
