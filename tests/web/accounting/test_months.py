"""Finance reads months, and closes one: by name, once, with what is open confirmed."""

import re

import pytest

from payments.accounting.closed_months import closed_through
from payments.ledger.general_ledger import GENERAL_LEDGER
from tests.payments.accounting.months_of_business import Business, on
from tests.payments.statements.test_statement_commands import StatementDesk
from tests.support.people import euros
from tests.web.bookings.shift_fixture import PLATFORM
from tests.web.bookings.test_platform_funding import FINANCE, page_of, sends

LIST = "/finance/months"
MAY, JUNE = f"{LIST}/2026-05", f"{LIST}/2026-06"
CLOSED, OPEN = '<span class="tag">closed</span>', '<span class="tag tag-open">open</span>'


@pytest.fixture
def finance(signed_in):
    return signed_in(FINANCE)


def table_of(text):
    """Without the tokens of the page's forms, which change by the second."""
    return text[text.index("<table") : text.index("</table")]


def confirms(client, month=JUNE, *codes):
    """By default what the page shows open."""
    shown = re.findall(r'name="open" value="([a-z_]+)"', page_of(client, month))
    return sends(client, f"{month}/close", confirmed="1", open=list(codes) or shown)


def months_closed(market):
    return [event.data.month for event in market.log.history(GENERAL_LEDGER)]


@pytest.mark.usefixtures("desk")
def test_months_are_listed_with_who_closed_them(finance):
    text = page_of(finance, LIST)

    assert text.index("June 2026") < text.index("May 2026")
    assert (text.count(CLOSED), text.count(OPEN)) == (1, 1)
    assert "by a person whose account was erased, " in text


@pytest.mark.usefixtures("market")
def test_without_entries_the_list_says_so(finance):
    assert "The ledger has no entries yet." in page_of(finance, LIST)


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize("month", ["0000-01", "1969-12", "2101-01", "9999-12", "2026-13"])
def test_a_month_outside_of_our_years_is_absent(finance, month):
    assert finance.get(f"{LIST}/{month}").status_code == 404


@pytest.mark.usefixtures("desk")
def test_a_month_has_opening_movements_and_closing_of_each_kind_of_account(finance):
    text = page_of(finance, JUNE)

    [row] = [row for row in text.split("<tr") if "Experts: Held" in row and "EUR" in row]
    figures = [cell.split(">")[-1].split("<")[0] for cell in row.split("</td>")]
    assert [figure for figure in figures if "€" in figure][:3] == ["€1.60", "€1.60", "€1.60"]
    assert "Points issued" in text


@pytest.mark.usefixtures("desk")
def test_finance_closes_a_month_once_and_reads_that_the_next_one_opens_the_same(market, finance):
    assert "Close the month" in page_of(finance, JUNE)

    answers = [confirms(finance) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert months_closed(market) == ["2026-05", "2026-06"]
    text = finance.get(answers[0].location).text
    assert "The month is closed." in text
    assert "Closed by Frances Holt" in text
    assert "The next month opens with what this month closed with" in text
    assert "Close the month</button>" not in text


def test_what_is_recorded_after_the_close_is_booked_in_the_next_month(desk, finance):
    confirms(finance)
    before = table_of(page_of(finance, JUNE))

    Business(desk).closes(99, euros(500), on("06-20"))
    desk.posted()

    assert table_of(page_of(finance, JUNE)) == before
    [row] = [
        row
        for row in page_of(finance, f"{LIST}/2026-07").split("<tr")
        if ">Platform: Commission<" in row and "EUR" in row
    ]
    assert "€1.00" in row


def test_what_is_open_must_be_confirmed(market, desk, finance):
    StatementDesk(desk).releases()
    desk.posted()
    assert "although 2 lines are open" in page_of(finance, JUNE)

    refused = sends(finance, f"{JUNE}/close")
    assert refused.status_code == 409
    assert "Confirm that it is closed all the same." in refused.text
    assert months_closed(market) == ["2026-05"]

    assert confirms(finance).status_code == 303
    assert months_closed(market) == ["2026-05", "2026-06"]


def test_what_is_open_since_the_page_was_shown_is_not_confirmed(market, desk, finance):
    StatementDesk(desk).releases()
    desk.posted()

    refused = confirms(finance, JUNE, "statements_closed")

    assert refused.status_code == 409
    assert "Something else is open by now." in refused.text
    assert "although 2 lines are open" in refused.text
    assert months_closed(market) == ["2026-05"]


def test_a_ledger_that_is_behind_cannot_be_closed_even_if_that_is_confirmed(market, desk, finance):
    Business(desk).closes(99)
    assert "not posted up to the present" in page_of(finance, JUNE)

    refused = confirms(finance, JUNE, "ledger_posted")

    assert refused.status_code == 409
    assert months_closed(market) == ["2026-05"]


@pytest.mark.usefixtures("desk")
def test_a_month_that_lasts_cannot_be_closed(finance):
    refused = sends(finance, f"{LIST}/2099-01/close")

    assert refused.status_code == 409
    assert "This month is not over yet." in refused.text
    assert "Close the month</button>" not in refused.text


@pytest.mark.usefixtures("desk")
def test_an_earlier_month_is_closed_with_a_later_one(market, finance):
    sends(finance, f"{LIST}/2026-07/close")

    assert "Closed with a later month." in page_of(finance, JUNE)
    assert "with a later month" in page_of(finance, LIST)
    with market.ledger.read() as db:
        assert closed_through(db) == "2026-07"


@pytest.mark.parametrize("month", ["2026-13", "soon", "2026-1"])
def test_what_is_no_month_is_not_found(finance, month):
    assert finance.get(f"{LIST}/{month}").status_code == 404
    assert sends(finance, f"{LIST}/{month}/close").status_code == 404


@pytest.mark.parametrize("email", ["ed@expert.example", "ines@nest.example"])
@pytest.mark.usefixtures("desk")
def test_others_cannot_see_months(signed_in, email):
    assert signed_in(email).get(LIST).status_code == 403


@pytest.mark.usefixtures("desk")
def test_the_platform_can_see_months(signed_in):
    assert "June 2026" in page_of(signed_in(PLATFORM), LIST)
