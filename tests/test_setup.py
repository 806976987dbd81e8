"""script/setup, with a Python that only notes what it was asked: nothing is installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "script" / "setup"

# Makes a .venv whose Python is this same file; pip fails while there is a file named "offline".
PYTHON = """#!/bin/sh
case "$*" in
  "-V" | "-c "*) exit 0 ;;
esac
echo "$*" >>calls
case "$*" in
  "-m venv --clear .venv") rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *"-r requirements.lock"*) [ ! -e offline ] || { echo "no network"; exit 1; } ;;
esac
"""

CREATE = "-m venv --clear .venv"
PIP = "-m pip --disable-pip-version-check"
LOCKED = f"{PIP} install --quiet --no-deps --require-hashes -r requirements.lock"
PROJECT = f"{PIP} install --quiet --no-deps --no-build-isolation --editable ."
CHECK = f"{PIP} check"
EVERYTHING = [CREATE, LOCKED, PROJECT, CHECK]


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "comptoir"
    (folder / "script").mkdir(parents=True)
    shutil.copy(SCRIPT, folder / "script")
    (folder / "requirements.lock").write_text("flask==3.1.3\n")
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "python").write_text(PYTHON)
    (folder / "python").chmod(0o755)
    return folder


def set_up(folder):
    """Run script/setup; what Python was asked for, and what was printed."""
    calls = folder / "calls"
    calls.unlink(missing_ok=True)
    done = subprocess.run(
        [folder / "script" / "setup"],
        env=os.environ | {"PYTHON": str(folder / "python")},
        capture_output=True,
        text=True,
        check=False,
    )
    return calls.read_text().splitlines() if calls.exists() else [], done


def test_setup_in_an_empty_folder_installs_the_lock_then_the_project(folder):
    calls, done = set_up(folder)

    assert calls == EVERYTHING
    assert done.returncode == 0
    assert "4/4 Checking" in done.stderr


def test_setup_when_nothing_changed_does_nothing(folder):
    set_up(folder)

    calls, done = set_up(folder)

    assert calls == []
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_setup_that_fails_prints_what_pip_printed(folder):
    (folder / "offline").touch()

    calls, done = set_up(folder)

    assert calls == [CREATE, LOCKED]
    assert done.returncode == 1
    assert "failed\nno network\n" in done.stderr


def test_setup_after_a_failure_starts_from_nothing(folder):
    (folder / "offline").touch()
    set_up(folder)
    (folder / "offline").unlink()

    calls, done = set_up(folder)

    assert calls == EVERYTHING
    assert done.returncode == 0


def test_setup_with_another_lock_leaves_nothing_of_the_old_one(folder):
    set_up(folder)
    no_longer_locked = folder / ".venv" / "markdown.py"
    no_longer_locked.touch()
    (folder / "requirements.lock").write_text("flask==3.1.4\n")

    calls, _ = set_up(folder)

    assert calls == EVERYTHING
    assert not no_longer_locked.exists()


def test_setup_with_another_lock_that_failed_does_not_pass_for_the_old_one(folder):
    set_up(folder)
    (folder / "requirements.lock").write_text("flask==3.1.4\n")
    (folder / "offline").touch()
    set_up(folder)
    (folder / "requirements.lock").write_text("flask==3.1.3\n")
    (folder / "offline").unlink()

    calls, _ = set_up(folder)

    assert calls == EVERYTHING


def test_setup_with_another_pyproject_installs_only_the_project(folder):
    set_up(folder)
    (folder / "pyproject.toml").write_text("[project]\nname = 'comptoir'\n")

    calls, done = set_up(folder)

    assert calls == [PROJECT, CHECK]
    assert done.returncode == 0


def test_setup_in_a_copied_folder_starts_from_nothing(folder):
    set_up(folder)
    copy = shutil.copytree(folder, folder.with_name("copy"))

    calls, _ = set_up(copy)

    assert calls == EVERYTHING
