"""A forgotten password: a link that works once."""

import pytest

from tests.web.accounts.mailbox import fill_in, forget, link_in, mailbox
from tests.web.shop import CHEAP, PASSWORD
from web.private_store.accounts import account_of

TOM = "tom@road.example"
CHOSEN = "seven long words are a good password"


@pytest.fixture(autouse=True)
def as_before(shop):
    forget(shop, "nobody@road.example")
    yield
    with shop.store.sessions() as session:
        account_of(session, TOM).password = CHEAP.of(PASSWORD)
        session.commit()


def ask(client, email=TOM):
    return fill_in(client, "/forgotten-password", email=email)


def sign_in(client, password):
    return fill_in(client, "/sign-in", email=TOM, password=password)


def test_a_new_password_ends_all_sessions(client, shop, app):
    elsewhere = app.test_client()
    sign_in(elsewhere, PASSWORD)
    assert "an e-mail is on its way" in ask(client).text
    [message] = mailbox(shop, TOM)

    response = fill_in(client, link_in(message), password=CHOSEN)

    assert response.location == "/forgotten-password/changed"
    assert "has been changed" in client.get(response.location).text
    assert elsewhere.get("/").status_code == 302
    assert "Incorrect e-mail address or password" in sign_in(client, PASSWORD).text
    assert sign_in(client, CHOSEN).status_code == 302
    assert mailbox(shop, TOM)[0].subject == "Your password has been changed"


def test_a_link_works_once(client, shop):
    ask(client)
    link = link_in(mailbox(shop, TOM)[0])
    fill_in(client, link, password=CHOSEN)

    assert client.get(link).status_code == 410


def test_a_short_password_is_refused(client, shop):
    ask(client)
    response = fill_in(client, link_in(mailbox(shop, TOM)[0]), password="seven77")

    assert "The password must have between 8 and 128 characters" in response.text
    assert sign_in(client, PASSWORD).status_code == 302


def test_an_unknown_address_gets_the_same_response(client, shop, app):
    known, unknown = ask(client), ask(app.test_client(), "nobody@road.example")

    assert same_but_for_tokens(known) == same_but_for_tokens(unknown)
    assert mailbox(shop, "nobody@road.example") == []


def same_but_for_tokens(response):
    return [line for line in response.text.splitlines() if "csrf_token" not in line]


def test_two_requests_within_a_minute_send_one_email(client, shop):
    ask(client)
    ask(client)

    assert 1 <= len(mailbox(shop, TOM)) <= 2  # two when the minute has just passed


def test_a_forged_link_is_refused(client):
    assert client.get("/forgotten-password/nonsense").status_code == 410
