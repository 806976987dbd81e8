"""Reconciliation on pages: finance imports, sees what does not agree, and looks after breaks."""

import html
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.bookings.booking import Booking
from domain.bookings.funding import FundingMethod, FundingRequest
from domain.clock import system_clock
from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.rail_statement_commands import stated_lines
from payments.reconciliation.rail_reconciliation import subject_of
from tests.payments.ledger.ledger_fixture import BOOKING, LedgerDesk
from tests.support.people import BRAND, MANAGER, after, euros
from tests.web.bookings.test_platform_funding import FINANCE, page_of, sends
from tests.web.marketplace_of_app import marketplace_in

PAGE = "/finance/reconciliation"
EXPERT_EMAIL = "ed@expert.example"
FILE = "date;amount;currency;reference\n2026-06-01;100.00;EUR;VIR1\n2026-06-02;-12.00;EUR;F7\n"


HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="(-?[\w]+)">')


def hidden_in(text):
    """What the form that closes a break sends besides what is typed."""
    form = text[text.index("Closing posts") - 500 :]
    return {name: value for name, value in HIDDEN.findall(form) if name != "csrf_token"}


class Pages:
    def __init__(self, signed_in, market):
        self.client, self.market = signed_in(FINANCE), market
        self.ledger = LedgerDesk(market.log, market.ledger)

    def pays_in(self, reference, amount):
        funding = FundingRequest(uuid4(), euros(amount), FundingMethod.BANK_TRANSFER)
        received = Booking.FundingReceived(
            at=after(0), brand_id=BRAND, funding=funding, reference=reference, by=MANAGER
        )
        self.ledger.happens(BOOKING, received)
        self.ledger.posted()

    def imports(self, content=FILE):
        file = (io.BytesIO(content.encode()), "bank.csv")
        return sends(self.client, f"{PAGE}/import", file=file)

    def closes(self, address, **fields):
        """As the page that is shown now sends it."""
        return sends(
            self.client, f"{address}/close", **hidden_in(page_of(self.client, address)), **fields
        )

    def shows(self, **query):
        return page_of(self.client, PAGE, **query)

    def item(self, reference):
        until = after(300 * 86_400).date()
        found = self.market.reconciliations.of(RailAccount.BANK, until)
        [item] = [item for item in found.items if item.reference == reference]
        return f"{PAGE}/bank/{subject_of(RailAccount.BANK, item).id}"


@pytest.fixture
def pages(app, signed_in, database_url):
    with marketplace_in(app, database_url) as market:
        yield Pages(signed_in, market)


def test_before_anything_moved_the_page_says_so(pages):
    assert "There is nothing to show for this statement." in pages.shows()


def test_a_statement_is_imported_and_meets_the_ledger(pages):
    pages.pays_in("VIR 1", 10_000)
    pages.pays_in("VIR 2", 500)

    answer = pages.imports()

    assert answer.status_code == 303
    text = pages.client.get(answer.location).text
    assert "2 lines of the file are new." in text
    for part in ("not in the ledger", "not on the statement", "€105.00", "€88.00", "holds"):
        assert part in text
    assert "VIR1" not in text
    assert "VIR1" in pages.shows(show="matched", until="2026-06-30")
    assert "VIR1" not in pages.shows(show="matched")


def test_the_same_file_again_changes_nothing(pages):
    pages.imports()
    answer = pages.imports(FILE + "2026-06-03;7.00;EUR;C1\n")

    assert "1 line of the file is new. 2 were on the statement before." in (
        pages.client.get(answer.location).text
    )
    assert "No line of the file is new." in pages.client.get(pages.imports().location).text
    assert len(list(stated_lines(pages.market.log, RailAccount.BANK))) == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("date;amount;currency;reference\nx;1;EUR;A1\n", "Enter a date such as"),
        ("day;amount\n", "The first line must name the columns"),
    ],
)
def test_a_file_with_an_error_is_not_imported(pages, content, sentence):
    answer = pages.imports(content)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert list(stated_lines(pages.market.log, RailAccount.BANK)) == []


def test_without_a_file_the_page_asks_for_one(pages):
    answer = sends(pages.client, f"{PAGE}/import")

    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_a_break_is_taken_noted_and_closed(pages):
    pages.imports()
    address = pages.item("F7")

    sends(pages.client, f"{address}/take")
    sends(pages.client, f"{address}/note", note="The bank's price list says 12.")
    text = page_of(pages.client, address)
    assert "The bank&#39;s price list says 12." in text
    assert "Fran" in pages.shows()
    closed = pages.closes(address, reason="rail_fee", why="Monthly fee.")

    text = pages.client.get(closed.location).text
    assert "Closed: the entry is in the ledger." in text
    assert "Monthly fee." in text
    assert "F7" not in pages.shows()
    assert pages.ledger.balances()["platform:rail_fees", "EUR"] == -1_200


