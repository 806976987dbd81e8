"""Reacting and delivering, killed again and again: each e-mail is written and sent once."""

import email
import email.policy
import os
import time
from collections import Counter
from random import Random
from threading import Event
from uuid import uuid5

import pytest

from domain.brands.brand import Criterion
from tests.support.people import MANAGER, MORNING, after
from tests.support.pool_members import CALL, member_id
from tests.support.programs import kill, start
from tests.support.random_commands import opened
from tests.support.waiting import wait_until
from tests.web.mail.message_examples import statuses
from tests.web.reactors.worker_program import react_and_deliver
from tests.web.recruitment.call_fixture import CallScenario
from web.jobs.registry import all_reactors
from web.reactors.follower import ReactorFollower
from web.reactors.reactions import reactor_progress

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("COMPTOIR_KILLS", "5"))
"""Thirty on each database were tried by hand (docs/decisions/0030)."""
EACH = 8
"""How many join, are rejected and are suspended before each kill."""
A_ROUND = 3 * EACH
SUBJECTS = {
    "Vous avez rejoint l’appel à experts de la marque Road Kitchen",
    "Votre candidature auprès de la marque Road Kitchen",
    "Une décision vous concernant",
}


@pytest.fixture
def scenario(settings, store):
    """A brand with a call, whose pool is large enough, and reactors that have run once."""
    with opened(settings.database_url) as market:
        scenario = CallScenario(market, store)
        scenario.open()
        market.brands.set_ambassador_criteria(
            scenario.brand_id, [Criterion("home_exchanges", 2)], MANAGER, MORNING
        )
        scenario.calls(max_experts=1_000)
        scenario.fill(range(KILLS * A_ROUND))
        market.projector.catch_up()
        for reactor in all_reactors(market, store, settings):
            ReactorFollower(reactor, market.log, market.read_models, store).run(MORNING, Event())
        yield scenario


def cause_email(scenario, number):
    """What happens to a member that an e-mail is about: by turns, one of three."""
    market, person = scenario.market, member_id(number)
    if number % 3 == 0:
        scenario.crowd.qualifies(number)
        market.calls.join(CALL, person, after(60))
    elif number % 3 == 1:
        application_id, text_id = uuid5(person, "application"), uuid5(person, "text")
        counts = {"home_exchanges": 2}
        market.applications.submit(application_id, scenario.brand_id, person, counts, after(60))
        market.applications.reject(application_id, "other", text_id, MANAGER, after(120))
    else:
        period, reason = (after(60), None), (uuid5(person, "reason"), 80)
        case_id = uuid5(person, "suspension")
        market.suspensions.decide(
            case_id, person, scenario.brand_id, period, [1], reason, MANAGER, after(60)
        )


def written(store):
    return sum(statuses(store).values())


def sent(store):
    return statuses(store).get("sent", 0)


def emails_in(folder):
    """The e-mails in the folder by recipient and subject, with how many there are of each."""
    files = [file.read_bytes() for file in folder.glob("*.eml")]
    read = [email.message_from_bytes(content, policy=email.policy.default) for content in files]
    return Counter((str(message["To"]), str(message["Subject"])) for message in read)


def has_read_all(scenario):
    head = scenario.market.log.rows.head()
    return all(reactor.behind == 0 for reactor in reactor_progress(scenario.store, head))


def test_after_kills_each_event_has_one_email_that_was_sent(
    tmp_path, database_url, scenario, store, settings
):
    random, at_work, total = Random(29), Counter(), KILLS * A_ROUND

    for first in range(0, total, A_ROUND):
        count, point = random.choice((written, sent)), first + random.randrange(A_ROUND)
        program = start(react_and_deliver, database_url, str(tmp_path))
        for number in range(first, first + A_ROUND):
            cause_email(scenario, number)
        wait_until(lambda count=count, point=point: count(store) >= point)
        time.sleep(random.uniform(0, 0.02))
        kill(program)
        at_work["reacting"] += written(store) < first + A_ROUND
        at_work["delivering"] += sent(store) < written(store)
    program = start(react_and_deliver, database_url, str(tmp_path))
    wait_until(lambda: statuses(store) == {"sent": total} and has_read_all(scenario))
    kill(program)

    assert min(at_work["reacting"], at_work["delivering"]) > 0
    expected = {f"member{number}@example.org" for number in range(total)}
    delivered = emails_in(settings.mail_folder)
    assert (set(delivered.values()), {to for to, _ in delivered}) == ({1}, expected)
    assert {subject for _, subject in delivered} == SUBJECTS
    assert {progress[3:] for progress in reactor_progress(store, 0)} == {(0, 0)}
