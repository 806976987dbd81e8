"""The queue of a simulation: by time, then by planning."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.simulation import EventQueue

NOON = datetime(2017, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def queue():
    return EventQueue()


def test_actions_run_by_time_and_those_of_one_moment_as_planned(queue):
    ran = []
    queue.at(NOON, lambda: queue.after(0, lambda: ran.append("third")))
    queue.at(NOON, lambda: ran.append("second"))
    queue.at(NOON - timedelta(1), lambda: ran.append("first"))

    queue.run()

    assert ran == ["first", "second", "third"]


def test_an_action_knows_the_simulated_time(queue):
    times = []
    queue.at(NOON, lambda: queue.after(90, lambda: times.append(queue.now)))

    queue.run()

    assert times == [NOON + timedelta(seconds=90)]


def test_an_action_planned_for_the_past_runs_now(queue):
    times = []
    queue.at(NOON, lambda: queue.at(NOON - timedelta(1), lambda: times.append(queue.now)))

    queue.run()

    assert times == [NOON]
