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
def no_new_accounts(shop):
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
    response = join(client)
    assert (response.status_code, response.location) == (302, "/join/sent")
    assert "Check your inbox" in client.get("/join/sent").text

    [message] = mailbox(shop, ADA)
    assert "To confirm that it is yours" in message.text
    response = fill_in(client, link_in(message))
    assert "Your address is confirmed" in response.text

    response = sign_in(client)
    assert (response.status_code, response.location) == (302, "/")
    assert client.get("/").status_code == 200


def test_sign_in_is_refused_before_the_address_is_confirmed(client, shop):
    join(client)

    response = sign_in(client)

    assert "Confirm your e-mail address first" in response.text
    assert client.get("/").status_code == 302
    assert "Incorrect e-mail address or password" in sign_in(client, password="something else").text
    assert stored(shop).confirmed_at is None


def test_a_scanner_that_follows_the_link_confirms_nothing(client, shop):
    join(client)
    link = link_in(mailbox(shop, ADA)[0])

    for _ in range(3):
        assert client.get(link).status_code == 200

    assert stored(shop).confirmed_at is None


def test_confirming_twice_has_no_further_effect(client, shop):
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
def test_an_account_gets_the_chosen_roles(client, shop, coming_as, roles):
    join(client, coming_as=coming_as)

    assert sorted(role.name for role in stored(shop).roles) == roles


def test_signing_up_leaves_the_roles_of_other_accounts(client, shop):
    join(client)

    with shop.store.sessions() as session:
        assert account_of(session, "ed@expert.example").has_role("expert")


def test_nobody_signs_up_as_brand_or_platform_staff(client, shop):
    response = join(client, coming_as="platform", roles="platform", active="1", confirmed_at="now")

    assert response.status_code == 200
    assert stored(shop) is None


def test_an_existing_account_is_disclosed_by_email_only(client, shop):
    response = join(client, email="ed@expert.example")

    assert (response.status_code, response.location) == (302, "/join/sent")
    [message] = mailbox(shop, "ed@expert.example")
    assert "You already have an account" in message.subject
    assert sign_in(client, "ed@expert.example").status_code == 200  # with the password just chosen
    assert sign_in(client, "ed@expert.example", PASSWORD).status_code == 302


def test_known_and_unknown_addresses_get_the_same_response(client, app):
    new, known = join(client), join(app.test_client(), email="ed@expert.example")

    assert (new.status_code, new.location, new.text) == (
        known.status_code,
        known.location,
        known.text,
    )


def test_signing_up_again_before_confirming_sends_another_link(client, shop):
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


def test_fields_refer_to_their_hints(client):
    page = client.get("/join").text

    for field in ("coming_as", "email", "password"):
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
        ({"password": "seven77"}, "The password must have between 8 and 128 characters."),
        ({"password": "long" * 40}, "The password must have between 8 and 128 characters"),
        ({"password": ""}, "Choose a password."),
        ({"coming_as": ""}, "Choose how you want to answer."),
    ],
)
def test_an_error_is_reported_at_its_field(client, shop, fields, error):
    response = join(client, **fields)

    assert (response.status_code, error in response.text) == (200, True)
    assert mailbox(shop, ADA) == []


@pytest.mark.parametrize("path", ["/join", "/join/confirm", "/forgotten-password"])
def test_the_sixth_request_for_an_email_is_refused(client, path):
    fields = {"email": ADA, "password": CHOSEN, "coming_as": "expert"}
    responses = [fill_in(client, path, **fields) for _ in range(6)]

    assert [response.status_code for response in responses[:5]] in ([302] * 5, [200] * 5)
    assert responses[5].status_code == 429
    assert int(responses[5].headers["Retry-After"]) <= WINDOW_S + 1


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


def test_a_lost_confirmation_email_can_be_sent_again(client, shop):
    join(client)
    for email in (ADA, "ed@expert.example", "nobody@expert.example"):
        response = fill_in(client, "/join/confirm", email=email)
        assert "an e-mail is on its way" in response.text

    assert len(mailbox(shop, ADA)) >= 1
    assert mailbox(shop, "ed@expert.example") == []
    assert mailbox(shop, "nobody@expert.example") == []


def test_a_forged_host_header_is_not_used_in_emails(client, shop):
    page = client.get("/join").text
    data = {"email": ADA, "password": CHOSEN, "coming_as": "expert", "csrf_token": token_on(page)}
    client.post("/join", data=data, headers={"Host": "evil.example"})

    for message in mailbox(shop, ADA):
        assert "evil.example" not in message.text


def test_next_of_sign_up_leads_to_no_other_site(client):
    response = join(client, next="https://evil.example/")

    assert (response.status_code, response.location) == (200, None)
