import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.clock import system_clock
from tests.support.moving_clock import StoppedClock
from web.private_store.rate_limits import WINDOW_S, RateLimits, rate_limits
from web.private_store.store import open_private_store

SECRET = "for tests only"


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def limits(store, clock):
    return RateLimits(store, SECRET, clock)


def rows(store):
    with store.engine.connect() as db:
        return db.execute(select(rate_limits)).all()


def test_as_many_as_allowed_then_a_wait(limits, clock):
    assert [limits.begin({"a": 2}) for _ in range(3)] == [0, 0, WINDOW_S]
    clock.now += 60
    assert limits.begin({"a": 2}) == WINDOW_S - 60
    assert limits.begin({"b": 2}) == 0
    clock.now += WINDOW_S
    assert limits.begin({"a": 2}) == 0


def test_one_full_key_stops_all_and_counts_none(limits):
    limits.begin({"a": 1})

    assert limits.begin({"a": 1, "b": 1}) > 0
    assert limits.begin({"b": 1}) == 0


def test_a_successful_attempt_is_not_counted(limits):
    limits.begin({"a": 1})
    limits.forgive({"a": 1, "unknown": 1})

    assert limits.begin({"a": 1}) == 0


def test_windows_end_by_the_clock_of_the_store(store):
    now = system_clock()
    later = now + timedelta(seconds=WINDOW_S)
    RateLimits(replace(store, clock=lambda: now), SECRET).begin({"a": 1})

    assert RateLimits(replace(store, clock=lambda: later), SECRET).begin({"a": 1}) == 0


@pytest.mark.parametrize("is_real", [False, True])
def test_concurrent_attempts_are_all_counted(store, clock, is_real):
    limits = RateLimits(store, SECRET, time.time if is_real else clock)

    with ThreadPoolExecutor(50) as pool:
        waits = list(pool.map(lambda _: limits.begin({"a": 5}), range(100)))

    assert waits.count(0) == 5


def test_a_machine_whose_clock_is_behind_counts_in_the_windows_of_others(store, clock):
    ahead = RateLimits(store, SECRET, lambda: clock.now + 10)
    behind = RateLimits(store, SECRET, clock)
    ahead.begin({"a": 1, "b": 1})

    waits = [behind.begin({"c": 1}), behind.begin({"a": 1}), ahead.begin({"b": 1})]

    assert waits == [0, WINDOW_S, WINDOW_S]


def test_processes_share_their_counts(limits, settings, clock):
    limits.begin({"a": 1})

    other = open_private_store(settings)
    assert RateLimits(other, SECRET, clock).begin({"a": 1}) > 0
    other.close()


def test_rows_of_ended_windows_are_removed(store, limits, clock):
    for number in range(100):
        limits.begin({str(number): 1})
    clock.now += WINDOW_S

    limits.begin({"a": 1})

    assert len(rows(store)) == 1


def test_a_clock_that_was_set_back_blocks_nobody(limits, clock):
    limits.begin({"a": 1})
    clock.now -= 3600

    assert limits.begin({"a": 1}) == 0


def test_keys_are_not_readable_and_of_one_length(store, limits):
    limits.begin({"for tom@road.example": 1, "for " + "long" * 10_000: 1})

    assert {len(row.key) for row in rows(store)} == {64}
    assert "road" not in repr(rows(store))
