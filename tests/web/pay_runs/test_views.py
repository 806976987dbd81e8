"""Pay runs on finance's pages: prepared, approved by a second person, started, and recorded."""

import re
from threading import Event
from uuid import uuid4

import pytest

from domain.money import Money
from payments.pay_runs.pay_run import PayRunLimits, PayRunStatus, pay_run_id
from payments.pay_runs.payout import PayoutStatus, Rail
from payments.weeks import week_of
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.payments.pay_runs.pay_run_fixture import LIMITS, TUESDAY, WEEK, PayRunDesk, payout_of
from tests.support.people import MANAGER, OTHER_EXPERT, euros
from tests.web.bookings.test_platform_funding import FINANCE, page_of, sends
from tests.web.marketplace_of_app import marketplace_in
from web.pay_runs.jobs import carry_out_pay_runs
from web.pay_runs.presenters import PAGE_SIZE
from web.pay_runs.views import RUNS_SHOWN
from web.private_store.accounts import account_of

PLATFORM, EXPERT_EMAIL, BRAND_EMAIL = (
    "plat@comptoir.example",
    "ed@expert.example",
    "ines@nest.example",
)
LIST = "/finance/pay-runs"
OWED = euros(2_500)
SMALL = PayRunLimits(run_minor=2_499, payout_minor=2_000)


class PayRunPages:
    """The expert who can sign in is owed something."""

    def __init__(self, shop, signed_in, market):
        self.shop, self.client, self.market = shop, signed_in, market
        self.desk = PayRunDesk(LedgerDesk(market.log, market.ledger))
        with shop.store.sessions() as session:
            self.expert_id = account_of(session, EXPERT_EMAIL).id
            self.finance_id = account_of(session, FINANCE).id
        self.desk.owes(self.expert_id)
        self.payout_id = payout_of(self.expert_id)

    def address(self, rail=Rail.MANUAL):
        return f"{LIST}/{pay_run_id(str(WEEK), rail)}"

    @property
    def payout_address(self):
        return f"/finance/payouts/{self.payout_id}"

    def prepares(self, email=FINANCE, **fields):
        return sends(self.client(email), LIST, **{"week": str(WEEK), "rail": "manual"} | fields)

    def presses(self, action, email=FINANCE, rail=Rail.MANUAL, **fields):
        shown = {"shown": self.desk.run(pay_run_id(str(WEEK), rail)).version}
        return sends(self.client(email), f"{self.address(rail)}/{action}", **shown | fields)

    def records_all(self, rail=Rail.MANUAL, page="", **fields):
        """page: of the run, as a person was shown it; by default as it is now."""
        shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page or self.text(rail))[1]
        return sends(
            self.client(FINANCE), f"{self.address(rail)}/paid", **{"shown": shown} | fields
        )

    def records(self, action, **fields):
        """With the amount and the day that the page shows."""
        today = self.today.isoformat()
        shown = {"amount_minor": "2500", "paid_on": today, "returned_on": today}
        return sends(self.client(FINANCE), f"{self.payout_address}/{action}", **shown | fields)

    @property
    def today(self):
        return self.market.clock().date()

    def text(self, rail=Rail.MANUAL, **query):
        return page_of(self.client(FINANCE), self.address(rail), **query)

    def carries_out(self):
        carry_out_pay_runs(self.market, {}, self.market.clock(), Event())

    def starts(self):
        self.prepares()
        self.presses("start")
        self.carries_out()

    def run(self, rail=Rail.MANUAL):
        return self.desk.run(pay_run_id(str(WEEK), rail))

    @property
    def payout(self):
        return self.desk.payout(self.expert_id)


@pytest.fixture
def pages(app, shop, signed_in, database_url):
    with marketplace_in(app, database_url) as market:
        yield PayRunPages(shop, signed_in, market)


def test_a_run_is_prepared_started_and_recorded_with_one_reference(pages):
    assert "No pay run yet" in page_of(pages.client(FINANCE), LIST)
    assert pages.prepares().status_code == 303
    assert "€25.00" in page_of(pages.client(FINANCE), LIST)

    assert pages.presses("start").status_code == 303
    assert "being initiated" in pages.text()
    pages.carries_out()
    assert "Record 1 payout as paid" in pages.text()
    assert pages.records_all(reference="B 17").status_code == 303

    text = pages.text()
    for part in ("Ed Xpert", "€25.00", "paid", "B 17", "recorded by hand, not seen by us"):
        assert part in text
    assert pages.payout.status is PayoutStatus.PAID
    pages.carries_out()
    assert pages.run().status is PayRunStatus.COMPLETED


