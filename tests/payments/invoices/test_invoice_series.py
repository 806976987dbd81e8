"""A series: numbers without a gap, each entry once, and no change but by a credit note."""

from uuid import uuid4

import msgspec
import pytest

from domain.errors import Invalid, NotFound, NotNow
from payments.invoices.invoice_series import (
    InvoiceContent,
    InvoiceKind,
    InvoiceLine,
    InvoiceSeries,
    number_in,
)
from payments.invoices.vat import InvoiceTotals, VatTreatment
from tests.payments.invoices.invoice_examples import IN_JULY, JULY, JUNE
from tests.support.history import happened
from tests.support.people import BRAND, EXPERT, MANAGER, euros


def content(*entries, month=JUNE, gross=200):
    return InvoiceContent(
        kind=InvoiceKind.SELF_BILLED,
        issuer_id=EXPERT,
        receiver_id=BRAND,
        month=month,
        currency="EUR",
        lines=(InvoiceLine(1, euros(gross)),),
        vat=VatTreatment.EXEMPT,
        totals=InvoiceTotals(euros(gross), euros(0), euros(gross)),
        entries=entries,
        parties_text_id=uuid4(),
    )


def series_with(*contents):
    series = InvoiceSeries(uuid4())
    for each in contents:
        series.issue("AF", each, MANAGER, IN_JULY)
    return series


def test_invoices_and_credit_notes_are_numbered_from_one():
    series = series_with(content(1), content(2))

    series.credit(1, "wrong_details", MANAGER, IN_JULY)
    series.issue("AF", content(1), MANAGER, IN_JULY)

    assert [event.number for event in happened(series)] == [1, 2, 3, 4]
    credited = happened(series)[2]
    assert (credited.credited_number, credited.series) == (1, "AF")
    assert credited.invoice == happened(series)[0].invoice


def test_a_number_is_shown_with_its_series():
    assert number_in("AF", 7) == "AF-0007"


def test_an_entry_is_invoiced_once():
    series = series_with(content(1, 2))

    with pytest.raises(NotNow, match="already"):
        series.issue("AF", content(2, 3), MANAGER, IN_JULY)

    assert len(happened(series)) == 1


def test_a_month_is_invoiced_when_it_is_over():
    with pytest.raises(NotNow, match="not over"):
        series_with(content(1, month=JULY))


@pytest.mark.parametrize("gross", [0, -1, 201])
def test_amounts_that_do_not_add_up_are_refused(gross):
    wrong = msgspec.structs.replace(content(1), lines=(InvoiceLine(1, euros(gross)),))

    with pytest.raises(Invalid, match="add up"):
        series_with(wrong)


def test_an_invoice_is_taken_back_once():
    series = series_with(content(1))
    series.credit(1, "wrong_vat", MANAGER, IN_JULY)

    for number in (1, 2, 9):
        with pytest.raises(NotFound):
            series.credit(number, "wrong_vat", MANAGER, IN_JULY)


def test_it_is_taken_back_for_a_reason_from_the_list():
    with pytest.raises(Invalid, match="wrong_details, wrong_vat"):
        series_with(content(1)).credit(1, "mood", MANAGER, IN_JULY)
