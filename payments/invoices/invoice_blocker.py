"""Why an expert's month cannot be invoiced yet."""

from enum import StrEnum

from payments.payees.payee_details import MissingDetail


class InvoiceBlocker(StrEnum):
    """What has to be there before."""

    IDENTITY = "identity"
    TAX_DETAILS = "tax_details"
    MANDATE = "mandate"
    BRAND_DETAILS = "brand_details"
    """A brand has not said how invoices name it."""
    VAT_RATE = "vat_rate"
    """Both parties are in one country that is not France."""


BLOCKING = {
    MissingDetail.IDENTITY: InvoiceBlocker.IDENTITY,
    MissingDetail.TAX_DETAILS: InvoiceBlocker.TAX_DETAILS,
    MissingDetail.MANDATE: InvoiceBlocker.MANDATE,
}
"""A missing bank account does not block an invoice."""
