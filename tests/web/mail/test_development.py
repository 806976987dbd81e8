"""Unsent e-mails can be read by developers only."""

from dataclasses import replace

import pytest

from tests.web.mail.message_examples import email_message
from tests.web.shop import KnownBrands
from web.app import create_app
from web.installation.mail_settings import SmtpServer
from web.mail.delivery import mail_deliverer
from web.mail.message import email_identifier
from web.mail.outbox import Outbox

HERE = "/development/mail/"


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


def client_of(settings, store):
    Outbox(store).put(email_message(text="Look: http://127.0.0.1:8000/there?a=b\n<b>not bold</b>"))
    mail_deliverer(store, replace(settings, smtp=None)).deliver()
    return create_app(None, settings, store, KnownBrands()).test_client()


def test_emails_are_listed_and_their_links_can_be_followed(settings, store):
    client = client_of(replace(settings, development=True), store)

    listed = client.get(HERE)
    email_page = client.get(f"{HERE}{email_identifier('invitation/1')}")

    assert "reader1@example.org" in listed.text
    assert '<a href="http://127.0.0.1:8000/there?a=b"' in email_page.text
    assert "&lt;b&gt;not bold" in email_page.text
    assert client.get(f"{HERE}nothing").status_code == 404
    assert client.get(f"{HERE}..%2Fkeys").status_code == 404


@pytest.mark.parametrize(
    "more", [{}, {"development": True, "smtp": SmtpServer("smtp", "127.0.0.1", 25)}], ids=str
)
def test_the_page_is_not_there_unless_started_for_development(settings, store, more):
    assert client_of(replace(settings, **more), store).get(HERE).status_code in (302, 404)


@pytest.mark.parametrize(
    "options",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}},
        {"headers": {"Host": "counter.example.org"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
    ],
    ids=str,
)
def test_the_page_is_for_the_same_machine_only(settings, store, options):
    client = client_of(replace(settings, development=True), store)

    assert client.get(HERE, **options).status_code == 404