def test_two_persons_close_a_break_once(pages):
    pages.imports()
    address = pages.item("F7")
    fields = hidden_in(page_of(pages.client, address))
    fields |= {"reason": "written_off", "why": "Small."}

    answers = [sends(pages.client, f"{address}/close", **fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert "This break was closed in the meantime." in answers[1].text
    assert pages.ledger.balances()["platform:bank", "EUR"] == 1_200


@pytest.mark.parametrize("shown", ["-1201", "", "12.00"])
def test_only_the_amount_that_was_looked_at_is_booked(pages, shown):
    pages.imports()
    head, address = pages.market.log.rows.head(), pages.item("F7")
    fields = hidden_in(page_of(pages.client, address)) | {"difference_minor": shown}

    answer = sends(pages.client, f"{address}/close", **fields, reason="written_off", why="Small.")

    assert answer.status_code == 409
    assert "The amounts have changed since you looked." in answer.text
    assert "Small." in answer.text
    assert pages.market.log.rows.head() == head
    assert hidden_in(answer.text)["difference_minor"] == "1200"


def test_a_note_that_is_sent_twice_is_written_once(pages):
    pages.imports()
    address = f"{pages.item('F7')}/note"

    for _ in range(2):
        sends(pages.client, address, note="See the price list.", form_id="one")
    sends(pages.client, address, note="See the price list.", form_id="two")

    text = page_of(pages.client, pages.item("F7"))
    assert text.count("See the price list.") == 2


def test_what_is_dated_ahead_is_opened_and_taken_from_its_list(pages):
    ahead = system_clock().date() + timedelta(days=2)
    pages.imports(f"date;amount;currency;reference\n{ahead};7.00;EUR;C1\n")

    text = pages.shows(until=str(ahead + timedelta(days=9)), show="all")

    [link] = re.findall(r'href="(/finance/reconciliation/bank/[^"]+)"', text)
    assert pages.client.get(html.unescape(link)).status_code == 200
    taken = sends(pages.client, html.unescape(link).replace("?", "/take?"))
    assert "Fran" in pages.client.get(taken.location).text


def test_as_known_on_a_day_the_page_has_what_was_recorded_by_then(pages):
    pages.imports()
    sends(pages.client, f"{pages.item('F7')}/take")
    today = system_clock().date()

    known = pages.shows(as_of=str(today), until="2026-07-01")
    before = pages.shows(as_of=str(today - timedelta(days=1)), until="2026-07-01")

    assert "As known on" in known
    assert all(part in known for part in ("VIR1", "F7", "Fran"))
    assert "There is nothing to show for this statement." in before
    assert "Enter the date as year-month-day" in pages.shows(as_of="soon")


def test_a_page_past_the_last_shows_the_last(pages):
    pages.imports()

    assert "F7" in pages.shows(page="99")


def test_each_statement_says_how_many_breaks_it_has(pages):
    pages.imports()

    text = pages.shows()

    assert "Bank (2)" in text
    assert "Stripe (0)" in text


@pytest.mark.parametrize(
    ("action", "fields", "sentence"),
    [
        ("note", {}, "Write what you found."),
        ("close", {"why": "Why."}, "Choose what the difference is."),
        ("close", {"reason": "written_off"}, "Write why this break is closed."),
    ],
)
def test_what_is_missing_is_asked_for(pages, action, fields, sentence):
    pages.imports()
    head = pages.market.log.rows.head()

    answer = sends(pages.client, f"{pages.item('F7')}/{action}", **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert pages.market.log.rows.head() == head


def test_up_to_an_earlier_day_later_lines_are_not_there(pages):
    pages.imports()

    assert "VIR1" not in pages.shows(until="2026-05-31", show="all")
    assert "Enter the date as year-month-day" in pages.shows(until="soon")


@pytest.mark.parametrize("path", [f"/bank/{BOOKING}", f"/gold/{BOOKING}"])
def test_what_neither_side_knows_is_absent(pages, path):
    assert pages.client.get(f"{PAGE}{path}").status_code == 404


@pytest.mark.usefixtures("pages")
def test_experts_do_not_see_it(signed_in):
    assert signed_in(EXPERT_EMAIL).get(PAGE).status_code == 403
