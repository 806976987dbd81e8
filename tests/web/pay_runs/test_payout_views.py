"""One payout on finance's pages: days, findings at Stripe, reviews; refusals keep the form."""

from datetime import timedelta

import pytest

from payments.pay_runs.asking_times import PAYS_AGAIN_AFTER
from payments.pay_runs.payout import PayoutStatus, Rail
from payments.pay_runs.payout_lists import payouts_in_review
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.payments.pay_runs.pay_run_fixture import PayRunDesk, payout_of
from tests.support.people import MANAGER
from tests.web.bookings.test_platform_funding import FINANCE, page_of, sends
from tests.web.marketplace_of_app import marketplace_in
from web.private_store.accounts import account_of

EXPERT_EMAIL = "ed@expert.example"
LOOKED = "I looked at both transfers in the dashboard."
DAY = timedelta(days=1)


class PayoutPages:
    """A payout of the expert who can sign in, on a rail."""

    def __init__(self, shop, signed_in, market):
        self.client, self.market, self.store = signed_in, market, shop.store
        self.desk = PayRunDesk(LedgerDesk(market.log, market.ledger))
        with shop.store.sessions() as session:
            self.expert_id = account_of(session, EXPERT_EMAIL).id
        self.id = payout_of(self.expert_id)
        self.now = market.clock()
        self.today = self.now.date()

    def initiates(self, rail=Rail.MANUAL, days_ago=2):
        """With this page's clock: what people type is not before it."""
        at = self.now - days_ago * DAY
        self.desk.owes(self.expert_id, stripe="acct_1" if rail is Rail.STRIPE else None)
        run = self.desk.prepares(rail, at=at)
        self.desk.runs.start(run, MANAGER, at)
        self.desk.runs.initiate_payouts(run, at)
        return at

    def stops(self):
        at = self.initiates(Rail.STRIPE)
        self.desk.payouts.attempt(self.id, at)
        self.desk.payouts.stop(self.id, 1, "made more than once: tr_1, tr_2", at)

    def sends(self, action, **fields):
        return sends(self.client(FINANCE), f"/finance/payouts/{self.id}/{action}", **fields)

    def pays(self, **changed):
        shown = {"amount_minor": "2500", "reference": "B 17", "paid_on": self.today.isoformat()}
        return self.sends("paid", **shown | changed)

    def finds(self, finding, **changed):
        found = {
            "finding": finding,
            "text": LOOKED,
            "paid_from": "stripe",
            "reference": "tr_1",
            "paid_on": self.today.isoformat(),
        }
        return self.sends("found", **found | changed)

    def text(self):
        return page_of(self.client(FINANCE), f"/finance/payouts/{self.id}")

    @property
    def payout(self):
        return self.desk.payout(self.expert_id)

    @property
    def is_in_review(self):
        return payouts_in_review(self.market.log, self.payout.pay_run_id) == [self.id]


@pytest.fixture
def pages(app, shop, signed_in, database_url):
    with marketplace_in(app, database_url) as market:
        yield PayoutPages(shop, signed_in, market)


def test_a_payment_has_the_day_that_was_typed_today_by_default(pages):
    pages.initiates()
    assert f'name="paid_on" type="date" value="{pages.today}"' in pages.text()
    yesterday = pages.today - DAY

    assert pages.pays(paid_on=yesterday.isoformat()).status_code == 303

    assert pages.payout.paid_on == yesterday
    assert "B 17" in pages.text()


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"paid_on": ""}, 422, "Enter the date as year-month-day"),
        ({"paid_on": "2017-06-30"}, 422, "Enter a day from"),
        ({"paid_on": "2099-06-30"}, 422, "Enter a day from"),
        ({"amount_minor": "2499"}, 422, "Record exactly the amount of the payout."),
        ({"amount_minor": ""}, 422, "Record exactly the amount of the payout."),
    ],
)
def test_a_payment_that_cannot_be_recorded_stays_in_the_form(pages, changed, status, sentence):
    pages.initiates()

    answer = pages.pays(**changed)

    assert answer.status_code == status
    assert sentence in answer.text
    assert 'value="B 17"' in answer.text
    assert f'value="{changed.get("paid_on", pages.today)}"' in answer.text
    assert pages.payout.version == 1


def test_a_payment_recorded_twice_is_recorded_once(pages):
    pages.initiates()

    assert [pages.pays().status_code for _ in range(2)] == [303, 303]

    assert pages.payout.version == 2


def test_what_was_recorded_in_the_meantime_is_said_on_the_page(pages):
    at = pages.initiates()
    pages.desk.payouts.record_refusal(pages.id, "account_closed", MANAGER, at)

    answers = [pages.pays(), pages.sends("not-paid", reason="not_sent")]

    assert {answer.status_code for answer in answers} == {409}
    assert all("outcome of this payout is already recorded" in answer.text for answer in answers)
    assert all("Try it again" in answer.text for answer in answers)


