"""Sending e-mails from the command line."""

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


def test_waiting_emails_are_sent_once(comptoir, store, tmp_path):
    Outbox(store).put_all(email_message(number) for number in range(3))

    first, second = comptoir.works("deliver-mail"), comptoir.works("deliver-mail")

    assert first.output == "E-mails sent: 3, not sent: 0, status unknown: 0.\n"
    assert second.output == "E-mails sent: 0, not sent: 0, status unknown: 0.\n"
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 3


def test_failures_are_reported_without_addresses(comptoir, store):
    Outbox(store).put(email_message())

    with mail_server(RCPT="550 no reader1@example.org here") as mail:
        refused = by_smtp(comptoir, mail).run("deliver-mail")

    assert (refused.code, refused.error_output) == (1, "")
    assert refused.output == "E-mails sent: 0, not sent: 1, status unknown: 0.\n"


def test_emails_with_unknown_outcome_are_reported_as_a_failure(comptoir, store):
    Outbox(store).put(email_message())

    with mail_server(DOT=HANG_UP) as mail:
        program = by_smtp(comptoir, mail)
        codes = [program.run("deliver-mail").code for _ in range(2)]

    assert (codes, len(mail.emails)) == ([1, 1], 1)


@pytest.mark.slow
def test_the_worker_sends_emails_until_it_is_stopped(comptoir, store):
    with comptoir.start("work") as work:
        Outbox(store).put(email_message())
        wait_until(lambda: statuses(store) == {"sent": 1})
        work.send_signal(signal.SIGTERM)
        output = work.communicate()[0]

    assert (work.returncode, output) == (0, "")
