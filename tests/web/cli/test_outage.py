"""
The database is away while a web server, a worker and all jobs are busy: nothing is restarted.

PostgreSQL crashes and is started again: pages say when to come again. On SQLite another program
holds the locks of all files: pages are still read, and commands wait.
"""

import os
import time
from datetime import datetime

import pytest

from tests.support.outages import losable_database
from tests.support.waiting import wait_until
from tests.web.cli.busy_house import busy_house, created_in, descendants
from tests.web.cli.program import Program

pytestmark = pytest.mark.slow

OUTAGE_S = float(os.environ.get("COMPTOIR_OUTAGE_S", "6"))
"""Thirty seconds on each database were tried by hand."""
DONE = (200, 303, 409)
"""409: a form that was sent again, because it had no answer the first time."""
ENOUGH = 20
OFTEN = {
    "deliver_mail",
    "expire_attempts",
    "invite_members",
    "apply_due_suspensions",
    "send_recruitment_emails",
    "send_result_emails",
    "send_suspension_emails",
}
"""The jobs and reactors that run at least every ten seconds."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    with losable_database(request.param, tmp_path) as database:
        yield database


def all_is_well_since(moment, house):
    """Whether all that runs often has run since, nothing failed, is late, parked or behind."""
    status = house.status()
    jobs = [(job["name"], job["ran_at"], job["error"]) for job in status["jobs"]]
    fresh = {
        name for name, ran_at, _ in jobs if datetime.fromisoformat(ran_at).timestamp() > moment
    }
    return status["well"] and fresh >= OFTEN and not any(error for _, _, error in jobs)


def test_an_outage_stops_nothing_and_loses_no_command(database, tmp_path):
    url = database.url
    with busy_house(Program(url, {"COMPTOIR_MAIL_FOLDER": str(tmp_path / "mail")})) as house:
        programs = descendants(house.pid)
        with house.in_use():
            wait_until(lambda: len(house.acknowledged) > ENOUGH)
            with database.away():
                left = time.monotonic()
                time.sleep(OUTAGE_S)
                meanwhile = house.answers_to_requests_since(left)
            back, back_at = time.monotonic(), time.time()
            wait_until(lambda: all_is_well_since(back_at, house), seconds=120)
            wait_until(lambda: len(house.answers_to_requests_since(back)) > ENOUGH)

        assert descendants(house.pid) == programs
    assert statuses_of(meanwhile) == ({503} if url.startswith("postgresql:") else {200})
    assert statuses_of(house.answers_to_requests_since(back)) <= {200, 303, 409}
    assert all(it.answer.is_away_for_now for it in house.answered if it.answer.status not in DONE)
    created = created_in(url)
    assert len(created) == len(set(created))
    assert set(created) == set(house.acknowledged)


def statuses_of(answered):
    return {it.answer.status for it in answered}
