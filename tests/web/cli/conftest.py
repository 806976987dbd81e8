import shutil

import pytest

from tests.web.cli.history_examples import invent
from tests.web.cli.program import Program

HISTORY = invent(300)


@pytest.fixture(scope="session")
def history():
    return HISTORY


@pytest.fixture(scope="session")
def history_file(tmp_path_factory):
    return HISTORY.write(tmp_path_factory.mktemp("history") / "history.csv")


@pytest.fixture
def comptoir(sqlite_url):
    return Program(sqlite_url)


@pytest.fixture(scope="session")
def imported(tmp_path_factory, history_file):
    """The database of a brand that has brought its history; to be read, not written to."""
    folder = tmp_path_factory.mktemp("imported")
    program = Program(f"sqlite:///{folder / 'test.db'}")
    program.works("import-conversations", history_file, "--brand", "nest", "--model", "voluntary")
    program.works("rebuild", "--check")  # updates the read models
    return program


@pytest.fixture
def own_copy(imported, tmp_path):
    """The same, to be written to."""
    folder = tmp_path / "copy"
    shutil.copytree(imported.folder, folder)
    return Program(f"sqlite:///{folder / 'test.db'}")
