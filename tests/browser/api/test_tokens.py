"""The life of a token in a real browser, and the pages about tokens in every language and width."""

from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.browser.conftest import signed_in
from tests.support.browser import problems_of, serving
from tests.web.api.programs import bearer, token_for
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import open_shop, settings_at

PAGE = "/brands/nest/api-tokens"
RESOURCE = "/api/v1/brands/nest/conversations"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("api"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def base(shop):
    with counter_of(shop.app, shop.settings.database_url), serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def brand_member(browser, base):
    return signed_in(browser, base, "ines@nest.example")


def status_of(url, token):
    try:
        with urlopen(Request(url, headers=bearer(token))) as response:  # noqa: S310 - loopback
            return response.status
    except HTTPError as error:
        return error.code


def test_a_brand_without_tokens(brand_member):
    brand_member.check(PAGE)


BUTTONS = {"en": ("Create token", "Revoke token"), "fr": ("Créer un jeton", "Révoquer le jeton")}


def press(page, button, language):
    """Press it, and look at the page that follows."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=button).click()
    assert problems_of(page, language) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_token_is_created_used_and_revoked(brand_member, base, language, width):
    name, (create, revoke) = f"Dashboard {language} {width}", BUTTONS[language]
    with brand_member.opened(language, width=width, inspected=True) as page:
        page.goto(base + PAGE)
        press(page, create, language)
        assert page.locator(".invalid-feedback").count() == 2

        page.locator("#name").fill(name)
        page.locator('input[value="read:conversations"]').check()
        press(page, create, language)
        token = page.locator("#token").input_value()
        assert status_of(base + RESOURCE, token) == 200

        page.goto(base + PAGE)
        assert token not in page.content()
        press(page, f"{revoke} {name}", language)
        assert status_of(base + RESOURCE, token) == 401


def test_tokens_of_every_status(brand_member, shop):
    token_for(shop)
    token_for(shop, days=-1)
    brand_member.check(PAGE)


def test_the_documentation(brand_member):
    brand_member.check("/api/v1")


def test_a_session_opens_no_resource(brand_member):
    with brand_member.opened() as page:
        assert page.goto(brand_member.base + RESOURCE).status == 401
