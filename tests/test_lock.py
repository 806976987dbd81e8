"""
The lock is closed: what it names is all that is needed, in versions that fit together.

script/setup installs it with --no-deps, so pip would not say what is missing.
"""

import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent


def unmet(wanted, locked, requires_of):
    """
    Requirements that no locked version meets, each with what has it: "pytest: pluggy<2,>=1.5".

    wanted: the project's own requirements.
    locked: versions by canonical name.
    requires_of: what a locked distribution requires, by its name.
    """
    return sorted(
        {
            f"{source}: {requirement}"
            for source, requirement in applying(wanted, locked, requires_of)
            if not meets(locked.get(canonicalize_name(requirement.name)), requirement)
        }
    )


def applying(wanted, locked, requires_of):
    """Every requirement that applies, with what has it; extras are followed where they are used."""
    left = [("comptoir", "", text) for text in wanted]
    left += [("requirements.lock", "", name) for name in locked]
    visited = set()
    while left:
        source, extra, text = left.pop()
        requirement = Requirement(text)
        if not applies(requirement, extra):
            continue
        yield source, requirement
        name = canonicalize_name(requirement.name)
        for used in {"", *requirement.extras}:
            if name in locked and (name, used) not in visited:
                visited.add((name, used))
                left += [(name, used, further) for further in requires_of(name)]


def applies(requirement, extra=""):
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def meets(version, requirement):
    return version is not None and requirement.specifier.contains(version, prereleases=True)


def versions(lock):
    """The versions that a lock has for the running Python, by canonical name."""
    lines = [line.rstrip("\\ ") for line in lock.splitlines() if "==" in line]
    pins = [pin for pin in map(Requirement, lines) if applies(pin)]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins}


def project_requirements():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]


def installed_requirements(name):
    return requires(name) or []


@pytest.fixture
def locked():
    return versions((ROOT / "requirements.lock").read_text())


def test_the_lock_meets_every_requirement(locked):
    assert unmet(project_requirements(), locked, installed_requirements) == []


@pytest.mark.parametrize(
    ("name", "needed_by"),
    [
        ("flask", "comptoir"),
        ("hatchling", "comptoir"),
        ("markupsafe", "jinja2"),
        ("pluggy", "pytest"),
        ("psycopg-binary", "psycopg"),
    ],
)
def test_the_lock_without_one_entry_is_not_closed(locked, name, needed_by):
    del locked[name]

    lacking = unmet(project_requirements(), locked, installed_requirements)

    assert needed_by in [line.partition(":")[0] for line in lacking]
    assert all(name in line.lower() for line in lacking)


# What made-up distributions require.
SHOP = {
    "shop": ["till>=2", "bell[loud]"],
    "till": ["coin ; python_version < '3'", "paper ; extra == 'receipts'"],
    "bell": ["horn>=1.5 ; extra == 'loud'", "lamp ; extra == 'bright'"],
    "horn": [],
    "paper": [],
}
LOCKED = {"shop": "1.0", "till": "2.1", "bell": "3.0", "horn": "1.5"}


def test_a_lock_with_all_that_applies_is_closed():
    assert unmet(["Shop>=1"], LOCKED, SHOP.get) == []


@pytest.mark.parametrize(
    ("wanted", "changes", "lacking"),
    [
        pytest.param(["lamp"], {}, "comptoir: lamp", id="the_project_needs_one_more"),
        pytest.param(["shop>=2"], {}, "comptoir: shop>=2", id="the_project_needs_a_newer_one"),
        pytest.param(["shop"], {"till": None}, "shop: till>=2", id="one_is_missing"),
        pytest.param(["shop"], {"till": "1.9"}, "shop: till>=2", id="one_is_too_old"),
        pytest.param(
            ["shop"],
            {"horn": None},
            'bell: horn>=1.5; extra == "loud"',
            id="one_of_an_extra_is_missing",
        ),
        pytest.param(
            ["shop"],
            {"horn": "1.4"},
            'bell: horn>=1.5; extra == "loud"',
            id="one_of_an_extra_is_too_old",
        ),
        pytest.param(
            ["shop", "till[receipts]"],
            {},
            'till: paper; extra == "receipts"',
            id="the_project_uses_one_more_extra",
        ),
        pytest.param([], {"till": None}, "shop: till>=2", id="what_only_the_lock_names_lacks_one"),
    ],
)
def test_a_lock_is_not_closed_when(wanted, changes, lacking):
    locked = {name: version for name, version in (LOCKED | changes).items() if version}

    assert unmet(wanted, locked, SHOP.get) == [lacking]


def test_a_lock_has_only_entries_for_this_python():
    lock = """\
Flask==3.1.3 \\
    --hash=sha256:694a
colorama==0.4.6 ; python_version < '3' \\
    --hash=sha256:08a6
tomli==2.5.0 ; python_version >= '3' \\
    --hash=sha256:0d16
"""

    assert versions(lock) == {"flask": "3.1.3", "tomli": "2.5.0"}
