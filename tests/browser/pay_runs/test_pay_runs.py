"""Pay runs in a real browser, from preparing one to its last payout, by keyboard too."""

from dataclasses import dataclass
from threading import Event
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from payments.pay_runs.pay_run import PayRunLimits, pay_run_id
from payments.pay_runs.payout import Rail
from tests.browser.conftest import signed_in
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.payments.pay_runs.pay_run_fixture import TUESDAY, WEEK, PayRunDesk, payout_of
from tests.support.browser import LANGUAGES, keep, problems_of, serving
from tests.support.people import MANAGER, OTHER_EXPERT
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import open_shop, settings_at
from web.pay_runs.jobs import carry_out_pay_runs
from web.private_store.accounts import account_of

LIST = "/finance/pay-runs"
FINANCE, PLATFORM, EXPERT_EMAIL = (
    "fran@comptoir.example",
    "plat@comptoir.example",
    "ed@expert.example",
)
INCOMPLETE = UUID("e0000000-0000-4000-8000-000000000003")
"""An expert whose bank account is gone by the time the run is started."""
TO_BE_ENDED = uuid4()
"""Another one than the pages show, as tests come in any order."""
SMALL = PayRunLimits(run_minor=2_499, payout_minor=2_000)


def address(rail):
    return f"{LIST}/{pay_run_id(str(WEEK), rail)}"


@dataclass
class PayDesk:
    """Three experts are owed: one run waits for approval, another is being paid by Stripe."""

    desk: object
    market: object
    payout_id: object
    finance: object
    expert: object

    def carries_out(self):
        carry_out_pay_runs(self.market, {}, self.market.clock(), Event())


@pytest.fixture(scope="module")
def pay_desk(tmp_path_factory, browser):
    with open_shop(settings_at(tmp_path_factory.mktemp("pay-runs"))) as shop:
        url = shop.settings.database_url
        with marketplace_in(shop.app, url) as market, serving(shop.app) as base:
            desk = PayRunDesk(LedgerDesk(market.log, market.ledger))
            finance, expert = (signed_in(browser, base, email) for email in (FINANCE, EXPERT_EMAIL))
            finance.check(LIST)  # no run yet
            with shop.store.sessions() as session:
                expert_id = account_of(session, EXPERT_EMAIL).id
            fill(desk, expert_id)
            yield PayDesk(desk, market, payout_of(expert_id), finance, expert)


def fill(desk, expert_id):
    desk.owes(expert_id)
    desk.owes(OTHER_EXPERT, stripe="acct_1")
    desk.owes(TO_BE_ENDED, stripe="acct_2")
    desk.owes(INCOMPLETE)
    desk.prepares(limits=SMALL)
    desk.payees.record_details(INCOMPLETE, "FR", ("bank_account",), INCOMPLETE, TUESDAY)
    desk.starts(Rail.STRIPE)
    for stripe in map(payout_of, (OTHER_EXPERT, TO_BE_ENDED)):
        desk.payouts.attempt(stripe, TUESDAY)
        desk.payouts.stop(stripe, 1, f"made more than once: {'tr_1' * 9}, {'tr_2' * 9}", TUESDAY)


def test_the_list_of_runs(pay_desk):
    pay_desk.finance.check(LIST)


@pytest.mark.parametrize("rail", [Rail.MANUAL, Rail.STRIPE])
def test_a_run(pay_desk, rail):
    pay_desk.finance.check(address(rail))


def test_a_stopped_payout(pay_desk):
    pay_desk.finance.check(f"/finance/payouts/{payout_of(OTHER_EXPERT)}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_a_finding_without_words_keeps_what_was_typed(pay_desk, language, width):
    with pay_desk.finance.opened(language, width=width, inspected=True) as page:
        page.goto(f"{pay_desk.finance.base}/finance/payouts/{payout_of(OTHER_EXPERT)}")
        page.locator("#finding").select_option("paid")
        page.locator("#reference").fill("tr_1")
        page.locator("#reference").press("Enter")

        expect(page.locator("#text-says")).to_be_visible()
        expect(page.locator("#reference")).to_have_value("tr_1")
        expect(page.locator("#finding")).to_have_value("paid")
        assert problems_of(page, language) == []
        keep(page, f"payout-finding-{language}-{width}")


def test_a_stopped_payout_is_ended_as_not_paid_by_keyboard(pay_desk):
    address = f"/finance/payouts/{payout_of(TO_BE_ENDED)}"
    with pay_desk.finance.opened() as page:
        page.goto(f"{pay_desk.finance.base}{address}")
        page.get_by_label("What you found").select_option("not_paid")
        page.get_by_label("Reason").fill("Neither transfer is in the dashboard.")
        page.get_by_role("button", name="Record what I found").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.goto(f"{pay_desk.finance.base}{address}")

        expect(page.get_by_text("Found not to be paid")).to_be_visible()
        expect(page.get_by_text("Neither transfer is in the dashboard.")).to_be_visible()
    pay_desk.finance.check(address)


def test_a_run_is_cancelled_with_a_reason_by_keyboard(pay_desk):
    pay_desk.desk.prepares(Rail.SEPA, limits=SMALL)
    with pay_desk.finance.opened() as page:
        page.goto(f"{pay_desk.finance.base}{address(Rail.SEPA)}")
        page.locator("summary", has_text="Cancel the pay run").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Reason").select_option("wrong_amounts")
        page.get_by_role("button", name="Cancel the pay run").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

        expect(page.get_by_text("the amounts are wrong")).to_be_visible()
    pay_desk.finance.check(address(Rail.SEPA))


def test_runs_are_refused_to_others(pay_desk):
    pay_desk.expert.check(LIST, status=403, themes=("light",))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_a_mistyped_week_is_kept_beside_its_sentence(pay_desk, language, width):
    with pay_desk.finance.opened(language, width=width, inspected=True) as page:
        page.goto(f"{pay_desk.finance.base}{LIST}")
        page.locator("#week").fill("June")
        page.keyboard.press("Enter")

        expect(page.locator("#week")).to_have_value("June")
        expect(page.locator("#week-says")).to_be_visible()
        assert problems_of(page, language) == []
        keep(page, f"pay-run-mistyped-{language}-{width}")


def test_a_run_is_approved_started_and_recorded_by_keyboard(pay_desk):
    with pay_desk.finance.opened() as page:
        page.goto(f"{pay_desk.finance.base}{address(Rail.MANUAL)}")
        for name in ("Approve the pay run", "Start the pay run"):
            page.get_by_role("button", name=name).focus()
            with page.expect_navigation():
                page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("being initiated")
    pay_desk.carries_out()
    pay_desk.finance.check(address(Rail.MANUAL))
    pay_desk.finance.check(f"{address(Rail.MANUAL)}?show=left-out")
    pay_desk.finance.check(f"/finance/payouts/{pay_desk.payout_id}")
    with pay_desk.finance.opened() as page:
        page.goto(f"{pay_desk.finance.base}{address(Rail.MANUAL)}")
        page.get_by_label("Reference", exact=True).fill("B 17")
        with page.expect_navigation():
            page.keyboard.press("Enter")

        expect(page.get_by_text("recorded by hand, not seen by us").first).to_be_visible()
    pay_desk.finance.check(f"/finance/payouts/{pay_desk.payout_id}")
    now = pay_desk.market.clock()
    pay_desk.desk.payouts.record_return(pay_desk.payout_id, "account_closed", MANAGER, now)
    pay_desk.finance.check(f"/finance/payouts/{pay_desk.payout_id}")
