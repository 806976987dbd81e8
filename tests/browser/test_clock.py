"""The clock is moved while a browser looks: over a test's deadline, over a suspension's start."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.support.moving_clock import MovingClock
from tests.support.people import EXPERT
from tests.web.assessments.taking.exam_fixture import ED, RULES, exam_of
from tests.web.moderation.suspension_fixture import MEMBER, REASON, case_of
from tests.web.shop import NEST, open_shop, settings_at
from web.moderation.jobs import apply_due_suspensions
from web.private_store.accounts import account_of
from web.private_store.texts import PrivateTexts


@pytest.fixture
def clock():
    return MovingClock()


@pytest.fixture
def shop(tmp_path, clock):
    with open_shop(settings_at(tmp_path), clock) as shop:
        yield shop


def test_an_open_attempt_leads_to_its_result_once_the_clock_is_past_its_deadline(
    browser, shop, clock
):
    with (
        exam_of(shop, shop.settings.database_url) as exam,
        serving(shop.app) as base,
        signed_in(browser, base, ED).opened() as page,
    ):
        attempt_id = exam.starts()
        page.goto(f"{base}/attempts/{attempt_id}")
        expect(page.get_by_role("timer")).to_be_visible()

        clock.move(seconds=RULES.time_limit_s + 60)
        page.goto(f"{base}/attempts/{attempt_id}")

        page.wait_for_url(re.compile("/result"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_suspension_takes_effect_when_the_clock_reaches_its_start(browser, shop, clock):
    with case_of(shop.app, shop.store, shop.settings.database_url, NEST.brand_id) as case:
        market, suspension_id = case.counter.market, uuid4()
        decide(case, shop, suspension_id, clock())
        address = f"/me/decisions/{suspension_id}"
        with serving(shop.app) as base:
            assert "A decision about me In notice period" in text_of(browser, base, address)

            clock.move(days=7, hours=1)
            assert apply_due_suspensions(market, clock()) == 1
            case.counter.update_read_models()

            assert "A decision about me In force" in text_of(browser, base, address)


def decide(case, shop, suspension_id, at):
    """The brand's manager suspends a member after a week's notice."""
    market, by = case.counter.market, account_of(shop.store.sessions(), "ines@nest.example").id
    positions = [market.log.history(case.conversation_id)[-1].position]
    period = (at + timedelta(days=7), at + timedelta(days=37))
    with PrivateTexts(shop.store).with_event_of(suspension_id, EXPERT, at) as store_text:
        reason = (store_text(REASON), len(REASON))
        market.suspensions.decide(
            suspension_id, EXPERT, NEST.brand_id, period, positions, reason, by, at
        )
    case.counter.update_read_models()


def text_of(browser, base, address):
    """What the member reads; signed in anew, as a session does not outlive the moved clock."""
    with signed_in(browser, base, MEMBER).opened() as page:
        page.goto(f"{base}{address}")
        return page.locator("main").inner_text()