def test_a_return_has_the_day_that_was_typed_and_keeps_it_when_it_is_refused(pages):
    pages.initiates()
    pages.pays(paid_on=(pages.today - DAY).isoformat())
    before = (pages.today - 2 * DAY).isoformat()

    refused = pages.sends("returned", reason="account_closed", returned_on=before)
    assert refused.status_code == 422
    assert "Enter a day from" in refused.text
    assert f'value="{before}"' in refused.text
    assert '<option value="account_closed" selected>' in refused.text
    today = pages.today.isoformat()
    assert pages.sends("returned", reason="account_closed", returned_on=today).status_code == 303

    assert pages.payout.status is PayoutStatus.RETURNED
    assert "It came back on" in pages.text()


def test_what_was_stopped_is_ended_as_paid_and_the_page_says_by_whom_and_why(pages):
    pages.stops()
    text = pages.text()
    assert "Look at Stripe first" in text
    assert "Stopped: made more than once: tr_1, tr_2" in text

    assert pages.finds("paid").status_code == 303

    assert (pages.payout.status, pages.payout.reference) == (PayoutStatus.PAID, "tr_1")
    text = pages.text()
    for part in ("from the balance at Stripe: tr_1", LOOKED, "by Fran", "not seen by us"):
        assert part in text
    assert "Look at Stripe first" not in text


def test_what_was_stopped_is_ended_as_not_paid_or_asked_again(pages):
    pages.stops()

    assert pages.finds("ask_again").status_code == 303
    assert pages.payout.status is PayoutStatus.INITIATED
    pages.desk.payouts.stop(pages.id, 1, "still so", pages.now)
    assert pages.finds("not_paid", paid_from="", reference="", paid_on="").status_code == 303

    assert pages.payout.status is PayoutStatus.REFUSED
    assert pages.text().count(LOOKED) == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"finding": ""}, "Choose what you found."),
        ({"text": " "}, "Write what you found."),
        ({"text": "x" * 2001}, "Use at most 2000 characters."),
        ({"text": "Seen twice.\x00"}, "character"),
        ({"paid_from": ""}, "Choose the account that paid it."),
        ({"reference": "Zoé"}, "at least one of them a digit"),
        ({"paid_on": "today"}, "Enter the date as year-month-day"),
        ({"paid_on": "2017-06-30"}, "Enter a day from"),
    ],
)
def test_a_finding_that_cannot_be_recorded_stays_in_the_form(pages, changed, sentence):
    pages.stops()

    answer = pages.finds(**{"finding": "paid"} | changed)

    assert answer.status_code == 422
    assert sentence in answer.text
    if "text" not in changed:
        assert LOOKED in answer.text
    assert pages.payout.status is PayoutStatus.STOPPED


def test_without_a_key_a_payout_that_was_never_asked_for_is_ended_but_not_asked_again(pages):
    pages.initiates(Rail.STRIPE)
    text = pages.text()
    assert "it was not paid, and will not be" in text
    assert "ask Stripe again" not in text
    assert pages.finds("ask_again").status_code == 422

    assert pages.finds("not_paid").status_code == 303

    assert pages.payout.status is PayoutStatus.REFUSED


def test_what_stripe_is_being_asked_for_cannot_be_ended(pages):
    at = pages.initiates(Rail.STRIPE, days_ago=0)
    assert pages.payout.due_at + PAYS_AGAIN_AFTER > at

    assert "Look at Stripe first" not in pages.text()
    assert pages.finds("not_paid").status_code == 422
    assert pages.payout.version == 1


def test_a_payment_after_a_refusal_is_shown_and_reviewed_with_words(pages):
    at = pages.initiates(Rail.STRIPE)
    pages.desk.payouts.attempt(pages.id, at)
    pages.desk.payouts.refuse(pages.id, 1, "balance_insufficient", at)
    pages.desk.payouts.note_paid(pages.id, 1, "tr_1", at)
    text = pages.text()
    assert "although it was recorded as not paid: tr_1" in text
    assert pages.is_in_review

    assert pages.sends("review", text="").status_code == 422
    assert pages.sends("review", text=LOOKED).status_code == 303

    assert not pages.is_in_review
    assert LOOKED in pages.text()
    assert pages.sends("review", text=LOOKED).status_code == 409


def test_a_retry_that_is_refused_says_so_on_the_page(pages):
    pages.initiates()

    answer = pages.sends("retry")

    assert answer.status_code == 409
    assert "Only a refused payout can be tried again." in answer.text
