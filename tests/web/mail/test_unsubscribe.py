"""Unsubscribing from a category of e-mails."""

from dataclasses import replace

import pytest

from tests.web.mail.message_examples import READER_ID, join
from tests.web.shop import KnownBrands
from web.app import create_app
from web.mail.message import EmailCategory
from web.mail.unsubscribe import Subscriptions, UnsubscribeTokens


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.fixture
def client(store, settings):
    return create_app(None, settings, store, KnownBrands()).test_client()


@pytest.fixture
def ada(store):
    return join(store)


@pytest.fixture
def link(settings, ada):
    return f"/unsubscribe/{UnsubscribeTokens(settings).token(ada, EmailCategory.INVITATION)}"


def test_following_the_link_changes_nothing(client, store, ada, link):
    answer = client.get(link)

    assert (answer.status_code, "<button" in answer.text) == (200, True)
    assert Subscriptions(store).ended_by(ada) == frozenset()


def test_the_button_does_and_so_does_a_mail_program_without_a_session(client, store, ada, link):
    for _ in range(2):
        answer = client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, "Done." in answer.text) == (200, True)

    assert Subscriptions(store).ended_by(ada) == {EmailCategory.INVITATION}


def test_who_wants_emails_again_gets_them_again(store, ada):
    subscriptions = Subscriptions(store)
    subscriptions.end(ada, EmailCategory.INVITATION)

    subscriptions.begin_again(ada, EmailCategory.INVITATION)

    assert subscriptions.ended_by(ada) == frozenset()


@pytest.mark.parametrize("change", ["made up", "of another key"])
def test_a_link_that_we_did_not_sign_leads_nowhere(client, settings, ada, change):
    other = UnsubscribeTokens(replace(settings, secret_key="another key, long enough"))
    token = "abc.def" if change == "made up" else other.token(ada, EmailCategory.INVITATION)

    assert client.get(f"/unsubscribe/{token}").status_code == 404
    assert client.post(f"/unsubscribe/{token}").status_code == 404


def test_somebody_who_is_erased_can_say_no_without_harm(client, settings):
    token = UnsubscribeTokens(settings).token(READER_ID, EmailCategory.INVITATION)

    assert client.post(f"/unsubscribe/{token}").status_code == 200
