"""The project's own files: what can be installed, run and published."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GIT = shutil.which("git")
SCRIPTS = [*sorted(filter(Path.is_file, (ROOT / "script").iterdir())), ROOT / ".ci" / "run"]

# In two halves, so that this file does not name them either.
REGISTRIES = [
    "".join(parts).encode()
    for parts in (
        ("pypi", ".org"),
        ("files.python", "hosted.org"),
        ("registry.npm", "js.org"),
        ("deb.deb", "ian.org"),
    )
]


def git(*arguments):
    done = subprocess.run([GIT, *arguments], cwd=ROOT, capture_output=True, check=True)
    return done.stdout.decode()


LOCKS = pytest.mark.parametrize(
    ("lock", "least"), [("requirements.lock", 50), ("mutation.lock", 5)]
)


def tracked_files():
    names = git("ls-files", "-z").split("\0")
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def locked_in(lock):
    lines = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@LOCKS
def test_every_locked_dependency_has_its_hash(lock, least):
    entries = locked_in(lock)

    assert len(entries) > least
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


@LOCKS
def test_a_lock_names_no_host(lock, least):
    text = (ROOT / lock).read_text()

    assert len(text) > least
    assert "http" not in text
    assert "index" not in [part.lstrip("-").split("-")[0] for part in text.split()]
    assert "--find-links" not in text


def test_what_mutation_tests_need_besides_is_in_one_lock_only():
    ours, besides = (
        {entry.partition("==")[0] for entry in locked_in(lock)}
        for lock in ("requirements.lock", "mutation.lock")
    )

    assert "mutmut" in besides
    assert ours & besides == set()


def test_no_file_names_a_registry():
    naming = [
        path.relative_to(ROOT)
        for path in tracked_files()
        if any(host in path.read_bytes() for host in REGISTRIES)
    ]

    assert naming == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_run_and_says_what_for(script):
    shebang, purpose, *_ = script.read_text().splitlines()

    assert os.access(script, os.X_OK)
    assert shebang.startswith("#!")
    assert purpose.startswith("# ")
    assert purpose.endswith(".")


@pytest.mark.parametrize("name", [".venv/bin/python", "var/comptoir.db"])
def test_git_ignores_what_is_made_here(name):
    assert git("check-ignore", name).strip() == name


def test_no_test_reaches_the_network():
    # The address is one of those set aside for documentation.
    with pytest.raises(UserWarning, match="A test tried to use socket"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
