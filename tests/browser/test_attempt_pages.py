"""Taking a test, in a real browser: on a phone too, and when the connection is lost."""

import threading
from uuid import UUID

import pytest

from domain.test_rules import TestRules
from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.web.member.attempts.hall import (
    DRAWS,
    ED,
    hall_of,
)
from tests.web.shop import open_shop, settings_at

STEP_BY_STEP = UUID("70000000-0000-4000-8000-0000000000bb")
SHORT = UUID("70000000-0000-4000-8000-0000000000cc")
LOOKED_AT = UUID("80000000-0000-4000-8000-0000000000aa")
ONE_BY_ONE = TestRules(DRAWS, pass_percent=60, time_limit_s=1200, one_by_one=True)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("exam"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def hall(shop):
    with hall_of(shop, shop.settings.database_url) as hall:
        hall.open()
        hall.begins(STEP_BY_STEP, ONE_BY_ONE, title="Electricity, step by step")
        stop = threading.Event()
        follower = threading.Thread(target=hall.market.projector.run, args=(stop,))
        follower.start()
        yield hall
        stop.set()
        follower.join()


@pytest.fixture(scope="module")
def base(shop, hall):  # noqa: ARG001 - there is something to take
    with serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def ed(browser, base):
    return signed_in(browser, base, ED)


@pytest.fixture(scope="module")
def running(hall):
    """An attempt of Ed's, with nothing answered."""
    return hall.starts(attempt_id=LOOKED_AT)


def test_a_test_before_one_takes_it(ed):
    ed.check(f"/tests/{STEP_BY_STEP}", widths=(1280, 360, 320))


def test_all_questions_on_one_page(ed, running):
    ed.check(f"/attempts/{running}", widths=(1280, 360, 320))
