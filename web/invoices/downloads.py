"""Documents as files: rendered when they are asked for, from what was stored at issue."""

from flask import Response

from domain.log.event_log import EventLog
from payments.invoices.issued_documents import IssuedDocument, credited_by
from web.http.files import file_response
from web.http.request_context import marketplace, private_texts
from web.invoices.factur_x import factur_x
from web.invoices.invoice_document import InvoiceDocument, document_of, layout_data
from web.invoices.party_store import PartyStore
from web.invoices.pdf import draw
from web.invoices.xmp import as_factur_x
from web.private_store.texts import PrivateTexts


def rendered(invoice: InvoiceDocument) -> bytes:
    """The PDF, with its Factur-X inside: always the same bytes."""
    layout = f"invoice_{invoice.content.layout}"
    xml = factur_x(invoice)
    return as_factur_x(draw(layout, layout_data(invoice), invoice.issued_on, xml))


def invoice_document(issued: IssuedDocument, log: EventLog, texts: PrivateTexts) -> InvoiceDocument:
    """Raises NotFound when its parties were lost."""
    return document_of(issued, PartyStore(texts).of(issued), credited_by(log, issued))


def pdf_response(issued: IssuedDocument) -> Response:
    invoice = invoice_document(issued, marketplace().log, private_texts())
    return file_response(rendered(invoice), "application/pdf", invoice.file_name)
