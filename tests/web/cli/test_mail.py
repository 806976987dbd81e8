"""Sending letters from the command line."""

import signal
from dataclasses import replace

import pytest

from tests.web.cli.program import Program, wait_until
from tests.web.mail.message_examples import email_message, statuses
from tests.web.mail.smtp_server import HANG_UP, mail_server
from tests.web.shop import settings_at
from web.mail.outbox import Outbox
from web.private_store.store import open_private_store


@pytest.fixture
def comptoir(sqlite_url, tmp_path):
    return Program(sqlite_url, {"COMPTOIR_MAIL_FOLDER": str(tmp_path / "mail")})


@pytest.fixture
def store(tmp_path, sqlite_url):
    store = open_private_store(settings_at(tmp_path, sqlite_url))
    yield store
    store.close()


def by_smtp(comptoir, mail):
    settings = {
        "COMPTOIR_SMTP_URL": f"smtp://127.0.0.1:{mail.port}",
        "COMPTOIR_MAIL_FROM": "Comptoir <hello@counter.example>",
        "COMPTOIR_PUBLIC_URL": "https://counter.example",
    }
    return replace(comptoir, settings=settings)


def test_what_waits_is_sent_once(comptoir, store, tmp_path):
    Outbox(store).put_all(email_message(number) for number in range(3))

    first, second = comptoir.works("deliver-mail"), comptoir.works("deliver-mail")

    assert first.told == "E-mails sent: 3, not sent: 0, status unknown: 0.\n"
    assert second.told == "E-mails sent: 0, not sent: 0, status unknown: 0.\n"
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 3


def test_it_says_so_when_not_all_went_well_and_names_nobody(comptoir, store):
    Outbox(store).put(email_message())

    with mail_server(RCPT="550 no reader1@example.org here") as mail:
        refused = by_smtp(comptoir, mail).run("deliver-mail")

    assert (refused.code, refused.complained) == (1, "")
    assert refused.told == "E-mails sent: 0, not sent: 1, status unknown: 0.\n"


def test_emails_of_which_nobody_knows_keep_it_from_being_well(comptoir, store):
    Outbox(store).put(email_message())

    with mail_server(DOT=HANG_UP) as mail:
        program = by_smtp(comptoir, mail)
        codes = [program.run("deliver-mail").code for _ in range(2)]

    assert (codes, len(mail.emails)) == ([1, 1], 1)


@pytest.mark.slow
def test_the_worker_sends_emails_until_it_is_told_to_stop(comptoir, store):
    with comptoir.start("work") as work:
        Outbox(store).put(email_message())
        wait_until(lambda: statuses(store) == {"sent": 1})
        work.send_signal(signal.SIGTERM)
        told = work.communicate()[0]

    assert (work.returncode, told) == (0, "")
