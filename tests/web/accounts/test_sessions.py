"""Sessions: a copied cookie is worth nothing once its owner has signed out."""

import pytest

from tests.web.accounts.mailbox import fill_in, token_on
from tests.web.shop import PASSWORD, session_of
from web.accounts.sessions import SESSION_ID

TOM = "tom@road.example"


@pytest.fixture
def tom(client):
    fill_in(client, "/sign-in", email=TOM, password=PASSWORD)
    return client


def copy_of(client, app):
    """A browser with the same cookie."""
    other = app.test_client()
    other.set_cookie("comptoir", client.get_cookie("comptoir").value)
    return other


def sign_out(client):
    return client.post("/sign-out", data={"csrf_token": token_on(client.get("/").text)})


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(tom, app):
    copied = copy_of(tom, app)
    assert copied.get("/").status_code == 200

    sign_out(tom)

    assert copied.get("/").status_code == 302
    assert "Tom Baker" not in copied.get("/join/sent").text


def test_signing_out_leaves_the_sessions_of_other_browsers(tom, app):
    elsewhere = app.test_client()
    fill_in(elsewhere, "/sign-in", email=TOM, password=PASSWORD)

    sign_out(tom)

    assert elsewhere.get("/").status_code == 200


def test_an_address_alone_signs_nobody_out(tom):
    """Any page could name it as its picture."""
    assert tom.get("/sign-out").status_code == 405
    assert tom.get("/").status_code == 200


@pytest.mark.parametrize("change", [{"_user_id": "0" * 64}, {SESSION_ID: "0" * 32}])
def test_account_and_session_of_a_cookie_must_go_together(client, shop, change):
    with client.session_transaction() as session:
        session.update(session_of(shop.store, TOM) | change)

    assert client.get("/").status_code == 302


def test_a_cookie_of_a_former_version_signs_nobody_in(client, shop):
    with client.session_transaction() as session:
        session.update(session_of(shop.store, TOM))
        del session[SESSION_ID]

    assert client.get("/").status_code == 302
