"""How long a browser is known for an account: half a year, or until the next password."""

import secrets
from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest

from domain.clock import system_clock
from web.accounts.known_browser import LIFETIME, known_browser, remember_browser
from web.private_store.accounts import account_of

INES, TOM = "ines@nest.example", "tom@road.example"


@pytest.fixture
def later(app, shop):
    """Moves the clock of the application."""

    def move(by):
        at = system_clock() + by
        app.extensions["comptoir.private_store"] = replace(shop.store, clock=lambda: at)

    yield move
    app.extensions["comptoir.private_store"] = shop.store


def remember(app, email=INES):
    """The cookie of a browser in which the owner has just signed in."""
    with app.test_request_context("/"):
        remember_browser(email)
        response = app.process_response(app.make_response(""))
    [cookie] = SimpleCookie(response.headers["Set-Cookie"]).values()
    return f"{cookie.key}={cookie.value}"


def is_known(app, cookie, email=INES):
    with app.test_request_context("/", headers={"Cookie": cookie}):
        return known_browser(email) is not None


def test_a_browser_is_known_for_its_owner(app):
    cookie = remember(app)

    assert is_known(app, cookie)
    assert not is_known(app, cookie, TOM)


def test_a_browser_is_forgotten_after_half_a_year(app, later):
    cookie = remember(app)

    later(LIFETIME - timedelta(minutes=1))
    shortly_before = is_known(app, cookie)
    later(LIFETIME + timedelta(minutes=1))

    assert shortly_before
    assert not is_known(app, cookie)


def test_a_new_password_makes_all_browsers_unknown(app, shop):
    cookie = remember(app)

    with shop.store.sessions() as session:
        account_of(session, INES).fs_uniquifier = secrets.token_hex(32)
        session.commit()

    assert not is_known(app, cookie)
