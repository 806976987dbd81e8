"""An empty database whose shelves are laid out: that takes longer than most tests take."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import unquote

from tests.support.postgres import roomy_place
from tests.support.worlds import opened


def prepared(database_url: str) -> str:
    """The same URL; where it is a file that is not there yet, a copy of an empty database is."""
    file = Path(unquote(database_url.removeprefix("sqlite:///")))
    if database_url.startswith("sqlite:") and not file.exists():
        empty = _empty()
        shutil.copyfile(empty, file)
        shutil.copytree(empty.with_suffix(".pages"), file.with_suffix(".pages"))
    return database_url


@cache
def _empty() -> Path:
    folder = Path(mkdtemp(prefix="comptoir-empty-", dir=roomy_place()))
    atexit.register(shutil.rmtree, folder)
    with opened(f"sqlite:///{folder / 'empty.db'}") as market:
        market.projector.catch_up()
    assert {file.suffix for file in folder.rglob("*.*")} == {
        ".db",
        ".pages",
    }
    return folder / "empty.db"
