"""Copies of databases that are filled once: filling them takes longer than most tests take."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import unquote

from tests.support.postgres import roomy_place
from tests.support.random_commands import opened

_folders: list[Path] = []


def nothing(_market):
    """Carry out no commands: only the tables of all projections are created."""


def prepared(database_url: str, begin: Callable = nothing, *arguments) -> str:
    """
    Fill a database with commands, and return its URL; a missing SQLite file becomes a copy.

    begin: called with a marketplace and the arguments, carries out commands. The projections then
    catch up.
    """
    file = Path(unquote(database_url.removeprefix("sqlite:///")))
    if database_url.startswith("sqlite:") and not file.exists():
        _copy(_template(begin, *arguments), file)
    elif begin is not nothing:
        _run(database_url, begin, *arguments)
    return database_url


@cache
def _template(begin, *arguments) -> Path:
    folder = Path(mkdtemp(prefix="comptoir-template-", dir=roomy_place()))
    _folders.append(folder)
    file = folder / "template.db"
    if begin is not nothing:
        _copy(_template(nothing), file)
    _run(f"sqlite:///{file}", begin, *arguments)
    assert {path.suffix for path in folder.rglob("*.*")} == {
        ".db",
        ".read_models",
    }
    return file


def forget() -> None:
    """Remove the templates at the end of tests: a worker's process ends without atexit."""
    while _folders:
        shutil.rmtree(_folders.pop())


def _run(database_url, begin, *arguments):
    with opened(database_url) as market:
        begin(market, *arguments)
        market.projector.catch_up()


def _copy(template: Path, file: Path) -> None:
    shutil.copyfile(template, file)
    shutil.copytree(template.with_suffix(".read_models"), file.with_suffix(".read_models"))
