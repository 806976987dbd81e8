import pytest

from tests.web.members.pool_fixture import BRAND, EXPERT, OTHER
from tests.web.rewards.rewards_fixture import scenario_of


@pytest.fixture
def scenario(app, shop, sqlite_url):
    with scenario_of(app, shop.store, sqlite_url) as scenario:
        yield scenario


@pytest.fixture
def ines(scenario, signed_in):  # noqa: ARG001 - the fixture creates the brand
    return signed_in(BRAND)


@pytest.fixture
def tom(scenario, signed_in):  # noqa: ARG001
    """Of another brand."""
    return signed_in(OTHER)


@pytest.fixture
def ed(scenario, signed_in):  # noqa: ARG001
    return signed_in(EXPERT)