def test_over_the_limit_another_person_approves(pages):
    pages.desk.prepares(limits=SMALL, by=pages.finance_id)

    text = pages.text()
    assert "over the limit of €24.99" in text
    assert "another person of finance approves it" in text
    assert "Start the pay run" not in text
    assert pages.presses("start").status_code == 409
    assert pages.presses("approve").status_code == 403
    assert "Approve the pay run" in page_of(pages.client(PLATFORM), pages.address())
    assert pages.presses("approve", PLATFORM).status_code == 303

    text = pages.text()
    assert "by Paola Lattuada" in text
    assert "Start the pay run" in text


def test_a_cancelled_run_says_so(pages):
    pages.prepares()

    refused = pages.presses("cancel")
    assert (refused.status_code, "Choose a reason" in refused.text) == (422, True)
    assert pages.presses("cancel", reason="wrong_amounts").status_code == 303

    text = pages.text()
    assert "the run was cancelled" in text
    assert "the amounts are wrong" in text
    assert pages.payout.version == 0


def test_one_payout_is_recorded_as_paid_and_as_returned(pages):
    pages.starts()
    assert "Only if exactly €25.00 was paid" in page_of(pages.client(FINANCE), pages.payout_address)

    assert pages.records("paid", reference="B17").status_code == 303
    assert "Final from" in page_of(pages.client(FINANCE), pages.payout_address)
    assert pages.records("returned", reason="account_closed").status_code == 303

    assert pages.payout.status is PayoutStatus.RETURNED
    text = pages.text(show="review")
    assert "came back" in text
    assert "the account is closed · payable again" in text


def test_what_was_not_paid_is_tried_again(pages):
    pages.starts()

    pages.records("not-paid", reason="not_sent")
    assert "Try the payout again" in page_of(pages.client(FINANCE), pages.payout_address)
    assert pages.records("retry").status_code == 303

    assert pages.payout.status is PayoutStatus.INITIATED


@pytest.mark.parametrize("reference", ["", "no digit", "Zoé 7", "7" * 61])
def test_a_reference_that_could_be_a_name_is_refused_and_stays_in_the_form(pages, reference):
    pages.starts()

    for answer in (
        pages.records_all(reference=reference),
        pages.records("paid", reference=reference),
    ):
        assert answer.status_code == 422
        assert "at least one of them a digit" in answer.text
        assert f'value="{reference}"' in answer.text
    assert pages.payout.version == 1


@pytest.mark.parametrize("action", ["not-paid", "returned"])
def test_a_reason_is_chosen(pages, action):
    pages.starts()

    answer = pages.records(action, reason="")

    assert answer.status_code == 422
    assert "Choose a reason" in answer.text


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"week": "June"}, 422, "Enter a week such as 2017-W40."),
        ({"rail": "post"}, 422, "Choose how the experts are paid."),
        ({"rail": "stripe"}, 409, "There is nothing to pay"),
        ({"week": "2099-W01"}, 409, "This week is not over yet."),
    ],
)
def test_what_cannot_be_prepared_says_why_and_keeps_what_was_typed(pages, fields, status, sentence):
    answer = pages.prepares(**fields)

    assert answer.status_code == status
    assert sentence in answer.text
    assert fields.get("week", str(WEEK)) in answer.text


def test_a_payout_that_another_run_paid_or_that_changed_says_so(pages):
    pages.desk.owes(OTHER_EXPERT)
    pages.prepares()
    pages.prepares(rail="sepa")
    pages.desk.adds(euros(100), OTHER_EXPERT, at=TUESDAY)
    pages.desk.adds(euros(-200), OTHER_EXPERT, at=TUESDAY)
    pages.presses("start")
    pages.presses("start", rail=Rail.SEPA)
    pages.carries_out()

    texts = [pages.text(), pages.text(Rail.SEPA)]

    assert any("paid by another run of this week" in text for text in texts)
    assert all("the next run pays the rest" in text for text in texts)


@pytest.mark.parametrize("action", ["approve", "start"])
def test_a_run_that_changed_since_its_page_was_shown_is_neither_approved_nor_started(pages, action):
    pages.desk.owes()
    pages.prepares()
    head = pages.market.log.rows.head()

    answers = [pages.presses(action, shown=shown) for shown in ("0", "99", "nonsense")]

    assert {answer.status_code for answer in answers} == {409}
    assert all("has changed since you opened the page" in answer.text for answer in answers)
    assert pages.market.log.rows.head() == head


