"""Statements on pages: an expert reads why nothing is paid, finance closes weeks and adjusts."""

import re
from datetime import timedelta
from threading import Event
from uuid import uuid4

import pytest

from domain.clock import system_clock
from payments.earnings.earning import WrittenText
from payments.earnings.unstated_items import AccountHolder
from payments.statements.statement_commands import load_account
from payments.statements.statement_list import statements_of
from payments.statements.statement_week import statement_week_id
from payments.weeks import week_of
from tests.payments.earnings.earning_examples import days
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.payments.statements.test_statement_commands import StatementDesk
from tests.support.people import euros
from tests.web.bookings.test_platform_funding import FINANCE, page_of, sends
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import CHEAP, PASSWORD
from web.private_store.accounts import RoleName, account_of, add_account
from web.statements.closing import close_last_week, close_requested_weeks, close_week
from web.statements.finance_views import ACCOUNTS_SHOWN, STATEMENTS_SHOWN

EXPERT_EMAIL = "ed@expert.example"
NAMELESS_FINANCE = "someone@comptoir.example"
LIST, OWN = "/finance/statements", "/me/statements"
RELEASED_AT = days(7)
WEEK = week_of(RELEASED_AT)


class StatementPages:
    """Statements of the expert who can sign in."""

    def __init__(self, shop, signed_in, market):
        self.shop, self.client, self.market = shop, signed_in, market
        self.desk = StatementDesk(LedgerDesk(market.log, market.ledger))
        self.expert_id = self.id_of(EXPERT_EMAIL)
        self.holder = AccountHolder(self.expert_id, "EUR")
        self.account = f"{LIST}/{self.expert_id}/EUR"

    def releases(self, number=1):
        for _ in range(number):
            id = self.desk.closes(expert_id=self.expert_id)
            self.desk.earnings.release(id, RELEASED_AT)

    def closes_week(self):
        close_week(self.market, WEEK, WEEK.ends_at)

    def adjusts(self, by=FINANCE, **fields):
        filled = {"direction": "deduct", "amount": "5", "reason": "correction", "text": "Twice."}
        return sends(self.client(by), f"{self.account}/adjust", **filled | fields)

    def id_of(self, email):
        with self.shop.store.sessions() as session:
            return account_of(session, email).id


@pytest.fixture
def pages(app, shop, signed_in, database_url):
    with marketplace_in(app, database_url) as market:
        with_nameless_finance(shop.store)
        yield StatementPages(shop, signed_in, market)


def with_nameless_finance(store):
    with store.sessions() as session:
        if account_of(session, NAMELESS_FINANCE) is None:
            add_account(
                session,
                NAMELESS_FINANCE,
                PASSWORD,
                [RoleName.FINANCE],
                name=" ",
                hashing=CHEAP,
                at=system_clock(),
            )
            session.commit()


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


def works(pages):
    """The worker's job, a moment later."""
    return close_requested_weeks(pages.market, pages.market.clock(), None, Event())


