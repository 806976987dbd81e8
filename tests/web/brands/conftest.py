import pytest

from tests.web.brands.settings_fixture import BRAND, OTHER, scenario_of


@pytest.fixture
def scenario(app, sqlite_url):
    with scenario_of(app, sqlite_url) as scenario:
        yield scenario


@pytest.fixture
def ines(scenario, signed_in):  # noqa: ARG001 - the fixture creates the brand
    return signed_in(BRAND)


@pytest.fixture
def tom(scenario, signed_in):  # noqa: ARG001
    """Of another brand."""
    return signed_in(OTHER)
