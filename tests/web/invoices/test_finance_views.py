"""Finance issues the invoices of a month, sees what blocks the others, and corrects."""

from dataclasses import replace

import pytest

from payments.invoices.issued_documents import documents_of_month
from payments.payees.payee_details import VatStatus
from tests.web.invoices.document_examples import text_of
from tests.web.invoices.invoice_pages import (
    ED,
    EVA,
    FINANCE,
    INES,
    asks,
    bills,
    issues,
    numbers_on,
    pdfs_on,
    sends,
)
from web.invoices.presenters import unbilled_page


def test_a_month_is_issued_once_and_listed(ready, fran):
    before = fran.get(FINANCE)
    issued = issues(fran)
    again = issues(fran)

    assert "Invoices: June 2026" in before.text
    assert "Issue the invoices of 1 expert" in before.text
    page = fran.get(issued.location)
    assert "The invoices were issued, as" in page.text
    assert numbers_on(page) == ["AF-0001", "COM202607-0001"]
    assert "Édith Xpert" in page.text
    assert "There is nothing to issue for this month." in page.text
    assert numbers_on(fran.get(again.location)) == numbers_on(page)
    assert issued_documents(ready) == 2


def issued_documents(desk):
    return len(documents_of_month(desk.market.log, "2026-06"))


def test_a_month_is_issued_by_the_worker_and_the_page_says_how_far_it_is(ready, fran):
    ready.earns(EVA, 500)

    asked = asks(fran)
    again = asks(fran)
    while_open = fran.get(asked.location)
    issues(fran)

    assert (asked.status_code, again.status_code) == (303, 303)
    assert "The invoices are being issued, as Fran" in while_open.text
    assert "2 of 2 experts are left." in while_open.text
    assert "Issue the invoices of" not in while_open.text
    done = fran.get(FINANCE).text
    assert "The invoices were issued, as Fran" in done
    assert "1 expert was left out, as something blocked it." in done
    assert issued_documents(ready) == 2


def test_experts_who_are_to_be_invoiced_have_pages_the_blocked_first(ready, fran):
    ready.earns(EVA, 500)

    page = unbilled_of(fran, f"{FINANCE}?month=2026-06", size=1)
    last = unbilled_of(fran, f"{FINANCE}?month=2026-06&experts=2", size=1)

    assert [one.expert_id for one in page.months] == [ready.id_of(EVA)]
    assert [one.expert_id for one in last.months] == [ready.id_of()]
    assert (page.n, page.n_ready, page.page.last) == (2, 1, 2)


def unbilled_of(client, address, size):
    with client.application.test_request_context(address):
        return unbilled_page("2026-06", size)


def test_what_blocks_an_expert_is_said_and_does_not_block_others(ready, fran):
    ready.earns(EVA, 500)

    page = fran.get(FINANCE)
    issues(fran)

    assert "The expert has not given a name and an address." in page.text
    assert "The expert has not granted the self-billing mandate." in page.text
    assert "€5.00" in page.text
    assert numbers_on(fran.get(FINANCE)) == ["AF-0001", "COM202607-0001"]
    assert "The expert's tax details are incomplete." in fran.get(FINANCE).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mandate": False}, "has not granted the self-billing mandate"),
        ({"business_number": ""}, "tax details are incomplete"),
        ({"last_name": ""}, "has not given a name"),
        ({"iban": ""}, "A brand's billing details are missing."),
    ],
)
def test_each_missing_detail_is_named(desk, fran, changes, sentence):
    desk.earns()
    desk.says_who(**changes)

    page = fran.get(FINANCE)

    assert sentence in page.text
    assert "Issue the invoices" not in page.text


def test_inside_another_country_the_rate_is_not_known(desk, fran, signed_in):
    desk.earns()
    desk.says_who(country="DE", vat_status=VatStatus.REGISTERED, vat_number="DE136695976")
    bills(signed_in(INES), country="DE", business_number="", vat_number="")

    assert "same country outside France" in fran.get(FINANCE).text


def test_the_month_that_lasts_is_not_issued(ready, fran):
    ready.earns(at=ready.store.clock().replace(day=1))
    page = fran.get(f"{FINANCE}?month=2026-07")

    answer = issues(fran, "2026-07")

    assert "This month is not over yet" in page.text
    assert answer.status_code == 409
    assert documents_of_month(ready.market.log, "2026-07") == []


def test_a_month_that_is_none_is_refused(fran):
    assert fran.get(f"{FINANCE}?month=2026-13").status_code == 422


@pytest.mark.usefixtures("ready")
def test_without_a_company_the_settings_are_named(fran, shop):
    shop.app.extensions["comptoir.settings"] = replace(shop.settings, company=None)
    try:
        page = fran.get(FINANCE)
    finally:
        shop.app.extensions["comptoir.settings"] = shop.settings

    assert "COMPTOIR_COMPANY_NAME" in page.text


def test_an_invoice_stays_as_it_was_when_the_expert_moves(ready, fran):
    issues(fran)
    [path, _] = pdfs_on(fran.get(FINANCE))
    before = fran.get(path).data

    ready.says_who(address_line="99 rue Neuve")

    assert fran.get(path).data == before
    assert b"99 rue Neuve" not in before


def test_a_correction_takes_the_invoice_back_and_issues_it_anew(ready, fran):
    issues(fran)
    path = pdfs_on(fran.get(FINANCE))[0].removesuffix(".pdf")
    ready.says_who(address_line="99 rue Neuve")

    corrected = sends(fran, path, reason="wrong_details")

    page = fran.get(corrected.location)
    assert sorted(numbers_on(page)) == ["AF-0001", "AF-0002", "AF-0003", "COM202607-0001"]
    assert "-€2.00" in page.text
    text = text_of(fran.get(f"{path[:-1]}3.pdf").data)
    assert "99 rue Neuve" in text
    assert sends(fran, path, reason="wrong_details").status_code == 404
    assert "There is nothing to issue for this month." in page.text


def test_a_correction_that_is_refused_keeps_what_was_chosen(ready, fran, shop):
    issues(fran)
    path = pdfs_on(fran.get(FINANCE))[0].removesuffix(".pdf")
    head = ready.market.log.rows.head()
    shop.app.extensions["comptoir.settings"] = replace(shop.settings, company=None)
    try:
        refused = sends(fran, path, reason="wrong_vat")
    finally:
        shop.app.extensions["comptoir.settings"] = shop.settings
    unknown = sends(fran, path, reason="none")

    assert (refused.status_code, unknown.status_code) == (409, 422)
    assert "COMPTOIR_COMPANY_NAME" in refused.text
    assert '<option value="wrong_vat" selected>' in refused.text
    assert "Cancel and issue anew" in unknown.text
    assert ready.market.log.rows.head() == head


@pytest.mark.parametrize("email", [ED, INES])
@pytest.mark.usefixtures("ready")
def test_others_may_not_open_the_page(signed_in, email):
    assert signed_in(email).get(FINANCE).status_code == 403


@pytest.mark.parametrize("month", ["0000-01", "9999-12", "2026-13", "June"])
def test_a_month_that_we_do_not_know_is_refused(fran, month):
    page = fran.get(f"{FINANCE}?month={month}")

    assert page.status_code == 422
    assert "Enter a month such as 2026-06." in page.text
