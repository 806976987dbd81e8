"""The runner: each job at its interval, failures survived, one worker at a time, a clean stop."""

import logging
from contextlib import nullcontext
from threading import Event, Lock
from types import NoneType

import pytest

from domain.clock import system_clock
from domain.log.commit_metadata import metadata_for
from tests.support.waiting import wait_until
from web.jobs.runner import MOST_AT_ONCE, Blocked, Job, JobProgress, JobRunner

DONE, BLOCKED = JobProgress(done=1), JobProgress(is_blocked=True)


class Pauses(Event):
    """A stop that notes the pauses it is waited for, and is set after the last of them."""

    def __init__(self, count):
        super().__init__()
        self.seconds = []
        self._count = count

    def wait(self, timeout=None):
        self.seconds.append(timeout)
        if len(self.seconds) == self._count:
            self.set()
        return self.is_set()


class Script:
    """What a job's runs come to, one after the other."""

    def __init__(self, *outcomes):
        self.moments = []
        self._outcomes = list(outcomes)

    def __call__(self, at, _stop):
        self.moments.append(at)
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def free(_name):
    return nullcontext(enter_result=True)


def held_elsewhere(_name):
    return nullcontext(enter_result=False)


def forget(*_run): ...


def pauses_of(run, count, lock=free, record=forget, **options):
    stop = Pauses(count)
    job = Job("tidy", 2.0, run, **options)
    JobRunner([job], lock, record, system_clock).repeat(job, stop)
    return stop.seconds


def test_a_job_runs_at_once_and_then_after_every_interval():
    run, began = Script(DONE, DONE, DONE), system_clock()

    assert pauses_of(run, 3) == [2.0, 2.0, 2.0]
    assert began <= run.moments[0] <= run.moments[1] <= run.moments[2] <= system_clock()


def test_after_failures_the_pause_doubles_up_to_the_longest_and_starts_again():
    run = Script(OSError(), OSError(), OSError(), BLOCKED, DONE, OSError())

    pauses = pauses_of(run, 6, longest_pause_s=10.0)

    assert pauses == [4.0, 8.0, 10.0, 10.0, 2.0, 4.0]


def test_a_job_without_a_longest_pause_is_repeated_at_its_interval():
    assert pauses_of(Script(OSError(), OSError(), DONE), 3) == [2.0, 2.0, 2.0]


def test_a_failure_is_logged_by_its_type_and_not_by_its_message(caplog):
    pauses_of(Script(OSError("somebody@example.org")), 1)

    assert caplog.messages == ["Job tidy failed and is repeated: OSError"]
    assert caplog.records[0].levelno == logging.WARNING
    assert "somebody@example.org" not in caplog.text


def test_an_unreachable_lock_is_a_failure_of_the_job(caplog):
    def away(_name):
        raise OSError

    assert pauses_of(Script(), 2, lock=away, longest_pause_s=60.0) == [4.0, 8.0]
    assert len(caplog.messages) == 2


def test_each_run_is_recorded_with_its_error_and_longest_pause():
    recorded = []

    pauses_of(
        Script(DONE, error := OSError()),
        2,
        record=lambda *run: recorded.append(run),
        longest_pause_s=60.0,
    )

    assert [(job, *rest) for job, _at, *rest in recorded] == [
        ("tidy", 60.0, None),
        ("tidy", 60.0, error),
    ]


def test_a_run_that_was_blocked_is_recorded_as_one_that_did_not_go_well():
    recorded = []

    pauses_of(Script(BLOCKED, DONE), 2, record=lambda *run: recorded.append(run))

    assert [type(error) for *_, error in recorded] == [Blocked, NoneType]


def test_a_job_goes_on_when_its_run_cannot_be_recorded(caplog):
    def away(*_run):
        raise TimeoutError("somebody@example.org")

    run = Script(DONE, OSError(), DONE)

    assert pauses_of(run, 3, record=away) == [2.0, 2.0, 2.0]
    assert len(run.moments) == 3
    assert caplog.messages.count("A run of tidy is not on record: TimeoutError") == 3


def test_a_run_of_another_worker_is_not_recorded():
    recorded = []

    pauses_of(Script(), 2, lock=held_elsewhere, record=lambda *run: recorded.append(run))

    assert recorded == []


def test_a_job_that_another_worker_runs_is_left_to_it():
    run = Script()

    assert pauses_of(run, 2, lock=held_elsewhere, longest_pause_s=60.0) == [2.0, 2.0]
    assert run.moments == []


def test_a_job_that_several_workers_may_run_takes_no_lock():
    run = Script(DONE)

    pauses_of(run, 1, lock=held_elsewhere, is_exclusive=False)

    assert len(run.moments) == 1


def test_a_slow_job_delays_no_other():
    stop, is_busy, quick = Event(), Event(), []

    def slow(_at, stop):
        is_busy.set()
        stop.wait()
        return DONE

    def fast(at, _stop):
        quick.append(at)
        return DONE

    jobs = [Job("slow", 1.0, slow), Job("fast", 0.001, fast)]
    with JobRunner(jobs, free, forget, system_clock).running(stop):
        wait_until(is_busy.is_set)
        wait_until(lambda: len(quick) > 3)

    assert stop.is_set()


def test_of_many_jobs_only_some_run_at_once_and_each_has_its_turn():
    at_once, most, done, counting = set(), [], set(), Lock()

    def run_of(name):
        def run(_at, stop):
            with counting:
                at_once.add(name)
                most.append(len(at_once))
            stop.wait(0.02)
            with counting:
                at_once.remove(name)
                done.add(name)
            return DONE

        return run

    names = {f"job {number}" for number in range(3 * MOST_AT_ONCE)}
    jobs = [Job(name, 60.0, run_of(name)) for name in names]

    with JobRunner(jobs, free, forget, system_clock).running(Event()):
        wait_until(lambda: done == names)

    assert max(most) == MOST_AT_ONCE


def test_stopping_waits_for_the_current_run():
    has_started, may_end, ended = Event(), Event(), []

    def run(_at, stop):
        has_started.set()
        stop.wait()
        may_end.wait(0.05)
        ended.append(True)
        return DONE

    with JobRunner([Job("tidy", 1.0, run)], free, forget, system_clock).running(Event()):
        has_started.wait()

    assert ended == [True]


def test_jobs_are_stopped_when_what_runs_beside_them_fails():
    stop = Event()

    with pytest.raises(OSError, match="away"), _beside(stop):
        raise OSError("away")

    assert stop.is_set()


def _beside(stop):
    return JobRunner([Job("tidy", 60.0, Script(DONE))], free, forget, system_clock).running(stop)


def test_commits_of_one_run_share_a_correlation_id_and_those_of_two_runs_do_not():
    correlation_ids = []

    def run(_at, _stop):
        correlation_ids.append([metadata_for("test").correlation_id for _ in range(2)])
        return DONE

    pauses_of(run, 2)

    [first, second], [other, _] = correlation_ids
    assert first == second != other
