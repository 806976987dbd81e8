"""Statements on pages: an expert reads why nothing is paid, finance closes weeks and adjusts."""

import re

import pytest

from payments.earnings.unstated_items import AccountHolder, holders_to_state
from payments.statements.statement_commands import load_account
from payments.statements.statement_list import statements_of
from payments.weeks import week_of
from tests.payments.earnings.earning_examples import days
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.payments.statements.test_statement_commands import StatementDesk
from tests.web.bookings.test_platform_funding import FINANCE, page_of, sends
from tests.web.marketplace_of_app import marketplace_in
from web.private_store.accounts import account_of
from web.statements.closing import close_last_week, close_week

EXPERT_EMAIL = "ed@expert.example"
LIST, OWN = "/finance/statements", "/me/statements"
RELEASED_AT = days(7)
WEEK = week_of(RELEASED_AT)


class StatementPages:
    """Statements of the expert who can sign in."""

    def __init__(self, shop, signed_in, market):
        self.shop, self.client, self.market = shop, signed_in, market
        self.desk = StatementDesk(LedgerDesk(market.log, market.ledger))
        with shop.store.sessions() as session:
            self.expert_id = account_of(session, EXPERT_EMAIL).id
        self.holder = AccountHolder(self.expert_id, "EUR")
        self.account = f"{LIST}/{self.expert_id}/EUR"

    def releases(self, number=1):
        for _ in range(number):
            id = self.desk.closes(expert_id=self.expert_id)
            self.desk.earnings.release(id, RELEASED_AT)

    def closes_week(self):
        close_week(self.market, WEEK, WEEK.ends_at)

    def adjusts(self, **fields):
        filled = {"direction": "deduct", "amount": "5", "reason": "correction", "text": "Twice."}
        return sends(self.client(FINANCE), f"{self.account}/adjust", **filled | fields)


@pytest.fixture
def pages(app, shop, signed_in, database_url):
    with marketplace_in(app, database_url) as market:
        yield StatementPages(shop, signed_in, market)


def test_an_expert_reads_each_week_and_why_nothing_is_paid_yet(pages):
    pages.releases(2)
    pages.closes_week()

    text = page_of(pages.client(EXPERT_EMAIL), OWN)

    for part in ("€3.20", "8 June 2026 to 14 June 2026", "Not paid for now", "bank account"):
        assert part in text


def test_the_page_of_a_statement_lists_its_conversations_and_adjustments(pages):
    pages.releases()
    pages.adjusts()
    close_last_week(pages.market, WEEK.ends_at)
    address = f"{OWN}/EUR/{WEEK}"

    text = page_of(pages.client(EXPERT_EMAIL), address)

    [of_week] = statements_of(pages.market.log, pages.holder)
    assert str(of_week.statement.lines[0].conversation_id) in text
    assert of_week.statement.hash in text


@pytest.mark.parametrize("path", ["EUR/2026-W01", "USD/2026-W24", "EUR/nonsense"])
def test_a_statement_that_does_not_exist_is_not_found(pages, path):
    assert pages.client(EXPERT_EMAIL).get(f"{OWN}/{path}").status_code == 404


def test_finance_closes_a_week_once(pages):
    pages.releases()
    client = pages.client(FINANCE)
    assert "1 account has something on no statement yet" in page_of(client, LIST, week=str(WEEK))

    answers = [sends(client, f"{LIST}/{WEEK}/close") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    text = client.get(answers[0].location).text
    assert "The week is closed." in text
    assert "Ed Xpert" in text
    assert "withheld" in text
    assert holders_to_state(pages.market.log, WEEK.ends_at) == []


@pytest.mark.parametrize(
    ("week", "sentence"),
    [("2099-W01", "This week is not over yet."), ("soon", "Enter a week such as 2017-W40.")],
)
def test_a_week_that_cannot_be_closed_is_refused(pages, week, sentence):
    pages.releases()

    answer = sends(pages.client(FINANCE), f"{LIST}/{week}/close")

    assert answer.status_code in (400, 409, 422)
    assert sentence in answer.text
    assert statements_of(pages.market.log, pages.holder) == []


def test_the_list_says_what_is_wrong_with_a_week(pages):
    assert "Enter a week such as 2017-W40." in page_of(pages.client(FINANCE), LIST, week="soon")


def test_finance_deducts_and_the_expert_reads_who_and_why(pages):
    pages.releases()
    pages.closes_week()

    answer = pages.adjusts(amount="1,00", text="Paid twice in May.")

    assert answer.status_code == 303
    assert "It is on the next statement." in pages.client(FINANCE).get(answer.location).text
    assert load_account(pages.market.log, pages.holder).to_pay_minor == 60
    close_last_week(pages.market, pages.shop.store.clock())


def test_one_form_adjusts_once_however_often_it_is_sent_and_another_adjusts_again(pages):
    pages.releases(20)
    pages.closes_week()
    form_id = re.search(
        r'name="form_id" value="([^"]+)"', page_of(pages.client(FINANCE), pages.account)
    )

    answers = [pages.adjusts(form_id=form_id[1], amount="1.00") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert load_account(pages.market.log, pages.holder).adjusted_minor == -100
    pages.adjusts(form_id="another", amount="1.00")
    assert load_account(pages.market.log, pages.holder).adjusted_minor == -200


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("amount", "five", "Enter an amount"),
        ("amount", "0", "greater than zero"),
        ("reason", "because", "Choose a reason."),
        ("text", " ", "Write the reason for this adjustment."),
        ("text", "x" * 2001, "at most 2,000 characters"),
    ],
)
def test_a_form_with_a_mistake_is_shown_again_with_what_was_typed(pages, field, value, sentence):
    pages.releases()
    pages.closes_week()
    head = pages.market.log.rows.head()

    answer = pages.adjusts(**{"text": "Typed before.", field: value})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert field == "text" or "Typed before." in answer.text
    assert pages.market.log.rows.head() == head


def test_experts_and_brands_cannot_open_the_pages_of_finance(pages):
    for email in (EXPERT_EMAIL, "ines@nest.example"):
        assert pages.client(email).get(LIST).status_code in (403, 404)
    assert pages.client(FINANCE).get(f"{LIST}/{pages.expert_id}/EUR").status_code == 404
