"""What every test can ask for: a database, a browser. And what none may do: reach the network."""

import gc
import os
import shutil
import sys

import pytest
from hypothesis import settings

from tests.support.postgres import PostgresServer, roomy_place

BROWSER_TESTS = "tests/browser/"
POSTGRES_FIXTURES = {"postgres_server", "postgres_url"}
# So that no worker begins one of them when the others are done.
LONGEST = (
    "browser/test_expert_journey.py",
    "projections/engine/test_kill.py",
    "domain/conversations/test_claims.py",
    "web/recruitment/test_invitations_kill.py",
    "web/jobs/test_kill.py",
    "projections/assessments/item_analysis/test_exposure.py",
)


def pytest_configure():
    """
    What tests write need not last: in memory no test waits for a disk.

    And garbage need not be searched for so often, which took a tenth of the time. Hypothesis has no
    deadline: a busy machine makes no law untrue.
    """
    settings.register_profile("comptoir", deadline=None)
    settings.load_profile("comptoir")
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(roomy_place()))
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure():
    """Only programs that have imported it begin anything: most of a run have not."""
    if prepared_databases := sys.modules.get("tests.support.prepared_databases"):
        prepared_databases.forget()


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items):
    """Mark what needs a browser or PostgreSQL, so that none is forgotten; the fast ones first."""
    for item in items:
        if item.nodeid.startswith(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
        if POSTGRES_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.postgres)
    items.sort(key=_patience)


def pytest_collection_finish():
    """All tests and what they import stay to the end: no search for garbage goes through them."""
    gc.freeze()


def _patience(item):
    """
    First what is fast; of the others the longest first, and last those that look at one page.

    The last ones are short, so that all workers end together.
    """
    marks = {mark.name for mark in item.iter_markers()}
    place = item.nodeid.partition("::")[0].removeprefix("tests/")
    length = LONGEST.index(place) if place in LONGEST else len(LONGEST)
    return ["slow" in marks or "browser" in marks, "slow" not in marks, length, "postgres" in marks]


@pytest.fixture(scope="session")
def postgres_server():
    with PostgresServer() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server):
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(
    params=[
        pytest.param("sqlite_url", id="sqlite"),
        pytest.param("postgres_url", id="postgresql", marks=pytest.mark.postgres),
    ]
)
def database_url(request):
    """Run the test on both databases."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def chromium_path():
    """Skip where there is no Chromium, except where its absence would go unnoticed."""
    found = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if found is None and _must_have_browser():
        pytest.fail("Chromium is missing: install it, or set CHROMIUM to its path.")
    if found is None:
        pytest.skip("Chromium is missing")
    return found


def _must_have_browser():
    wishes = (os.environ.get("CI"), os.environ.get("COMPTOIR_REQUIRE_BROWSER"))
    return wishes[0] == "true" or wishes[1] == "1"
