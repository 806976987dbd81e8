"""What experts and brands see of their invoices, and of no others; monthly statements."""

import csv
import io
from datetime import timedelta

import pytest

from tests.payments.ledger.ledger_fixture import NOON
from tests.web.invoices.document_examples import text_of
from tests.web.invoices.invoice_pages import (
    DOCUMENTS,
    ED,
    EVA,
    INES,
    NOWHERE,
    TOM,
    bills,
    issues,
    numbers_on,
    pdfs_on,
)
from web.invoices.expert_views import PAGE_SIZE

INVOICES = "/brands/nest/invoices"
STATEMENT = "/documents/statements/2026-06/EUR"


@pytest.fixture
def issued(ready, fran):
    issues(fran)
    return ready


def test_an_expert_lists_and_downloads_both_invoices(issued, signed_in):
    ed = signed_in(ED)

    page = ed.get(DOCUMENTS)

    assert sorted(numbers_on(page)) == ["AF-0001", "COM202607-0001"]
    assert ("Nest SAS" in page.text, "Comptoir (société inventée)" in page.text) == (True, True)
    for path in pdfs_on(page):
        answer = ed.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data == ed.get(path).data
    assert issued.id_of().hex[:8] in ed.get(pdfs_on(page)[1]).headers["Content-Disposition"]


@pytest.mark.usefixtures("issued")
def test_a_brand_lists_and_downloads_those_to_it_but_not_the_commission(signed_in):
    ines = signed_in(INES)
    [path] = pdfs_on(ines.get(INVOICES))
    of_expert = [
        each.replace(DOCUMENTS, INVOICES) for each in pdfs_on(signed_in(ED).get(DOCUMENTS))
    ]
    [commission] = set(of_expert) - {path}

    assert numbers_on(ines.get(INVOICES)) == ["AF-0001"]
    assert ines.get(path).mimetype == "application/pdf"
    assert ines.get(commission).status_code == 404


@pytest.mark.parametrize(("path", "email"), [(DOCUMENTS, ED), (INVOICES, INES)])
def test_a_long_list_has_pages(issued, signed_in, path, email):
    client = signed_in(email)
    issued.corrects(PAGE_SIZE // 2)

    first, last = client.get(path), client.get(f"{path}?page=2")

    assert len(numbers_on(first)) == PAGE_SIZE
    assert numbers_on(first)[0] == "AF-0051"
    assert "AF-0001" in numbers_on(last)
    assert numbers_on(client.get(f"{path}?page=999")) == numbers_on(last)


def test_others_find_neither_list_nor_document(issued, signed_in):
    own = pdfs_on(signed_in(ED).get(DOCUMENTS))
    [of_brand] = pdfs_on(signed_in(INES).get(INVOICES))

    eva, tom = signed_in(EVA), signed_in(TOM)

    assert numbers_on(eva.get(DOCUMENTS)) == []
    assert {eva.get(path).status_code for path in own} == {404}
    assert tom.get(INVOICES).status_code == 404
    assert tom.get(of_brand.replace("/nest/", "/road/")).status_code == 404
    assert eva.get(f"/documents/{NOWHERE}/1.pdf").status_code == 404
    assert eva.get(f"/documents/{issued.id_of()}/0.pdf").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.usefixtures("issued")
def test_lists_are_in_the_language_of_the_reader(signed_in, language):
    ed, ines = signed_in(ED), signed_in(INES)
    for client in (ed, ines):
        client.set_cookie("lang", language)

    words = {"fr": ("Factures", "2,00"), "en": ("Invoices", "€2.00")}[language]

    assert all(word in ed.get(DOCUMENTS).text for word in words)
    assert all(word in ines.get(INVOICES).text for word in words)


def test_what_a_brand_typed_wrong_is_said_and_kept(desk, signed_in):
    ines = signed_in(INES)
    head = desk.market.log.rows.head()

    answer = bills(ines, name="", business_number="12", city="Paris 2e")

    assert answer.status_code == 422
    assert "Fill in this field: invoices must have it." in answer.text
    assert "Enter the nine digits of your SIREN." in answer.text
    assert 'value="Paris 2e"' in answer.text
    assert desk.market.log.rows.head() == head


def test_billing_details_are_recorded_once_and_only_in_the_private_store(desk, signed_in):
    ines = signed_in(INES)

    bills(ines)
    head = desk.market.log.rows.head()
    bills(ines)

    assert 'value="552081317"' in ines.get(INVOICES).text
    assert desk.market.log.rows.head() == head
    assert not any(b"Nest SAS" in row.state for row in desk.market.log.all_rows())


def test_a_statement_opens_as_the_month_before_closed(ready, signed_in):
    ready.earns(at=NOON + timedelta(days=28))
    ed = signed_in(ED)

    june, july = ed.get(STATEMENT), ed.get(STATEMENT.replace("06", "07", 1))

    assert july.text.count("€1.60") >= 3
    assert "Statement for June 2026" in june.text
    assert ed.get(DOCUMENTS).text.count("/documents/statements/") == 2


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("month", ["0000-01", "9999-12", "2026-13"])
@pytest.mark.parametrize("form", ["", ".pdf", ".csv"])
def test_a_statement_of_a_month_that_we_do_not_know_is_absent(signed_in, month, form):
    assert signed_in(ED).get(f"{DOCUMENTS}/statements/{month}/EUR{form}").status_code == 404


@pytest.mark.usefixtures("ready")
def test_a_statement_is_the_same_as_pdf_and_rows(signed_in):
    ed = signed_in(ED)

    rows = list(csv.DictReader(io.StringIO(ed.get(f"{STATEMENT}.csv").text)))
    pdf = ed.get(f"{STATEMENT}.pdf").data

    [row] = rows
    assert (row["event"], row["amount_minor"], row["balance_minor"]) == (
        "Earning.Released",
        "160",
        "160",
    )
    assert "Statement for June 2026 Édith Xpert" in text_of(pdf)
    assert "€1.60" in text_of(pdf)
    assert pdf == ed.get(f"{STATEMENT}.pdf").data


@pytest.mark.parametrize("path", ["2026-13/EUR", "2026-06/PTS", "x/EUR"])
@pytest.mark.usefixtures("desk")
def test_there_is_no_statement_of_what_is_no_month_or_currency(signed_in, path):
    assert signed_in(ED).get(f"/documents/statements/{path}").status_code == 404
