"""Logs with some days of the demonstration in them; a year would take a minute."""

from contextlib import ExitStack
from datetime import date

import pytest

from tests.web.demo.demo_market import DemoMarket
from web.demo.brand_year import SimulatedPeriod

LAST_OF_JUNE = SimulatedPeriod(date(2017, 6, 30), date(2017, 6, 30))
JUNE = SimulatedPeriod(date(2017, 6, 1), date(2017, 6, 30))
TODAY = date(2026, 5, 4)
"""From which the recent activity is counted back."""


@pytest.fixture
def fresh_market(tmp_path):
    """Make as many empty marketplaces as a test needs."""
    with ExitStack() as opened:

        def make(name="demonstration"):
            return opened.enter_context(DemoMarket.at(f"sqlite:///{tmp_path / name}.db"))

        yield make


@pytest.fixture(scope="session")
def a_day(tmp_path_factory):
    with DemoMarket.at(f"sqlite:///{tmp_path_factory.mktemp('day') / 'log.db'}") as demo:
        yield demo, demo.load(period=LAST_OF_JUNE, today=TODAY)


@pytest.fixture(scope="module")
def june(tmp_path_factory):
    with DemoMarket.at(f"sqlite:///{tmp_path_factory.mktemp('june') / 'log.db'}") as demo:
        yield demo.log, demo.load(period=JUNE, today=TODAY)
