import pytest

from tests.web.assessments.taking.exam_fixture import ED, INES, hall_of
from tests.web.shop import open_shop, settings_at


@pytest.fixture(scope="package")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("exam"))) as shop:
        shop.app.config["WTF_CSRF_ENABLED"] = False
        yield shop


@pytest.fixture
def hall(shop, sqlite_url):
    with hall_of(shop, sqlite_url) as hall:
        yield hall


@pytest.fixture
def ed(hall, signed_in):  # noqa: ARG001 - somebody must be there to ask
    return signed_in(ED)


@pytest.fixture
def ines(hall, signed_in):  # noqa: ARG001 - somebody must be there to ask
    return signed_in(INES)