def test_a_long_run_is_shown_page_by_page(pages):
    pages.desk.owes(*(uuid4() for _ in range(PAGE_SIZE)))
    pages.prepares()

    first, second = pages.text(), pages.text(page=2)

    assert "page 1 of 2" in re.sub(r"\s+", " ", first)
    assert first.count('role="rowheader"') == PAGE_SIZE
    assert second.count('role="rowheader"') == 1


@pytest.mark.parametrize("path", [f"{LIST}/{MANAGER}", f"/finance/payouts/{MANAGER}"])
def test_what_is_not_there_is_not_found(pages, path):
    assert pages.client(FINANCE).get(path).status_code == 404


@pytest.mark.parametrize("email", [EXPERT_EMAIL, BRAND_EMAIL])
def test_only_finance_and_the_platform_see_pay_runs(pages, email):
    pages.starts()

    for path in (LIST, pages.address(), pages.payout_address):
        assert pages.client(email).get(path).status_code in (403, 404)


def test_the_limits_are_those_of_the_settings(pages):
    pages.prepares()

    assert pages.run().limits == LIMITS


def test_the_limit_is_written_in_the_currency_that_is_over_it(pages):
    pages.desk.owes(OTHER_EXPERT, amount=Money(260_000, "GBP"))
    pages.desk.prepares(limits=PayRunLimits(100_000, 2_000), by=pages.finance_id)

    text = pages.text()

    assert "£2,600.00 is over the limit of £1,000.00" in text
    assert "is over the limit of €" not in text


def test_all_can_be_recorded_once_all_are_initiated(pages):
    pages.prepares()
    pages.presses("start")

    assert "Record all as paid" not in pages.text()
    answer = pages.records_all(page=f'name="shown" value="{"0" * 64}"', reference="B 17")

    assert answer.status_code == 409
    assert pages.payout.version == 0


def test_only_the_payouts_that_were_shown_are_recorded_and_what_was_typed_stays(pages):
    pages.desk.owes(OTHER_EXPERT)
    pages.starts()
    shown = pages.text()
    pages.records("not-paid", reason="not_sent")

    answer = pages.records_all(page=shown, reference="B 17")

    assert answer.status_code == 409
    assert "Other payouts are without an outcome now" in answer.text
    assert 'value="B 17"' in answer.text
    assert pages.desk.payout(OTHER_EXPERT).status is PayoutStatus.INITIATED


def test_recorded_twice_with_one_reference_they_are_recorded_once(pages):
    pages.starts()
    shown = pages.text()
    answers = [pages.records_all(page=shown, reference="B 17") for _ in range(2)]
    head = pages.market.log.rows.head()

    other = pages.records_all(page=shown, reference="B 18")

    assert [answer.status_code for answer in answers] == [303, 303]
    assert (other.status_code, pages.market.log.rows.head()) == (409, head)


def test_a_refused_press_stays_on_the_page_of_the_run(pages):
    pages.prepares()

    answer = pages.presses("start", shown="0")

    assert answer.status_code == 409
    assert "has changed since you opened the page" in answer.text
    assert "Start the pay run" in answer.text


def test_whom_a_run_left_out_and_why_is_on_its_page(pages):
    pages.desk.owes(OTHER_EXPERT)
    pages.prepares()
    pages.desk.payees.record_details(
        pages.expert_id, "FR", ("bank_account",), pages.expert_id, TUESDAY
    )
    pages.presses("start")
    pages.carries_out()

    left_out = pages.text(show="left-out")

    assert "1 expert was left out" in pages.text()
    assert "Ed Xpert" in left_out
    assert "withheld when the run was started · bank account missing" in left_out
    assert left_out.count('role="rowheader"') == 1


def test_older_runs_are_on_the_next_page_of_the_list(pages):
    week = WEEK
    for _ in range(RUNS_SHOWN + 1):
        pages.desk.owes(pages.expert_id, week=week)
        pages.desk.prepares(week=week, at=week.ends_at)
        week = week_of(week.ends_at)

    first, second, beyond = (page_of(pages.client(FINANCE), LIST, page=n) for n in (1, 2, 99))

    assert "page 1 of 2" in re.sub(r"\s+", " ", first)
    assert first.count('role="rowheader"') == RUNS_SHOWN
    assert second.count('role="rowheader"') == beyond.count('role="rowheader"') == 1


def test_a_page_of_payouts_beyond_the_last_is_the_last(pages):
    pages.prepares()

    assert "Ed Xpert" in pages.text(page=9)
