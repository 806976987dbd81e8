"""Rewards in a real browser: the brand's pages and the ambassador's, and a gift from end to end."""

import pytest

from domain.clock import system_clock
from tests.browser.conftest import signed_in
from tests.support.browser import problems_of, serving
from tests.web.members.pool_fixture import BRAND, EXPERT
from tests.web.rewards.rewards_fixture import BOTTLE, GUIDE, OWN, REWARDS, scenario_of
from tests.web.shop import open_shop, settings_at


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("rewards"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def scenario(shop):
    with scenario_of(shop.app, shop.store, shop.settings.database_url) as scenario:
        yield scenario


@pytest.fixture(scope="module")
def base(shop, scenario):  # noqa: ARG001 - the pages need its marketplace
    with serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def brand_member(browser, base):
    return signed_in(browser, base, BRAND)


@pytest.fixture(scope="module")
def ambassador(browser, base):
    return signed_in(browser, base, EXPERT)


def test_rewards_before_there_are_any(brand_member, ambassador):
    for path in ("", "/rules", "/gifts/new"):
        brand_member.check(f"{REWARDS}{path}", themes=("light",))
    ambassador.check(OWN, themes=("light",))


def press(page, button, language="en"):
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=button).first.click()
    assert problems_of(page, language) == []


def test_rules_are_published_after_a_mistake(brand_member):
    with brand_member.opened(width=360, inspected=True) as page:
        page.goto(f"{brand_member.base}{REWARDS}/rules")
        page.locator("#cost_per_100_points").fill("1.50")
        page.locator("#tier_en-0").fill("First steps")
        page.locator("#tier_conversations-0").fill("many")
        press(page, "Publish the rules")
        assert page.locator(".invalid-feedback").count() == 1
        page.locator("#tier_conversations-0").fill("2")
        press(page, "Publish the rules")
        assert "First steps (conversations: 2, points: 0)" in page.locator("main").inner_text()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_gift_is_ordered_and_sent(brand_member, ambassador, scenario, width):
    scenario.stocks()
    scenario.ed_answers(3)
    with ambassador.opened(width=width, inspected=True) as page:
        page.goto(f"{ambassador.base}{OWN}")
        press(page, "Order the gift Travel guide")
        assert "gift to be sent" in page.locator("main").inner_text()
    with brand_member.opened(width=width, inspected=True) as page:
        page.goto(f"{brand_member.base}{REWARDS}")
        press(page, "Mark as sent")
        assert "gift sent" in page.locator("main").inner_text()


def test_rewards_of_every_kind(brand_member, ambassador, scenario):
    scenario.publishes(at=system_clock())
    scenario.stocks(GUIDE, points=1000)
    scenario.stocks(BOTTLE, points=10)
    scenario.ed_answers(2)
    for path in ("", "/rules", f"/gifts/{GUIDE}"):
        brand_member.check(f"{REWARDS}{path}")
    ambassador.check(OWN)
