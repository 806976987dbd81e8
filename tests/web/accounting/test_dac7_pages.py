"""Finance reviews the report of a year; an expert reads and downloads a copy."""

from uuid import UUID

import pytest
from sqlalchemy import delete

from payments.accounting.dac7_file import dac7_file
from tests.payments.accounting.dac7_examples import OPERATOR, ZOE
from tests.payments.accounting.months_of_business import Business, on
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.support.people import EXPERT, MANAGER, OTHER_EXPERT, euros
from tests.web.bookings.test_platform_funding import FINANCE, page_of
from web.accounting.dac7_year import dac7_year
from web.private_store.accounts import account_of
from web.private_store.payees import payee_rows, save_payee

FINANCE_PAGE, OWN = "/finance/dac7", "/me/yearly-report"
ED = "ed@expert.example"
FILED_AT = on("01-20").replace(year=2027)


class Year:
    """The year 2026 of the expert who can sign in, and of two who cannot."""

    def __init__(self, market, shop):
        self.market, self.store = market, shop.store
        self.desk = LedgerDesk(market.log, market.ledger)
        self.business = Business(self.desk)
        with shop.store.sessions() as session:
            self.expert_id = account_of(session, ED).id

    def earns(self, n, price, day, expert_id=None):
        self.business.earns(n, price, on(day), on(day), expert_id or self.expert_id)
        self.desk.posted()

    def keeps_details(self, expert_id=None):
        with self.store.engine.begin() as db:
            save_payee(expert_id or self.expert_id, ZOE, on("01-01"), db)

    def files(self):
        found = dac7_year(2026, self.market, self.store)
        file = dac7_file(2026, found.filing.number + 1, OPERATOR, found.changes.next_file, FILED_AT)
        self.market.dac7_filings.file(
            2026, found.filing.number + 1, file.sha256, file.sellers, MANAGER, FILED_AT
        )
        return file


@pytest.fixture
def year(market, shop):
    with shop.store.engine.begin() as db:
        db.execute(delete(payee_rows))
    return Year(market, shop)


def test_many_who_are_left_out_have_pages(year, signed_in):
    for number in range(51):
        year.business.earns(number, euros(1000), on("02-01"), on("02-01"), UUID(int=number + 1))
    year.desk.posted()

    first = page_of(signed_in(FINANCE), FINANCE_PAGE, year=2026)
    last = page_of(signed_in(FINANCE), FINANCE_PAGE, year=2026, left_out=2)

    assert [text.count("details missing") for text in (first, last)] == [50, 1]
    assert "page 1 of 2" in first


def test_finance_reads_who_is_left_out_and_why(year, signed_in):
    year.earns(1, euros(1000), "02-01")
    year.earns(2, euros(2000), "03-01", OTHER_EXPERT)
    year.keeps_details()

    text = page_of(signed_in(FINANCE), FINANCE_PAGE, year=2026)

    assert "€16.00" in text
    assert "details missing" in text
    assert "Ed Xpert" in text
    assert "Not filed yet" in text


def test_finance_reads_what_changed_since_the_file_was_handed_in(year, signed_in):
    year.earns(1, euros(1000), "02-01")
    year.keeps_details()
    file = year.files()
    finance = signed_in(FINANCE)
    assert "Nothing has changed." in page_of(finance, FINANCE_PAGE, year=2026)

    year.earns(2, euros(5000), "03-01")
    year.earns(3, euros(2000), "03-01", EXPERT)
    year.keeps_details(EXPERT)

    text = page_of(finance, FINANCE_PAGE, year=2026)
    assert file.sha256 in text
    corrections, additions = text.split('id="additions"')
    assert "€8.00" in corrections
    assert "€48.00" in corrections
    assert "€16.00" in additions


def test_without_figures_there_is_nothing_to_report(year, signed_in):  # noqa: ARG001
    assert "There is nothing to report." in page_of(signed_in(FINANCE), FINANCE_PAGE)


def test_an_expert_reads_a_copy_by_quarter(year, signed_in):
    year.earns(1, euros(1000), "02-01")
    year.earns(2, euros(500), "08-01")
    year.earns(3, euros(9900), "08-01", OTHER_EXPERT)
    year.keeps_details()
    client = signed_in(ED)

    text = page_of(client, OWN)
    assert "Not reported yet." in text
    assert text.index("€8.00") < text.index("€2.00") < text.index("€4.00")
    assert "€79.20" not in text

    year.files()
    assert "Reported on 20 January 2027" in page_of(client, OWN, year=2026)


def test_an_expert_downloads_the_copy(year, signed_in):
    year.earns(1, euros(1000), "02-01")

    page = signed_in(ED).get(f"{OWN}/2026.csv")

    assert page.mimetype == "text/csv"
    assert page.text.splitlines() == [
        "year,quarter,currency,credited_minor,conversations,commission_minor",
        "2026,1,EUR,800,1,200",
        "2026,2,EUR,0,0,0",
        "2026,3,EUR,0,0,0",
        "2026,4,EUR,0,0,0",
    ]


def test_an_expert_without_earnings_reads_that_there_were_none(year, signed_in):  # noqa: ARG001
    assert "You were credited nothing in 2025." in page_of(signed_in(ED), OWN, year=2025)


@pytest.mark.parametrize(
    ("email", "path"),
    [(ED, FINANCE_PAGE), ("ines@nest.example", OWN), (FINANCE, OWN), (FINANCE, f"{OWN}/2026.csv")],
)
def test_pages_are_for_one_role(year, signed_in, email, path):  # noqa: ARG001
    assert signed_in(email).get(path).status_code == 403
