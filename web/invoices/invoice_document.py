"""An invoice as it is drawn and as it is sent to machines: all that its two forms show."""

from datetime import date
from typing import Any, NamedTuple

from payments.invoices.invoice_series import InvoiceContent, InvoiceKind
from payments.invoices.issued_documents import IssuedDocument
from payments.invoices.parties import InvoiceParties
from payments.invoices.vat import net_of, percent_of


class DocumentLine(NamedTuple):
    """Conversations of one price: amounts in minor units, net and gross of all of them."""

    quantity: int
    amount: int
    net: int
    gross: int


class InvoiceDocument(NamedTuple):
    """What a document shows; amounts in the content are positive, also in a credit note."""

    number: str
    issued_on: date
    """In UTC."""
    content: InvoiceContent
    parties: InvoiceParties
    credited_number: str = ""
    """Of the invoice that a credit note takes back."""
    credited_on: date | None = None

    @property
    def lines(self) -> list[DocumentLine]:
        """The net amounts of all lines add up to that of the invoice: each takes its share."""
        lines, gross_before = [], 0
        for line in self.content.lines:
            gross = line.quantity * line.amount.amount
            up_to, before = (
                net_of(total, self.content.vat) for total in (gross_before + gross, gross_before)
            )
            lines.append(DocumentLine(line.quantity, line.amount.amount, up_to - before, gross))
            gross_before += gross
        return lines

    @property
    def is_self_billed(self) -> bool:
        return self.content.kind is InvoiceKind.SELF_BILLED

    @property
    def file_name(self) -> str:
        """Numbers of experts repeat between experts, so the issuer is in it."""
        return f"{self.number}-{str(self.content.issuer_id)[:8]}.pdf"


def document_of(
    issued: IssuedDocument, parties: InvoiceParties, credited: IssuedDocument | None = None
) -> InvoiceDocument:
    """credited: of a credit note, the invoice that it takes back."""
    return InvoiceDocument(
        number=issued.number,
        issued_on=issued.event.at.date(),
        content=issued.content,
        parties=parties,
        credited_number=issued.credited_number,
        credited_on=credited.event.at.date() if credited else None,
    )


def layout_data(document: InvoiceDocument) -> dict[str, Any]:
    """What a layout draws, as JSON: amounts in minor units, days as ISO text."""
    content, parties = document.content, document.parties
    return {
        "kind": content.kind.value,
        "number": document.number,
        "credited_number": document.credited_number,
        "issued_on": document.issued_on.isoformat(),
        "credited_on": document.credited_on.isoformat() if document.credited_on else "",
        "month": content.month,
        "currency": content.currency,
        "language": parties.language,
        "made_out_by": parties.made_out_by,
        "issuer": parties.issuer,
        "receiver": parties.receiver,
        "lines": [line._asdict() for line in document.lines],
        "net": content.totals.net.amount,
        "vat": content.totals.vat.amount,
        "gross": content.totals.gross.amount,
        "vat_percent": percent_of(content.vat),
        "treatment": content.vat.value,
    }
