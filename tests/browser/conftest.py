import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.browser import chart_samples as sample
from tests.support.browser import Pages, serving
from tests.support.chromium import chromium
from tests.web.shop import PASSWORD, open_shop, settings_at


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    settings = settings_at(tmp_path_factory.mktemp("shop"))
    with open_shop(settings, navigation=sample.NAVIGATION) as shop:
        shop.app.register_blueprint(sample.bp)
        yield shop


@pytest.fixture(scope="session")
def base(shop):
    with serving(shop.app) as base:
        yield base


@pytest.fixture(scope="session")
def browser(chromium_path):
    with chromium(chromium_path) as browser:
        yield browser


@pytest.fixture
def stranger(browser, base):
    return Pages(browser, base)


@pytest.fixture(scope="session")
def brand_member(browser, base):
    return signed_in(browser, base, "ines@nest.example")


@pytest.fixture(scope="session")
def platform_member(browser, base):
    return signed_in(browser, base, "plat@comptoir.example")


def signed_in(browser, base, email):
    """Through the form, but without a browser; with one, test_keyboard.py does."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    with opener.open(f"{base}/sign-in") as form:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form.read().decode())[1]
    form = urlencode({"email": email, "password": PASSWORD, "csrf_token": token})
    with opener.open(f"{base}/sign-in", form.encode()) as home:
        assert home.url in (f"{base}/", f"{base}/finance")
    [cookie] = [cookie for cookie in jar if cookie.name == "comptoir"]
    return Pages(
        browser, base, [{"name": "comptoir", "value": cookie.value}], user=email.partition("@")[0]
    )
