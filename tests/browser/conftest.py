import pytest

from tests.browser import sample
from tests.support.browser import Pages, chromium, serving
from tests.web.shop import PASSWORD, open_shop, settings_at


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    settings = settings_at(tmp_path_factory.mktemp("shop"))
    with open_shop(settings, navigation=sample.NAVIGATION) as shop:
        shop.app.register_blueprint(sample.pages)
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
    with Pages(browser, base).opened() as page:
        page.goto(f"{base}/sign-in")
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        page.click("#submit")
        page.wait_for_url(f"{base}/")
        cookies = [one for one in page.context.cookies() if one["name"] == "comptoir"]
        cookie = {"name": "comptoir", "value": cookies[0]["value"]}
        return Pages(browser, base, [cookie], who=email.partition("@")[0])
