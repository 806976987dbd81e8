"""Logs with some days of the demonstration in them; a year would take a minute."""

from datetime import date

import pytest

from domain.log.event_log import EventLog
from web.demo import load
from web.demo.brand_year import Period

LAST_OF_JUNE = Period(date(2017, 6, 30), date(2017, 6, 30))
JUNE = Period(date(2017, 6, 1), date(2017, 6, 30))
TODAY = date(2026, 5, 4)
"""From which is counted back what has happened lately."""


@pytest.fixture
def fresh_log(tmp_path):
    """Make as many empty logs as a test needs."""

    def make(name="demonstration"):
        return EventLog(f"sqlite:///{tmp_path / name}.db")

    return make


@pytest.fixture(scope="session")
def a_day(tmp_path_factory):
    log = EventLog(f"sqlite:///{tmp_path_factory.mktemp('day') / 'log.db'}")
    return log, load(log, period=LAST_OF_JUNE, today=TODAY)


@pytest.fixture(scope="module")
def june(tmp_path_factory):
    log = EventLog(f"sqlite:///{tmp_path_factory.mktemp('june') / 'log.db'}")
    return log, load(log, period=JUNE, today=TODAY)
