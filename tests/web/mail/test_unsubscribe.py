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
    response = client.get(link)

    assert (response.status_code, "<button" in response.text) == (200, True)
    assert Subscriptions(store).ended_by(ada) == frozenset()


def test_button_and_one_click_post_unsubscribe(client, store, ada, link):
    for _ in range(2):
        response = client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert (response.status_code, "Done." in response.text) == (200, True)

    assert Subscriptions(store).ended_by(ada) == {EmailCategory.INVITATION}


def test_subscribing_again_brings_emails_back(store, ada):
    subscriptions = Subscriptions(store)
    subscriptions.end(ada, EmailCategory.INVITATION)

    subscriptions.begin_again(ada, EmailCategory.INVITATION)

    assert subscriptions.ended_by(ada) == frozenset()


@pytest.mark.parametrize("change", ["made up", "of another key"])
def test_a_link_with_a_forged_signature_is_absent(client, settings, ada, change):
    other = UnsubscribeTokens(replace(settings, secret_key="another key, long enough"))
    token = "abc.def" if change == "made up" else other.token(ada, EmailCategory.INVITATION)

    assert client.get(f"/unsubscribe/{token}").status_code == 404
    assert client.post(f"/unsubscribe/{token}").status_code == 404


def test_an_erased_account_can_unsubscribe_without_effect(client, settings):
    token = UnsubscribeTokens(settings).token(READER_ID, EmailCategory.INVITATION)

    assert client.post(f"/unsubscribe/{token}").status_code == 200
