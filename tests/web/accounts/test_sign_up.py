"""Signing up: an e-mail, a confirmation, and no way to find out who has an account."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.clock import system_clock
from tests.web.accounts.mailbox import fill_in, forget, link_in, mailbox, token_on
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import CHEAP, PASSWORD
from web.accounts.links import JOINING_S, AccountLinks, Joining
from web.private_store.accounts import RoleName, account_of, add_account, normal_email
from web.private_store.rate_limits import WINDOW_S

ADA = "Ada@Expert.example"
CHOSEN = "seven long words are a good password"


@pytest.fixture(autouse=True)
def no_new_accounts(shop):
    forget(shop, ADA)


def join(client, email=ADA, **fields):
    return fill_in(client, "/join", **{"email": email, "coming_as": "expert", **fields})


def confirm(client, shop, password=CHOSEN):
    """With the link of the newest e-mail."""
    return fill_in(client, link_in(mailbox(shop, ADA)[0]), password=password)


def sign_in(client, email=ADA, password=CHOSEN):
    return fill_in(client, "/sign-in", email=email, password=password)


def stored(shop, email=ADA):
    with shop.store.sessions() as session:
        return account_of(session, email)


def test_from_the_first_page_to_the_first_sign_in(client, shop, sqlite_url):
    response = join(client)
    assert (response.status_code, response.location) == (302, "/join/sent")
    assert "Check your inbox" in client.get("/join/sent").text

    [message] = mailbox(shop, ADA)
    assert "To confirm that it is yours" in message.text
    response = confirm(client, shop)
    assert "Your address is confirmed" in response.text

    response = sign_in(client)
    assert (response.status_code, response.location) == (302, "/")
    with marketplace_in(shop.app, sqlite_url):
        assert client.get("/").status_code == 200


def test_there_is_no_account_before_the_address_is_confirmed(client, shop):
    join(client)

    assert stored(shop) is None
    assert "Incorrect e-mail address or password" in sign_in(client).text


def test_who_joins_with_a_foreign_address_gets_no_access(client, shop, app):
    stranger, owner = app.test_client(), client
    join(stranger, password="the password of a stranger")
    join(owner)

    confirm(owner, shop)

    assert sign_in(stranger, password="the password of a stranger").status_code == 200
    assert sign_in(owner).status_code == 302


def test_an_unconfirmed_account_of_a_stranger_gives_way(client, shop):
    """As former versions stored them, with a password that the person who joined had chosen."""
    with shop.store.sessions() as session:
        account = add_account(
            session, ADA, PASSWORD, [RoleName.AMBASSADOR], hashing=CHEAP, at=system_clock()
        )
        account.confirmed_at = None
        session.commit()
    join(client)

    confirm(client, shop)

    assert sign_in(client, password=PASSWORD).status_code == 200
    assert sign_in(client).status_code == 302
    assert [role.name for role in stored(shop).roles] == ["expert"]


def test_a_scanner_that_follows_the_link_confirms_nothing(client, shop):
    join(client)
    link = link_in(mailbox(shop, ADA)[0])

    for _ in range(3):
        assert client.get(link).status_code == 200

    assert stored(shop) is None


def test_confirming_twice_has_no_further_effect(client, shop):
    join(client)
    link = link_in(mailbox(shop, ADA)[0])
    page = client.get(link).text
    fill_in(client, link, password=CHOSEN)
    first = stored(shop)

    again = {"password": "another long password", "csrf_token": token_on(page)}
    response = client.post(link, data=again)

    assert "Your address is confirmed" in response.text
    assert (stored(shop).confirmed_at, stored(shop).password) == (
        first.confirmed_at,
        first.password,
    )


def test_confirming_many_times_at_once_makes_one_account(client, shop, app):
    join(client)
    link = link_in(mailbox(shop, ADA)[0])
    clients = [app.test_client() for _ in range(4)]
    tokens = [token_on(client.get(link).text) for client in clients]

    def send(client, token):
        return client.post(link, data={"password": CHOSEN, "csrf_token": token}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, clients, tokens)) == [200] * 4
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize(
    ("coming_as", "roles"),
    [
        ("expert", ["expert"]),
        ("ambassador", ["ambassador"]),
        ("both", ["ambassador", "expert"]),
    ],
)
def test_an_account_gets_the_chosen_roles(client, shop, coming_as, roles):
    join(client, coming_as=coming_as)
    confirm(client, shop)

    assert sorted(role.name for role in stored(shop).roles) == roles


def test_signing_up_leaves_the_roles_of_other_accounts(client, shop):
    join(client)
    confirm(client, shop)

    with shop.store.sessions() as session:
        assert account_of(session, "ed@expert.example").has_role("expert")


def test_nobody_signs_up_as_brand_or_platform_staff(client, shop):
    response = join(client, coming_as="platform", roles="platform", active="1", confirmed_at="now")

    assert response.status_code == 200
    assert mailbox(shop, ADA) == []


def test_an_existing_account_is_disclosed_by_email_only(client, shop):
    response = join(client, email="ed@expert.example")

    assert (response.status_code, response.location) == (302, "/join/sent")
    [message] = mailbox(shop, "ed@expert.example")
    assert "You already have an account" in message.subject
    assert sign_in(client, "ed@expert.example", PASSWORD).status_code == 302


def test_known_and_unknown_addresses_get_the_same_response(client, app):
    new, known = join(client), join(app.test_client(), email="ed@expert.example")

    assert (new.status_code, new.location, new.text) == (
        known.status_code,
        known.location,
        known.text,
    )


def test_known_and_unknown_addresses_take_the_same_work(client, app, statements):
    statements.taken_out()
    join(client)
    new = statements.taken_out()
    join(app.test_client(), email="ed@expert.example")

    assert statements.taken_out() == new


def test_signing_up_again_before_confirming_sends_another_link(client, shop):
    join(client)
    join(client, coming_as="both")

    assert ["To confirm" in message.text for message in mailbox(shop, ADA)] == [True, True]
    confirm(client, shop)
    assert sign_in(client).status_code == 302
    assert len(stored(shop).roles) == 2


def test_emails_are_in_the_language_the_person_joined_in(client, shop):
    client.set_cookie("lang", "fr")
    join(client)

    client.set_cookie("lang", "en")
    [message] = mailbox(shop, ADA)
    assert (message.language, "Bonjour" in message.text) == ("fr", True)
    confirm(client, shop)
    assert stored(shop).language == "fr"


def test_fields_refer_to_their_hints(client):
    page = client.get("/join").text

    for field in ("coming_as", "email"):
        assert f'<p class="form-hint" id="{field}-hint">' in page
        assert f'aria-describedby="{field}-hint"' in page


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"email": ""}, "Enter your e-mail address."),
        ({"email": "ada"}, "We cannot send e-mails to this address. Check it for mistakes."),
        (
            {"email": "ada@expert.example\nBcc: all@expert.example"},
            "We cannot send e-mails to this address",
        ),
        ({"email": "a" * 320 + "@expert.example"}, "This address is too long."),
        ({"coming_as": ""}, "Choose how you want to answer."),
    ],
)
def test_an_error_is_reported_at_its_field(client, shop, fields, error):
    response = join(client, **fields)

    assert (response.status_code, error in response.text) == (200, True)
    assert mailbox(shop, ADA) == []


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("seven77", "The password must have between 8 and 128 characters."),
        ("long" * 40, "The password must have between 8 and 128 characters"),
        ("", "Choose a password."),
        ("password", "This password is too common"),
        ("12345678", "This password is too common"),
        ("comptoir", "This password is too common"),
        (ADA, "This password is too common"),
    ],
)
def test_a_password_that_cannot_be_used_creates_no_account(client, shop, password, error):
    join(client)

    response = confirm(client, shop, password)

    assert (response.status_code, error in response.text) == (200, True)
    assert stored(shop) is None


@pytest.mark.parametrize("path", ["/join", "/forgotten-password"])
def test_the_sixth_request_for_an_email_is_refused(client, path):
    fields = {"email": ADA, "coming_as": "expert"}
    responses = [fill_in(client, path, **fields) for _ in range(6)]

    assert [response.status_code for response in responses[:5]] in ([302] * 5, [200] * 5)
    assert responses[5].status_code == 429
    assert int(responses[5].headers["Retry-After"]) <= WINDOW_S + 1


def test_asking_to_join_does_not_stop_recovery(client):
    for _ in range(6):
        join(client)

    assert fill_in(client, "/forgotten-password", email=ADA).status_code == 200


def test_a_link_that_was_changed_or_is_too_old_confirms_nothing(client, shop):
    long_ago = AccountLinks(shop.settings.secret_key, lambda: time.time() - JOINING_S - 60)
    old = long_ago.token_to_join(Joining(normal_email(ADA), "expert", "en"))
    join(client)
    link = link_in(mailbox(shop, ADA)[0])
    token = token_on(client.get(link).text)

    for wrong in (link[:-2] + "xx", "/join/confirm/nonsense", f"/join/confirm/{old}"):
        assert client.get(wrong).status_code == 410
        data = {"password": CHOSEN, "csrf_token": token}
        assert client.post(wrong, data=data).status_code == 410
    assert stored(shop) is None


def test_a_link_ends_by_the_clock_of_the_application(client, app, shop):
    join(client)
    link = link_in(mailbox(shop, ADA)[0])
    later = system_clock() + timedelta(seconds=JOINING_S + 60)

    before = client.get(link)
    app.extensions["comptoir.private_store"] = replace(shop.store, clock=lambda: later)
    after = client.get(link)
    app.extensions["comptoir.private_store"] = shop.store

    assert (before.status_code, after.status_code) == (200, 410)


def test_a_forged_host_header_is_not_used_in_emails(client, shop):
    there = {"base_url": "http://evil.example"}
    page = client.get("/join", **there).text
    data = {"email": ADA, "coming_as": "expert", "csrf_token": token_on(page)}
    response = client.post("/join", data=data, **there)

    [message] = mailbox(shop, ADA)
    assert response.status_code == 302
    assert "evil.example" not in message.text


def test_next_of_sign_up_leads_to_no_other_site(client):
    response = join(client, next="https://evil.example/")

    assert (response.status_code, response.location) == (302, "/join/sent")
