"""Workers that are killed: every e-mail arrives once."""

import email
import email.policy
import time
from collections import Counter
from random import Random

import pytest

from tests.support.programs import kill, start
from tests.support.waiting import wait_until
from tests.web.mail.delivery_programs import deliver
from tests.web.mail.message_examples import email_message, statuses
from web.mail.outbox import Outbox

pytestmark = pytest.mark.slow

EMAILS = 300
KILLS = 12


def keys_in(folder):
    """The subjects of the e-mails in the folder, with how many have each."""
    files = [file.read_bytes() for file in folder.glob("*.eml")]
    emails = (email.message_from_bytes(content, policy=email.policy.default) for content in files)
    return Counter(str(message["Subject"]) for message in emails)


def test_three_hundred_emails_through_many_kills_arrive_once_each(
    tmp_path, database_url, store, settings
):
    random = Random(12)
    Outbox(store).put_all(email_message(n, subject=f"Letter {n}") for n in range(EMAILS))
    killed_at_work = 0

    for point in sorted(random.sample(range(EMAILS - 20), KILLS)):
        program = start(deliver, database_url, str(tmp_path))
        wait_until(lambda point=point: statuses(store).get("sent", 0) >= point)
        time.sleep(random.uniform(0, 0.02))
        kill(program)
        killed_at_work += "sending" in statuses(store)
    finish(tmp_path, database_url, store)

    assert killed_at_work > 0
    assert statuses(store) == {"sent": EMAILS}
    assert keys_in(settings.mail_folder) == {f"Letter {n}": 1 for n in range(EMAILS)}


def test_two_programs_at_once_one_of_which_is_killed(tmp_path, database_url, store, settings):
    Outbox(store).put_all(email_message(n, subject=f"Letter {n}") for n in range(EMAILS))

    program = start(deliver, database_url, str(tmp_path))
    wait_until(lambda: statuses(store).get("sent", 0) >= 10)
    other = start(deliver, database_url, str(tmp_path))
    wait_until(lambda: statuses(store).get("sent", 0) >= 100)
    kill(program)
    wait_until(lambda: statuses(store) == {"sent": EMAILS})
    kill(other)

    assert keys_in(settings.mail_folder) == {f"Letter {n}": 1 for n in range(EMAILS)}


def finish(tmp_path, database_url, store):
    program = start(deliver, database_url, str(tmp_path))
    wait_until(lambda: statuses(store) == {"sent": EMAILS})
    kill(program)
