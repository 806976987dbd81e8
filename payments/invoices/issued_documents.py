"""What was issued: invoices and credit notes, read from the log by those who may see them."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.errors import NotFound
from domain.log.event_log import EventLog
from domain.log.mapper import decode
from domain.money import Money
from payments.invoices.invoice_series import InvoiceContent, InvoiceSeries, number_in
from payments.months import month_after, month_of

Issued = InvoiceSeries.InvoiceIssued | InvoiceSeries.CreditNoteIssued


class IssuedDocument(NamedTuple):
    """An invoice or a credit note; its number is its place in its series."""

    series_id: UUID
    event: Issued

    @property
    def number(self) -> str:
        """As documents show it."""
        return number_in(self.event.series, self.event.number)

    @property
    def content(self) -> InvoiceContent:
        return self.event.invoice

    @property
    def credited_number(self) -> str:
        """Of the invoice that a credit note takes back; '' for an invoice."""
        match self.event:
            case InvoiceSeries.CreditNoteIssued(series=series, credited_number=number):
                return number_in(series, number)
            case _:
                return ""

    @property
    def sign(self) -> int:
        """-1 for a credit note."""
        return -1 if self.credited_number else 1

    def signed(self, amount: Money) -> Money:
        """An amount of the content, as it counts in a sum: negative in a credit note."""
        return Money(self.sign * amount.amount, amount.currency)


DocumentKey = str
"""Where a document is: of a list, keys sort as the documents were issued."""


def documents_of_expert(log: EventLog, expert_id: UUID) -> list[DocumentKey]:
    """Those in an expert's name, and those to the expert, newest first."""
    return log.rows.keys_held_by("invoice-of-expert", str(expert_id))[::-1]


def documents_of_brand(log: EventLog, brand_id: UUID) -> list[DocumentKey]:
    """Those to a brand, newest first."""
    return log.rows.keys_held_by("invoice-of-brand", str(brand_id))[::-1]


def documents_of_month(log: EventLog, month: str) -> list[DocumentKey]:
    """Those of a month's earnings, whenever they were issued, oldest first."""
    return log.rows.keys_held_by("invoice-of-month", month)


def documents_issued(log: EventLog, first: date, last: date) -> list[DocumentKey]:
    """Those that were issued on some days (UTC), the first and the last included, oldest first."""
    keys: list[str] = []
    month = month_of(first)
    while month <= month_of(last):
        keys += log.rows.keys_held_by("invoice-issued", month)
        month = month_after(month)
    return [key for key in keys if first.isoformat() <= key[:DAY] <= last.isoformat()]


def read_documents(log: EventLog, keys: Iterable[DocumentKey]) -> list[IssuedDocument]:
    """Two reads of the log for each: of a long list, only the keys of a page."""
    documents = []
    for key in keys:
        _, series_id, number = key.split("/")
        documents.append(document(log, UUID(series_id), int(number)))
    return documents


def document(log: EventLog, series_id: UUID, number: int) -> IssuedDocument:
    """Raises NotFound without such a document."""
    positions = log.rows.positions_of(series_id, number) if number > 0 else []
    for row in log.read(positions[0] - 1, 1) if positions else ():
        event = decode(row.topic, row.state)
        if isinstance(event, Issued):
            return IssuedDocument(series_id, event)
    raise NotFound(InvoiceSeries.ABSENT)


def credited_by(log: EventLog, issued: IssuedDocument) -> IssuedDocument | None:
    """The invoice that a credit note takes back; None for an invoice."""
    match issued.event:
        case InvoiceSeries.CreditNoteIssued(credited_number=number):
            return document(log, issued.series_id, number)
        case _:
            return None


def invoiced_up_to(log: EventLog, month: str) -> dict[UUID, int]:
    """By expert, the last of the ledger's entries of a month that is invoiced."""
    last: dict[UUID, int] = {}
    for key in log.rows.keys_held_by("invoiced-earnings", month):
        expert, _, entry = key.partition("/")
        expert_id = UUID(expert)
        last[expert_id] = max(int(entry), last.get(expert_id, 0))
    return last


DAY = len("2026-06-30")
"""So long is the day that a key of a document begins with."""
