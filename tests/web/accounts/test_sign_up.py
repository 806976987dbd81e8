"""Signing up: an e-mail, a confirmation, and no way to find out who has an account."""

from datetime import timedelta

import pytest

from tests.web.accounts.mailbox import fill_in, forget, link_in, mailbox, token_on
from tests.web.shop import PASSWORD
from web.accounts.sign_in_limits import WINDOW_S
from web.private_store.accounts import account_of

ADA = "Ada@Expert.example"
CHOSEN = "seven long words are a good password"


@pytest.fixture(autouse=True)
def nobody_there_yet(shop):
    forget(shop, ADA)


def join(client, email=ADA, **fields):
    return fill_in(
        client, "/join", **{"email": email, "password": CHOSEN, "coming_as": "expert", **fields}
    )


def sign_in(client, email=ADA, password=CHOSEN):
    return fill_in(client, "/sign-in", email=email, password=password)


def stored(shop, email=ADA):
    with shop.store.sessions() as session:
        return account_of(session, email)


def test_from_the_first_page_to_the_first_sign_in(client, shop):
    answer = join(client)
    assert (answer.status_code, answer.location) == (302, "/join/sent")
    assert "Check your inbox" in client.get("/join/sent").text

    [message] = mailbox(shop, ADA)
    assert "To confirm that it is yours" in message.text
    answer = fill_in(client, link_in(message))
    assert "Your address is confirmed" in answer.text

    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/").status_code == 200


def test_nobody_gets_in_before_the_address_is_confirmed(client, shop):
    join(client)

    answer = sign_in(client)

    assert "Confirm your e-mail address first" in answer.text
    assert client.get("/").status_code == 302
    assert "Incorrect e-mail address or password" in sign_in(client, password="something else").text
    assert stored(shop).confirmed_at is None


def test_a_scanner_that_follows_the_link_confirms_nothing(client, shop):
    join(client)
    link = link_in(mailbox(shop, ADA)[0])

    for _ in range(3):
        assert client.get(link).status_code == 200

    assert stored(shop).confirmed_at is None


def test_a_confirmation_said_twice_is_said_once(client, shop):
    join(client)
    link = link_in(mailbox(shop, ADA)[0])

    fill_in(client, link)
    first = stored(shop).confirmed_at
    assert fill_in(client, link).status_code == 200

    assert stored(shop).confirmed_at == first


@pytest.mark.parametrize(
    ("coming_as", "roles"),
    [
        ("expert", ["expert"]),
        ("ambassador", ["ambassador"]),
        ("both", ["ambassador", "expert"]),
    ],
)
def test_people_come_as_they_say(client, shop, coming_as, roles):
    join(client, coming_as=coming_as)

    assert sorted(role.name for role in stored(shop).roles) == roles


def test_a_role_is_one_person_s_own(client, shop):
    join(client)

    with shop.store.sessions() as session:
        assert account_of(session, "ed@expert.example").has_role("expert")


def test_nobody_joins_as_somebody_who_keeps_the_house(client, shop):
    answer = join(client, coming_as="platform", roles="platform", active="1", confirmed_at="now")

    assert answer.status_code == 200
    assert stored(shop) is None


def test_whoever_has_an_account_already_hears_so_by_email_only(client, shop):
    answer = join(client, email="ed@expert.example")

    assert (answer.status_code, answer.location) == (302, "/join/sent")
    [message] = mailbox(shop, "ed@expert.example")
    assert "You already have an account" in message.subject
    assert sign_in(client, "ed@expert.example").status_code == 200  # with the password just chosen
    assert sign_in(client, "ed@expert.example", PASSWORD).status_code == 302


def test_the_two_answers_are_the_same(client, app):
    new, known = join(client), join(app.test_client(), email="ed@expert.example")

    assert (new.status_code, new.location, new.text) == (
        known.status_code,
        known.location,
        known.text,
    )


def test_who_joins_twice_before_confirming_gets_a_link_again(client, shop):
    join(client)
    join(client, password="another long password")

    assert all("To confirm" in message.text for message in mailbox(shop, ADA))
    fill_in(client, link_in(mailbox(shop, ADA)[-1]))
    assert sign_in(client).status_code == 302


def test_emails_are_in_the_language_the_person_joined_in(client, shop):
    client.set_cookie("lang", "fr")
    join(client)
    assert stored(shop).language == "fr"

    client.set_cookie("lang", "en")
    [message] = mailbox(shop, ADA)
    assert (message.language, "Bonjour" in message.text) == ("fr", True)


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
        ({"password": "seven77"}, "The password must have between 8 and 128 characters."),
        ({"password": "long" * 40}, "The password must have between 8 and 128 characters"),
        ({"password": ""}, "Choose a password."),
        ({"coming_as": ""}, "Choose how you want to answer."),
    ],
)
def test_an_error_is_shown_at_its_field(client, shop, fields, error):
    answer = join(client, **fields)

    assert (answer.status_code, error in answer.text) == (200, True)
    assert mailbox(shop, ADA) == []


@pytest.mark.parametrize("path", ["/join", "/join/confirm", "/forgotten-password"])
def test_nobody_s_mailbox_is_filled_from_here(client, path):
    fields = {"email": ADA, "password": CHOSEN, "coming_as": "expert"}
    answers = [fill_in(client, path, **fields) for _ in range(6)]

    assert [answer.status_code for answer in answers[:5]] in ([302] * 5, [200] * 5)
    assert answers[5].status_code == 429
    assert int(answers[5].headers["Retry-After"]) <= WINDOW_S + 1


def test_a_link_that_was_changed_or_is_too_old_confirms_nothing(client, shop, app):
    join(client)
    link = link_in(mailbox(shop, ADA)[0])
    within = app.config["SECURITY_CONFIRM_EMAIL_WITHIN"]
    app.config["SECURITY_CONFIRM_EMAIL_WITHIN"] = timedelta(seconds=-1)
    try:
        assert client.get(link).status_code == 410
    finally:
        app.config["SECURITY_CONFIRM_EMAIL_WITHIN"] = within
    token = token_on(client.get(link).text)
    for wrong in (link[:-2] + "xx", "/join/confirm/nonsense"):
        assert client.get(wrong).status_code == 410
        assert client.post(wrong, data={"csrf_token": token}).status_code == 410
    assert stored(shop).confirmed_at is None


def test_an_email_that_got_lost_is_sent_again_to_those_who_wait_for_one(client, shop):
    join(client)
    for email in (ADA, "ed@expert.example", "nobody@expert.example"):
        answer = fill_in(client, "/join/confirm", email=email)
        assert "an e-mail is on its way" in answer.text

    assert len(mailbox(shop, ADA)) >= 1
    assert mailbox(shop, "ed@expert.example") == []
    assert mailbox(shop, "nobody@expert.example") == []


def test_a_forged_host_gets_into_no_email(client, shop):
    page = client.get("/join").text
    data = {"email": ADA, "password": CHOSEN, "coming_as": "expert", "csrf_token": token_on(page)}
    client.post("/join", data=data, headers={"Host": "evil.example"})

    for message in mailbox(shop, ADA):
        assert "evil.example" not in message.text


def test_no_link_to_joining_leads_elsewhere(client):
    answer = join(client, next="https://evil.example/")

    assert (answer.status_code, answer.location) == (200, None)
