"""Statements in a real browser: a week closed by the worker, pages of a list, an adjustment."""

from threading import Event

import pytest
from playwright.sync_api import expect

from payments.weeks import week_of
from tests.browser.conftest import signed_in
from tests.payments.earnings.earning_examples import days
from tests.support.browser import serving
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import open_shop, settings_at
from tests.web.statements.test_statement_views import (
    EXPERT_EMAIL,
    FINANCE,
    LIST,
    OWN,
    WEEK,
    StatementPages,
)
from web.statements.closing import close_requested_weeks, close_week
from web.statements.finance_views import STATEMENTS_SHOWN

THIS_WEEK = f"{LIST}?week={WEEK}"


@pytest.fixture(scope="module")
def pages(tmp_path_factory, browser):
    with open_shop(settings_at(tmp_path_factory.mktemp("statements"))) as shop:
        url = shop.settings.database_url
        with marketplace_in(shop.app, url) as market, serving(shop.app) as base:
            pages = StatementPages(shop, None, market)
            pages.client = lambda email: signed_in(browser, base, email)
            pages.releases(2)
            yield pages


def test_a_week_is_closed_by_the_worker_while_finance_follows(pages):
    finance = pages.client(FINANCE)
    finance.check(THIS_WEEK)
    with finance.opened() as page:
        page.goto(f"{finance.base}{THIS_WEEK}")
        page.get_by_role("button", name="Close the week").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("0 of 1 accounts so far")
    finance.check(THIS_WEEK)

    close_requested_weeks(pages.market, pages.market.clock(), None, Event())

    finance.check(THIS_WEEK)
    with finance.opened() as page:
        page.goto(f"{finance.base}{THIS_WEEK}")
        expect(page.get_by_role("status")).to_contain_text("The week is closed.")


def test_statements_of_an_account_with_several_pages(pages):
    pages.closes_week()
    week = week_of(WEEK.ends_at)
    for _ in range(STATEMENTS_SHOWN):
        id = pages.desk.closes(expert_id=pages.expert_id, at=days(0))
        pages.desk.earnings.release(id, week.begins_at)
        close_week(pages.market, week, week.ends_at)
        week = week_of(week.ends_at)

    finance, expert = pages.client(FINANCE), pages.client(EXPERT_EMAIL)
    for path in (pages.account, f"{pages.account}?page=2"):
        finance.check(path)
    for path in (OWN, f"{OWN}?page=2", f"{OWN}/EUR/{WEEK}"):
        expert.check(path)
