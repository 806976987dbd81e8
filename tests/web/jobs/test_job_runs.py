"""The last run of each job: when it was noted, what it failed with, and whether it is late."""

from datetime import timedelta

import sqlalchemy.exc

from tests.support.people import MORNING
from web.jobs.job_runs import LATE_AFTER, RECORDED_EVERY, JobRun, JobRuns, last_runs

PAUSE_S = 60.0
MOMENT = timedelta(seconds=1)


def test_a_run_is_on_record_with_its_time(store):
    JobRuns(store).record("tidy", MORNING, PAUSE_S, None)

    assert last_runs(store, MORNING) == [JobRun("tidy", MORNING, None, is_late=False)]


def test_a_job_is_late_when_it_has_not_run_for_its_pause_and_ten_minutes(store):
    JobRuns(store).record("tidy", MORNING, PAUSE_S, None)
    limit = MORNING + timedelta(seconds=PAUSE_S) + LATE_AFTER

    assert [run.is_late for run in last_runs(store, limit)] == [False]
    assert [run.is_late for run in last_runs(store, limit + MOMENT)] == [True]


def test_a_job_that_the_code_has_no_more_is_forgotten(store):
    for job in ("tidy", "sweep"):
        JobRuns(store).record(job, MORNING, PAUSE_S, None)

    JobRuns(store).forget_others(["tidy", "polish"])

    assert [run.name for run in last_runs(store, MORNING)] == ["tidy"]


def test_an_error_is_on_record_by_its_type_until_a_run_goes_well(store):
    runs = JobRuns(store)

    runs.record("tidy", MORNING, PAUSE_S, OSError("somebody@example.org"))
    failed = last_runs(store, MORNING)
    runs.record("tidy", MORNING + MOMENT, PAUSE_S, None)

    assert [run.error for run in failed] == ["OSError"]
    assert last_runs(store, MORNING) == [JobRun("tidy", MORNING + MOMENT, None, is_late=False)]


def test_equal_runs_are_noted_every_fifteen_seconds_only(store):
    runs = JobRuns(store)
    moments = [MORNING, MORNING + RECORDED_EVERY - MOMENT, MORNING + RECORDED_EVERY]

    noted = []
    for moment in moments:
        runs.record("tidy", moment, PAUSE_S, None)
        noted.append(last_runs(store, MORNING)[0].ran_at)

    assert noted == [MORNING, MORNING, MORNING + RECORDED_EVERY]


def test_a_run_while_the_database_is_away_is_not_noted_and_fails_nothing(store):
    class Away:
        def begin(self):
            raise sqlalchemy.exc.OperationalError("begin", {}, Exception())

    class AwayStore:
        engine = Away()

    runs = JobRuns(AwayStore())

    runs.record("tidy", MORNING, PAUSE_S, None)
    runs.record("tidy", MORNING, PAUSE_S, None)

    assert last_runs(store, MORNING) == []
