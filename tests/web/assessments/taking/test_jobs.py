"""The worker ends attempts whose time is over, also those with free text."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.assessments.answers import TextAnswer
from domain.assessments.attempt_context import CandidateAnswer
from domain.clock import system_clock
from domain.log.mapper import Unreadable
from tests.support.private_texts import stored_text
from tests.support.programs import popen
from tests.support.raw_sql import smuggle
from tests.web.assessments.taking.exam_fixture import (
    CHEMISTRY,
    ED,
    INES,
    RULES,
    VOLTAGE,
    exam_of,
    planted,
    send,
)
from tests.web.shop import open_shop, settings_at
from web.assessments.taking.jobs import expire_attempts

LONG_AGO_S = RULES.time_limit_s + 60


def test_an_attempt_whose_time_is_over_ends_with_its_saved_answers(exam, ed):
    attempt_id = exam.starts(ago_s=RULES.time_limit_s - 60)
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "12 V"))
    send(ed, attempt_id, CHEMISTRY, [planted("spelling")])
    exam.catch_up()

    expired = expire_attempts(exam.market, system_clock() + timedelta(seconds=120))

    attempt = exam.attempt(attempt_id)
    assert expired == 1
    assert attempt.ended_at == attempt.time_is_over_at
    assert attempt.result.score.percent == Decimal("25.00")


def test_an_attempt_that_still_runs_is_left_alone(exam):
    attempt_id = exam.starts()

    assert expire_attempts(exam.market, system_clock()) == 0
    assert exam.attempt(attempt_id).ended_at is None


def test_an_attempt_that_cannot_be_read_keeps_no_other_from_its_end(exam, sqlite_url):
    broken = exam.starts(ago_s=LONG_AGO_S + 60)
    other = exam.starts(email=INES, ago_s=LONG_AGO_S)
    smuggle(sqlite_url, broken, "Attempt.Sang.1", b"{}")

    with pytest.raises(Unreadable):
        expire_attempts(exam.market, system_clock())

    assert exam.attempt(other).ended_at


def test_two_workers_expire_it_once(exam):
    attempt_id = exam.starts(ago_s=LONG_AGO_S)
    expire_attempts(exam.market, system_clock())
    head = exam.head()

    # The second has not seen yet what the first did.
    expire_attempts(exam.market, system_clock())

    assert exam.attempt(attempt_id).ended_at
    assert exam.head() == head


@pytest.mark.slow
def test_the_worker_expires_attempts_and_reads_private_texts(tmp_path):
    settings = settings_at(tmp_path)
    with open_shop(settings) as shop, exam_of(shop, settings.database_url) as exam:
        attempt_id = exam.starts(ago_s=RULES.time_limit_s - 4)
        text, by = planted("spelling"), exam.id_of(ED)
        before = system_clock() - timedelta(seconds=60)
        answer = TextAnswer(stored_text(exam.store, text, attempt_id, by, before), len(text))
        exam.market.attempts.save_answers(
            attempt_id, by, [CandidateAnswer(CHEMISTRY.id, answer, 0)], before
        )
        with popen(settings.database_url, "work") as worker:
            wait_until(lambda: exam.attempt(attempt_id).result)
            worker.terminate()
            worker.communicate()

        attempt = exam.attempt(attempt_id)
    assert attempt.ended_at == attempt.time_is_over_at
    assert attempt.result.score.percent == Decimal("12.50")
    assert worker.returncode == 0


def wait_until(is_so, patience_s=60):
    deadline = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)
