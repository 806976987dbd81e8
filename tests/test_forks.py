"""A forgotten case of the union of terms is a type error, in every file that matches on it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("domain", "payments", "projections", "web")
TERMS = re.compile(r"^Terms = (.*)$", re.MULTILINE)
ONE_MORE = r'''
class Automated(msgspec.Struct, frozen=True, tag="automated", tag_field="model"):
    """Only in this copy."""

    model: ClassVar[str] = "automated"
    disclosures: ClassVar[dict[str, str]] = {}


Terms = \1 | Automated
'''


@pytest.fixture
def copy_with_one_more_model(tmp_path):
    """The code, with one more kind of terms, that no `match` knows."""
    no_code = shutil.ignore_patterns("__pycache__", "static", "templates", "translations")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=no_code)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    terms = tmp_path / "domain" / "terms.py"
    text, replaced = TERMS.subn(ONE_MORE, terms.read_text())
    assert replaced == 1
    terms.write_text(text)
    return tmp_path


def guarded_files():
    """The files whose row of the fork table in ARCHITECTURE.md says that a guard is there."""
    table = (ROOT / "ARCHITECTURE.md").read_text().partition("## The one fork")[2]
    return set(re.findall(r"^\| `([\w/]+\.py)` \|.*\| yes \|$", table, re.MULTILINE))


@pytest.mark.slow
def test_mypy_names_every_file_that_forgets_one_more_model(copy_with_one_more_model):
    mypy = (sys.executable, "-m", "mypy", "--cache-dir", copy_with_one_more_model / "cache")

    found = subprocess.run(
        [*mypy, *sorted(guarded_files())],
        cwd=copy_with_one_more_model,
        capture_output=True,
        text=True,
        check=False,
    )

    errors = re.findall(r'^([\w/]+\.py):\d+: error: .*"assert_never"', found.stdout, re.MULTILINE)
    assert set(errors) == guarded_files(), found.stdout + found.stderr
