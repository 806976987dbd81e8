"""script/check-commits, in small repositories of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "script" / "check-commits"
GIT = shutil.which("git")
GOOD = "Add a clock\n\nThe counter opens late."
BAD = "the clock of a brand was changed."
NO_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder, *arguments):
    author = ["-c", "user.name=A", "-c", "user.email=a@shop.example"]
    subprocess.run(
        [GIT, *author, *arguments],
        cwd=folder,
        env=os.environ | NO_SETTINGS,
        capture_output=True,
        check=True,
    )


def commit(folder, message):
    git(folder, "commit", "--allow-empty", "--allow-empty-message", "-m", message)


def check(folder, start):
    """What script/check-commits ends with and prints for the commits after start."""
    done = subprocess.run(
        [sys.executable, SCRIPT, start], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """One with a bad commit; each test checks only the commits that it adds."""
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init", "--template=")
    commit(folder, BAD)
    return folder


@pytest.mark.parametrize(
    "message",
    [
        GOOD,
        "Add" + 69 * "é" + "\n\nSeventy-two characters, not bytes.",
        "Feed the bell\n\nA verb may end in eed.",
        "Bring a bell\n\nOr in ing.",
        "Add a bell\n\n- One reason\n- Another",
    ],
)
def test_a_commit_that_keeps_all_rules_passes(repository, message):
    commit(repository, message)

    assert check(repository, "HEAD~1") == (0, "")


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        ("Add" + 70 * "d" + "\n\nWhy.", "Keep the subject within 72 characters."),
        ("Add a clock.\n\nWhy.", "End the subject without a period."),
        ("add a clock\n\nWhy.", "Start the subject with a capital letter."),
        ("A clock comes\n\nWhy.", "Start the subject with a verb."),
        ("What a clock is\n\nWhy.", "Start the subject with a verb."),
        ("Added a clock\n\nWhy.", "Use the imperative: Add, not Added or Adding."),
        ("Adding a clock\n\nWhy.", "Use the imperative: Add, not Added or Adding."),
        ("Add a clock", "Say why in a body, after a blank line."),
        ("Add a clock\nWhy.", "Say why in a body, after a blank line."),
    ],
)
def test_a_commit_that_breaks_a_rule_fails(repository, message, rule):
    commit(repository, message)
    commit(repository, GOOD)

    status, printed = check(repository, "HEAD~2")

    assert status == 1
    assert [line.partition(": ")[2] for line in printed.splitlines()] == [rule]


def test_a_commit_without_a_message_fails(repository):
    commit(repository, "")

    status, printed = check(repository, "HEAD~1")

    assert status == 1
    assert "Say why in a body" in printed


def test_a_merge_commit_passes_without_a_body(repository):
    git(repository, "checkout", "-b", "clock")
    commit(repository, GOOD)
    git(repository, "checkout", "-")
    git(repository, "merge", "--no-ff", "-m", "Merge branch clock", "clock")

    assert check(repository, "HEAD~1") == (0, "")


def test_a_clone_without_the_first_commit_passes_and_says_that_nothing_is_checked(
    repository, tmp_path
):
    commit(repository, BAD)
    git(tmp_path, "clone", "--depth=1", repository.as_uri(), "shallow")

    status, printed = check(tmp_path / "shallow", "0bdc580")

    assert status == 0
    assert printed == "Commit messages are not checked: 0bdc580 is not in this clone.\n"
