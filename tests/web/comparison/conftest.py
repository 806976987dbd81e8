"""The shop in June, with which the pages of the comparison are tested."""

import pytest

from tests.web.comparison.comparison_fixture import open_june


@pytest.fixture(scope="module")
def june(tmp_path_factory):
    with open_june(tmp_path_factory.mktemp("june")) as opened:
        yield opened


@pytest.fixture(scope="module")
def shop(june):
    return june[0]


@pytest.fixture(scope="module")
def read_models(june):
    return june[1].market.read_models
