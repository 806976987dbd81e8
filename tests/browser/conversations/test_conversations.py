"""The list of conversations and the timeline of one, in a real browser."""

import csv
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.web.conversations.busy_days import some_days
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import open_shop, settings_at

LIST = "/brands/nest/conversations"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("lively"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def timeline_path(shop):
    with counter_of(shop.app, shop.settings.database_url) as counter:
        timeline_path = some_days(counter)
        counter.update_read_models()
        yield f"{LIST}/{timeline_path}"


@pytest.fixture(scope="module")
def base(shop, timeline_path):  # noqa: ARG001 - there is something to show
    with serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def brand_member(browser, base):
    return signed_in(browser, base, "ines@nest.example")


def test_the_list(brand_member):
    brand_member.check(LIST, widths=(1280, 360, 320))


def test_a_filtered_list(brand_member):
    brand_member.check(f"{LIST}?outcome=lost&reason=all_full")


def test_an_empty_list(brand_member):
    brand_member.check(f"{LIST}?from=2020-01-01&to=2020-02-01")


def test_invalid_parameters(brand_member):
    brand_member.check(f"{LIST}?hour=168&from=yesterday", status=422)


def test_a_timeline(brand_member, timeline_path):
    brand_member.check(timeline_path, widths=(1280, 360, 320))


def test_a_timeline_with_log_details(brand_member, timeline_path):
    brand_member.check(
        timeline_path, opened=(".timeline-event:nth-child(4) .timeline-log summary",)
    )


def test_the_timeline_of_an_imported_conversation(brand_member):
    with brand_member.opened() as page:
        page.goto(f"{brand_member.base}{LIST}?to=2026-06-01")
        path = page.locator(".row-link").first.get_attribute("href")
    brand_member.check(path)


def test_from_filter_to_timeline_and_on_by_keyboard_without_scripts(browser, brand_member):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    try:
        context.add_cookies(
            [{**cookie, "url": brand_member.base} for cookie in brand_member.cookies]
        )
        page = context.new_page()
        page.goto(brand_member.base + LIST)
        page.get_by_label("Outcome").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Show conversations").press("Enter")
        page.wait_for_url(re.compile("outcome=answered"))
        page.get_by_role("link", name="Next page").press("Enter")
        page.wait_for_url(re.compile("outcome=answered.*page=2|page=2.*outcome=answered"))
        page.locator(".row-link").first.press("Enter")
        page.locator(".timeline-log summary").first.press("Enter")
        expect(page.get_by_text("Conversation.Requested.1", exact=True).first).to_be_visible()
    finally:
        context.close()


def test_the_csv_holds_what_the_page_counts(brand_member):
    with brand_member.opened() as page:
        page.goto(brand_member.base + LIST)
        n = int(re.search(r"n = (\d+)", page.locator(".result-count").inner_text())[1])
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as CSV").click()
        with download.value.path().open(newline="") as file:
            rows = list(csv.DictReader(file))
    assert len(rows) == n == 86
    assert download.value.suggested_filename.startswith("nest-conversations-2025-06-12")
