"""Who is named on invoices: an expert by the payment details, a brand by its billing details."""

from uuid import UUID

import pytest

from domain.log.event_log import EventLog
from payments.invoices.billing_details import (
    BillingDetails,
    BillingDetailsCommands,
    billing_details_id,
)
from payments.invoices.drafts import is_taxable
from payments.invoices.parties import InvoiceParty, party_of_expert
from payments.payees.payee_details import VatStatus
from tests.payments.invoices.invoice_examples import NEST, ZOE
from tests.payments.payees.payee_examples import COMPLETE, SIRET, VAT_NUMBER
from tests.support.people import BRAND, MANAGER, after

TEXT = UUID("70000000-0000-4000-8000-000000000001")


def test_an_invoice_names_an_experts_business_without_tax_id_and_bank_account():
    registered = COMPLETE._replace(vat_status=VatStatus.REGISTERED, vat_number=VAT_NUMBER)

    assert party_of_expert(registered) == InvoiceParty(
        name="Édith Xpert",
        address_line="12 rue des Lilas",
        postal_code="75011",
        city="Paris",
        country="FR",
        business_number=SIRET,
        vat_number=VAT_NUMBER,
        vat_status=VatStatus.REGISTERED,
    )


def test_an_expert_who_did_not_say_how_they_are_taxed_is_exempt():
    assert party_of_expert(COMPLETE._replace(vat_status=None)).vat_status is VatStatus.EXEMPT


@pytest.mark.parametrize(
    ("status", "receiver", "taxable"),
    [
        (VatStatus.REGISTERED, "DE", False),
        (VatStatus.REGISTERED, "FR", True),
        (VatStatus.EXEMPT, "DE", True),
    ],
)
def test_between_two_parties_abroad_a_rate_is_not_known_unless_the_issuer_is_exempt(
    status, receiver, taxable
):
    issuer = with_values(ZOE, country="DE", vat_status=status)

    assert is_taxable(issuer, with_values(NEST, country=receiver)) is taxable


def with_values(party, **values):
    fields = {name: getattr(party, name) for name in party.__struct_fields__}
    return InvoiceParty(**fields | values)


def test_billing_details_are_recorded_with_who_and_when(sqlite_url):
    with EventLog(sqlite_url) as log:
        BillingDetailsCommands(log).record_details(BRAND, TEXT, MANAGER, after(0))

        [recorded] = [found.data for found in log.history(billing_details_id(BRAND))]
        stored = log.load(BillingDetails, billing_details_id(BRAND))

    assert recorded == BillingDetails.Recorded(
        at=after(0), brand_id=BRAND, details_text_id=TEXT, by=MANAGER
    )
    assert stored.details_text_id == TEXT