def test_finance_has_a_week_closed_by_the_worker_and_follows_it(pages):
    pages.releases()
    client = pages.client(FINANCE)
    assert "1 account has something on no statement yet" in page_of(client, LIST, week=str(WEEK))

    answers = [sends(client, f"{LIST}/{WEEK}/close") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert statements_of(pages.market.log, pages.holder) == []
    text = client.get(answers[0].location).text
    assert "The week is being closed: 0 of 1 accounts so far." in text
    assert "Requested by Frances Holt" in text

    assert [works(pages), works(pages)] == [1, 0]

    text = client.get(answers[0].location).text
    for part in ("The week is closed.", "Ed Xpert", "withheld", "€1.60"):
        assert part in text
    events = [event.data for event in pages.market.log.history(statement_week_id(str(WEEK)))]
    assert [type(event).__name__ for event in events] == ["ClosingRequested", "ClosingCompleted"]
    assert events[1].statements == 1


def test_a_week_in_which_nothing_is_left_is_not_closed_again(pages):
    pages.releases()
    pages.closes_week()

    assert sends(pages.client(FINANCE), f"{LIST}/{WEEK}/close").status_code == 303

    assert pages.market.log.history(statement_week_id(str(WEEK))) == []
    assert "being closed" not in page_of(pages.client(FINANCE), LIST, week=str(WEEK))


def test_a_worker_that_stops_in_the_middle_leaves_the_rest_to_the_next(pages):
    pages.releases()
    pages.desk.earnings.release(pages.desk.closes(), RELEASED_AT)
    pages.market.statement_weeks.request_closing(WEEK, pages.expert_id, WEEK.ends_at)
    stop = StopsAfterOne()

    assert close_requested_weeks(pages.market, WEEK.ends_at, None, stop) == 1
    text = page_of(pages.client(FINANCE), LIST, week=str(WEEK))
    assert "The week is being closed: 1 of 2 accounts so far." in text

    assert works(pages) == 1
    assert "The week is closed." in page_of(pages.client(FINANCE), LIST, week=str(WEEK))


class StopsAfterOne:
    def __init__(self):
        self.asked = 0

    def is_set(self):
        self.asked += 1
        return self.asked > 1


def test_the_list_of_a_week_has_pages_the_greatest_balance_first_and_reads_only_its_own(pages):
    experts = [uuid4() for _ in range(ACCOUNTS_SHOWN + 1)]
    for number, expert_id in enumerate(experts, 1):
        for _ in range(1 + (number == 7)):
            id = pages.desk.closes(expert_id=expert_id)
            pages.desk.earnings.release(id, RELEASED_AT)
    pages.closes_week()
    client = pages.client(FINANCE)

    first, second, beyond = (
        page_of(client, LIST, week=str(WEEK), page=page) for page in ("1", "2", "9")
    )

    account_links = re.findall(rf'href="{LIST}/([0-9a-f-]+)/EUR"', first)
    assert (len(account_links), account_links[0]) == (ACCOUNTS_SHOWN, str(experts[6]))
    assert len(re.findall(rf'href="{LIST}/[0-9a-f-]+/EUR"', second)) == 1
    assert "page 2 of 2" in second
    assert "page 2 of 2" in beyond
    assert "€43.20" in first


def test_a_newer_statement_changes_no_total_of_a_past_week(pages):
    pages.releases()
    pages.closes_week()
    id = pages.desk.closes(expert_id=pages.expert_id)
    pages.desk.earnings.release(id, WEEK.ends_at)
    next_week = week_of(WEEK.ends_at)
    close_week(pages.market, next_week, next_week.ends_at)

    text = page_of(pages.client(FINANCE), LIST, week=str(WEEK))

    assert re.search(r"closing balances in EUR</dt><dd>€1.60<", text)


def test_statements_of_an_account_are_on_pages(pages):
    week = WEEK
    for _ in range(STATEMENTS_SHOWN + 1):
        id = pages.desk.closes(expert_id=pages.expert_id)
        pages.desk.earnings.release(id, week.begins_at + timedelta(days=1))
        close_week(pages.market, week, week.ends_at)
        week = week_of(week.ends_at)

    for email, address in ((FINANCE, pages.account), (EXPERT_EMAIL, OWN)):
        client = pages.client(email)
        assert "page 1 of 2" in page_of(client, address)
        second = page_of(client, address, page="2")
        assert "8 June 2026 to 14 June 2026" in second
        assert "15 June 2026" not in second


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
        ("direction", "", "Choose whether to add or to deduct."),
        ("direction", "more", "Choose whether to add or to deduct."),
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


def test_a_person_without_a_name_adjusts_nothing(pages):
    pages.releases()
    pages.closes_week()
    head = pages.market.log.rows.head()

    answer = pages.adjusts(by=NAMELESS_FINANCE, text="Typed before.")

    assert answer.status_code == 403
    assert "Your account has no name." in answer.text
    assert "Typed before." in answer.text
    assert pages.market.log.rows.head() == head


def test_an_expert_never_reads_the_address_of_who_adjusted(pages):
    pages.releases()
    text_id, nameless = uuid4(), pages.id_of(NAMELESS_FINANCE)
    pages.market.statements.adjust(
        pages.holder, euros(-10), "correction", WrittenText(text_id, 9), nameless, RELEASED_AT
    )
    pages.closes_week()

    text = page_of(pages.client(EXPERT_EMAIL), f"{OWN}/EUR/{WEEK}")

    assert "by a person without a name" in text
    assert NAMELESS_FINANCE not in text


def test_what_waits_for_the_next_statement_is_shown_to_finance(pages):
    pages.releases()
    pages.closes_week()

    pages.adjusts(amount="1,00", text="Paid twice in May.")

    assert "Paid twice in May." in page_of(pages.client(FINANCE), pages.account)


def test_experts_and_brands_cannot_open_the_pages_of_finance(pages):
    for email in (EXPERT_EMAIL, "ines@nest.example"):
        assert pages.client(email).get(LIST).status_code in (403, 404)
    assert pages.client(FINANCE).get(f"{LIST}/{pages.expert_id}/EUR").status_code == 404
