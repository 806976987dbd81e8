"""Invoices as documents, of every kind and tax."""

from datetime import date
from io import BytesIO

import msgspec
from pypdf import PdfReader

from payments.invoices.invoice_series import InvoiceKind, InvoiceLine
from payments.invoices.parties import InvoiceParties
from payments.invoices.vat import VatTreatment, totals_of
from payments.payees.payee_details import VatStatus
from tests.payments.invoices.invoice_examples import COMPTOIR, NEST, ZOE
from tests.payments.invoices.test_invoice_series import content
from tests.support.people import euros
from web.invoices.invoice_document import InvoiceDocument

REGISTERED = msgspec.structs.replace(
    ZOE, vat_status=VatStatus.REGISTERED, vat_number="FR44732829320"
)
IN_BERLIN = msgspec.structs.replace(
    REGISTERED, country="DE", business_number="", vat_number="DE136695976"
)
EXEMPT_IN_BERLIN = msgspec.structs.replace(ZOE, country="DE", business_number="")


def invoice(
    issuer=ZOE,
    receiver=NEST,
    treatment=VatTreatment.EXEMPT,
    kind=InvoiceKind.SELF_BILLED,
    language="fr",
    credited="",
):
    """One conversation of 6.45, and 1,234 of 2.00."""
    lines = (InvoiceLine(1, euros(645)), InvoiceLine(1234, euros(200)))
    values = {"kind": kind, "vat": treatment, "lines": lines}
    total = totals_of(euros(645 + 1234 * 200), treatment)
    return InvoiceDocument(
        number="AF-0002",
        issued_on=date(2026, 7, 2),
        content=msgspec.structs.replace(content(1), totals=total, **values),
        parties=InvoiceParties(issuer, receiver, COMPTOIR.name, language),
        credited_number=credited,
        credited_on=date(2026, 7, 1) if credited else None,
    )


def text_of(pdf):
    """In one line: where lines break is not what matters."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


STANDARD = invoice(REGISTERED, treatment=VatTreatment.STANDARD)
COMMISSION = invoice(COMPTOIR, ZOE, VatTreatment.STANDARD, InvoiceKind.COMMISSION)
EXAMPLES = {
    "standard": STANDARD,
    "exempt": invoice(),
    "exempt in english": invoice(language="en"),
    "exempt abroad": invoice(EXEMPT_IN_BERLIN),
    "reverse charge": invoice(IN_BERLIN, treatment=VatTreatment.REVERSE_CHARGE),
    "commission": COMMISSION,
    "credit note": invoice(credited="AF-0001"),
    "credited commission": COMMISSION._replace(
        credited_number="COM202607-0001", credited_on=date(2026, 7, 1)
    ),
}
