"""E-mails in the outbox."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC

import pytest
from sqlalchemy import Column, MetaData, Table, select

from domain.clock import system_clock
from domain.errors import Invalid
from tests.web.mail.message_examples import email_message, join, only, statuses
from web.mail.outbox import Outbox, put_with
from web.private_store.accounts import account_of

AS_STORED = Table(
    "outbox",
    MetaData(),
    *[Column(name) for name in ("to", "subject", "text", "error")],
    schema="private",
)


def test_an_email_is_stored_as_written(store):
    assert Outbox(store).put(email_message())

    message = only(store)
    assert (message.to, message.subject) == ("reader1@example.org", "Une question de chauffage ?")
    assert (message.status, message.category) == ("waiting", "invitation")
    assert (message.language, message.attempts) == ("fr", 0)
    assert message.created_at.tzinfo == UTC


def test_the_same_key_is_written_once_whatever_it_says(store):
    assert Outbox(store).put(email_message())
    assert not Outbox(store).put(email_message(to="somebody.else@example.org"))

    assert only(store).to == "reader1@example.org"


def test_hundreds_are_written_at_once_and_only_the_new_ones(store):
    outbox = Outbox(store)
    assert outbox.put_all(email_message(number) for number in range(300)) == 300
    assert outbox.put_all(email_message(number) for number in range(290, 310)) == 10
    assert outbox.put_all([]) == 0

    assert statuses(store) == {"waiting": 310}


def test_ten_concurrent_writers_of_the_same_email_write_one(store):
    with ThreadPoolExecutor(10) as pool:
        written = list(pool.map(lambda _: Outbox(store).put(email_message()), range(10)))

    assert written.count(True) == 1
    assert statuses(store) == {"waiting": 1}


def test_no_address_or_text_is_readable_in_the_database(store):
    Outbox(store).put(email_message())

    with store.engine.connect() as db:
        row = repr(db.execute(select(AS_STORED)).one()).casefold()
    assert not any(hint in row for hint in ("reader1", "example.org", "chauffage", "bonjour"))


def test_an_email_commits_with_its_cause_or_not_at_all(store):
    join(store)
    with store.sessions() as session:
        account_of(session, "ada@example.org").name = "Ada"
        assert put_with(email_message(), session, system_clock())
        session.rollback()

    assert statuses(store) == {}
    with store.sessions() as session:
        assert account_of(session, "ada@example.org").name == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Two\nlines"},
        {"subject": "Two\r\nBcc: everybody@example.org"},
        {"to": "nobody"},
        {"to": "a@example.org\nBcc: b@example.org"},
        {"to": "a@example.org, b@example.org"},
        {"to": "@example.org"},
    ],
)
def test_an_email_with_an_invalid_subject_or_address_is_refused(fields):
    with pytest.raises(Invalid):
        email_message(**fields)
