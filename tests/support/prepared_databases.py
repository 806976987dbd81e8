"""Databases in which something has happened already: that takes longer than most tests take."""

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
    """The tables of all projections are there, that is all."""


def prepared(database_url: str, begin: Callable = nothing, *told) -> str:
    """
    The same URL; where it is a file that is not there yet, of a copy of what has begun so.

    begin: is given a marketplace and what it was told, and carries out commands; pages are drawn.
    """
    file = Path(unquote(database_url.removeprefix("sqlite:///")))
    if database_url.startswith("sqlite:") and not file.exists():
        _copy(_begun(begin, *told), file)
    elif begin is not nothing:
        _happen(database_url, begin, *told)
    return database_url


@cache
def _begun(begin, *told) -> Path:
    folder = Path(mkdtemp(prefix="comptoir-begun-", dir=roomy_place()))
    _folders.append(folder)
    file = folder / "begun.db"
    if begin is not nothing:
        _copy(_begun(nothing), file)
    _happen(f"sqlite:///{file}", begin, *told)
    assert {found.suffix for found in folder.rglob("*.*")} == {
        ".db",
        ".read_models",
    }
    return file


def forget() -> None:
    """Remove what has begun: at the end of tests, as a worker's process ends without atexit."""
    while _folders:
        shutil.rmtree(_folders.pop())


def _happen(database_url, begin, *told):
    with opened(database_url) as market:
        begin(market, *told)
        market.projector.catch_up()


def _copy(begun: Path, file: Path) -> None:
    shutil.copyfile(begun, file)
    shutil.copytree(begun.with_suffix(".read_models"), file.with_suffix(".read_models"))
