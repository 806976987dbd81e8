"""Attempts whose time is over are handed in by the worker, whoever marks their words."""

from datetime import timedelta
from decimal import Decimal

from domain.aggregate import now
from tests.web.member.attempts.hall import CHEMISTRY, RULES, VOLTAGE, planted, send
from web.member.attempts_overdue import Overdue

LONG_AGO_S = RULES.time_limit_s + 60


def test_what_ran_out_of_time_is_handed_in_with_what_was_saved(hall, ed):
    attempt_id = hall.starts(ago_s=RULES.time_limit_s - 60)
    send(ed, attempt_id, VOLTAGE, hall.values(attempt_id, VOLTAGE, "12 V"))
    send(ed, attempt_id, CHEMISTRY, [planted("spelling")])
    hall.draw()

    settled = Overdue(hall.market).settle(now() + timedelta(seconds=120))

    attempt = hall.attempt(attempt_id)
    assert settled == 1
    assert attempt.ended_at == attempt.time_is_over_at
    assert attempt.result.score.percent == Decimal("25.00")


def test_what_still_runs_is_left_alone(hall):
    attempt_id = hall.starts()

    assert Overdue(hall.market).settle(now()) == 0
    assert hall.attempt(attempt_id).ended_at is None


def test_two_workers_settle_it_once(hall):
    attempt_id = hall.starts(ago_s=LONG_AGO_S)
    Overdue(hall.market).settle(now())
    head = hall.head()

    # The second has not seen yet what the first did.
    Overdue(hall.market).settle(now())

    assert hall.attempt(attempt_id).ended_at
    assert hall.head() == head
