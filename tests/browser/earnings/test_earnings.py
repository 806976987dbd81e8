"""Earnings, spend and contests in a real browser: in both languages, narrow, and by keyboard."""

import pytest
from playwright.sync_api import expect

from payments.earnings.earning import earning_id
from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.support.people import EXPERT
from tests.web.earnings.earning_fixture import (
    CONTESTS,
    EARNINGS,
    EMMA,
    EVIDENCE,
    FRAN,
    INES,
    PAOLA,
    REASON,
    SPEND,
    earnings_of,
)
from tests.web.shop import open_shop, settings_at


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("earnings"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def desk(shop):
    """A conversation in each state; `held` and `contested` are ids."""
    with earnings_of(shop.app, shop.store, shop.settings.database_url) as desk:
        released = desk.closes(days_ago=8)
        desk.market.earnings.release(earning_id(released), desk.now)
        desk.held, desk.contested_id = desk.closes(days_ago=2), desk.contested(days_ago=3)
        desk.answered, desk.appealed_id = desk.contested(4, is_answered=True), desk.appealed()
        desk.refused = desk.closes(days_ago=1, messages=(0, 0))
        desk.counter.is_answered(EXPERT, desk.now)
        desk.update()
        yield desk


@pytest.fixture(scope="module")
def base(shop, desk):  # noqa: ARG001 - there is something to show
    with serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def emma(browser, base):
    return signed_in(browser, base, EMMA)


@pytest.fixture(scope="module")
def ines(browser, base):
    return signed_in(browser, base, INES)


@pytest.fixture(scope="module")
def fran(browser, base):
    return signed_in(browser, base, FRAN)


def test_earnings_of_an_expert(emma, desk):
    emma.check(EARNINGS, widths=(1280, 360, 320))
    for conversation_id in (desk.contested_id, desk.refused, desk.appealed_id):
        emma.check(f"{EARNINGS}/{conversation_id}", themes=("light",))


def test_spend_of_a_brand(ines, desk):
    ines.check(SPEND, widths=(1280, 360, 320))
    for conversation_id in (desk.held, desk.answered):
        ines.check(f"{SPEND}/{conversation_id}", themes=("light",))


def test_contests_of_finance(fran, desk):
    fran.check(CONTESTS, widths=(1280, 360, 320))
    for conversation_id in (desk.contested_id, desk.answered, desk.appealed_id, desk.held):
        fran.check(f"{CONTESTS}/{conversation_id}", themes=("light",))


@pytest.fixture
def paola(browser, base):
    return signed_in(browser, base, PAOLA)


def test_a_conversation_is_contested_answered_and_decided(ines, emma, fran, paola, desk):
    conversation_id = desk.closes(days_ago=1.5)
    desk.update()
    spend, earnings, contest = (
        f"{address}/{conversation_id}" for address in (SPEND, EARNINGS, CONTESTS)
    )

    chooses(ines, spend, "The question was not answered", "Contest the conversation", EVIDENCE)
    writes(emma, earnings, "Your answer", "Send the answer")
    accepted = "Contest accepted: the conversation earns nothing"
    chooses(fran, contest, accepted, "Confirm the decision", REASON)
    writes(emma, earnings, "Why this conversation should be paid", "Send the appeal")
    reads(fran, contest, "Another person must decide")
    granted = "Appeal granted: the conversation is paid"
    chooses(paola, contest, granted, "Confirm the decision", REASON)

    reads(emma, earnings, "Paola Lattuada granted the appeal")
    assert desk.event_names(conversation_id)[-1] == "AppealGranted"


def chooses(pages, path, label, button, text):
    """By keyboard: a choice, the text after it, and the button."""
    with pages.opened() as page:
        page.goto(f"{pages.base}{path}")
        page.get_by_label(label).focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type(text)
        page.get_by_role("button", name=button).press("Enter")
        expect(page.locator("main ol.timeline")).to_contain_text(text)


def writes(pages, path, label, button):
    with pages.opened() as page:
        page.goto(f"{pages.base}{path}")
        page.get_by_label(label).fill("I did answer.")
        page.get_by_role("button", name=button).press("Enter")
        expect(page.locator("main ol.timeline")).to_contain_text("I did answer.")


def reads(pages, path, text):
    with pages.opened() as page:
        page.goto(f"{pages.base}{path}")
        expect(page.locator("main")).to_contain_text(text)
