from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.support.moving_clock import StoppedClock


@pytest.fixture
def clock():
    return StoppedClock(datetime(2026, 6, 1, 9, tzinfo=UTC))


@pytest.fixture
def store(store, clock):
    """The private store, at the time of the clock."""
    return replace(store, clock=clock)
