"""A forgotten password: a link that works once."""

from contextlib import contextmanager

import pytest

from domain.clock import system_clock
from tests.web.accounts.mailbox import fill_in, forget, link_in, mailbox, token_on
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


def sign_in(client, password, environ=None):
    token = token_on(client.get("/sign-in").text)
    data = {"email": TOM, "password": password, "csrf_token": token}
    return client.post("/sign-in", data=data, environ_overrides=environ)


def test_a_new_password_ends_all_sessions(client, shop, app):
    elsewhere = app.test_client()
    sign_in(elsewhere, PASSWORD)
    assert elsewhere.get("/").status_code == 200
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


def test_a_link_asked_for_right_after_a_new_password_is_sent(client, shop):
    ask(client)
    [first] = mailbox(shop, TOM)
    fill_in(client, link_in(first), password=CHOSEN)

    ask(client)

    latest = mailbox(shop, TOM)[0]
    assert latest.subject == first.subject
    assert client.get(link_in(latest)).status_code == 200


def test_a_short_password_is_refused(client, shop):
    ask(client)
    response = fill_in(client, link_in(mailbox(shop, TOM)[0]), password="seven77")

    assert "The password must have between 8 and 128 characters" in response.text
    assert sign_in(client, PASSWORD).status_code == 302


def test_an_unknown_address_gets_the_same_response(client, shop, app):
    known, unknown = ask(client), ask(app.test_client(), "nobody@road.example")

    assert same_but_for_tokens(known) == same_but_for_tokens(unknown)
    assert mailbox(shop, "nobody@road.example") == []


@pytest.mark.parametrize("kind", ["unknown", "closed", "unconfirmed"])
def test_every_address_takes_the_same_work_and_no_password_is_hashed(
    client, app, shop, statements, hashes, kind
):
    email = "nobody@road.example" if kind == "unknown" else "ed@expert.example"
    with changed_account(shop, email, kind):
        statements.taken_out()
        ask(client)
        known = statements.taken_out()
        ask(app.test_client(), email)
        unknown = statements.taken_out()

    assert unknown == known
    assert hashes() == 0
    assert mailbox(shop, email) == []


@contextmanager
def changed_account(shop, email, kind):
    change(shop, email, closed=kind == "closed", unconfirmed=kind == "unconfirmed")
    yield
    change(shop, email, closed=False, unconfirmed=False)


def change(shop, email, *, closed, unconfirmed):
    with shop.store.sessions() as session:
        if account := account_of(session, email):
            account.active = not closed
            account.confirmed_at = None if unconfirmed else system_clock()
            session.commit()


@pytest.fixture
def hashes(app):
    """How often a password was hashed so far."""
    hashing, counted = app.extensions["comptoir.password_hashing"], CountedHashing()
    app.extensions["comptoir.password_hashing"] = counted
    yield lambda: counted.hashed
    app.extensions["comptoir.password_hashing"] = hashing


class CountedHashing:
    hashed = 0

    def of(self, password):
        self.hashed += 1
        return CHEAP.of(password)


def test_a_common_password_is_refused(client, shop):
    ask(client)
    response = fill_in(client, link_in(mailbox(shop, TOM)[0]), password="Password2026")

    assert "This password is too common" in response.text
    assert sign_in(client, PASSWORD).status_code == 302


def test_a_link_does_not_work_once_the_account_is_closed(client, shop):
    ask(client)
    link = link_in(mailbox(shop, TOM)[0])

    with changed_account(shop, TOM, "closed"):
        assert client.get(link).status_code == 410


def test_who_was_locked_out_by_others_signs_in_after_recovery(client, shop, app):
    for host in range(11):
        for _ in range(5):
            sign_in(app.test_client(), "a guess", {"REMOTE_ADDR": f"10.0.0.{host}"})
    assert sign_in(client, PASSWORD).status_code == 429

    ask(client)
    fill_in(client, link_in(mailbox(shop, TOM)[0]), password=CHOSEN)

    assert sign_in(client, CHOSEN).status_code == 302


def same_but_for_tokens(response):
    return [line for line in response.text.splitlines() if "csrf_token" not in line]


def test_two_requests_within_a_minute_send_one_email(client, shop):
    ask(client)
    ask(client)

    assert 1 <= len(mailbox(shop, TOM)) <= 2  # two when the minute has just passed


def test_a_forged_link_is_refused(client):
    assert client.get("/forgotten-password/nonsense").status_code == 410
