"""
A series of invoices: numbered without a gap, by one issuer.

What was issued never changes. A mistake is corrected by a credit note over the whole invoice, in
the same series, and a new invoice.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from msgspec import Struct

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotFound, NotNow, translatable
from domain.money import Money
from domain.reasons import parse_reason
from payments.invoices.vat import InvoiceTotals, VatTreatment

PLATFORM = UUID("1ed6e400-0000-4000-8000-000000000002")
"""The platform as an issuer."""
SELF_BILLED_SERIES = "AF"
"""The series of the invoices that the platform makes out in an expert's name (auto-facturation)."""
LAYOUT = 1
"""Of the document of new invoices: template and words. Older layouts stay in the code."""


class InvoiceKind(StrEnum):
    """Who invoices whom for what."""

    SELF_BILLED = "self_billed"
    """An expert to a brand, made out by the platform: the conversations."""
    COMMISSION = "commission"
    """The platform to an expert: its part of their prices."""


class CorrectionReason(StrEnum):
    """Why an invoice is replaced by another one."""

    WRONG_DETAILS = "wrong_details"
    """Name, address or number of one of the parties."""
    WRONG_VAT = "wrong_vat"


class InvoiceLine(Struct, frozen=True):
    """Conversations of one price, or of one commission."""

    quantity: int
    amount: Money
    """Of each, VAT included."""


class InvoiceContent(Struct, frozen=True):
    """What an invoice says, besides its number and its parties' names."""

    kind: InvoiceKind
    issuer_id: UUID
    receiver_id: UUID
    month: str
    """In which the earnings were booked as payable (UTC), such as `2026-06`."""
    currency: str
    lines: tuple[InvoiceLine, ...]
    vat: VatTreatment
    totals: InvoiceTotals
    entries: tuple[int, ...]
    """The ledger's entries of these earnings, by their numbers, in order."""
    parties_text_id: UUID
    """Of names and addresses on the day of issue, in the private store."""
    layout: int = LAYOUT

    @property
    def expert_id(self) -> UUID:
        """Whose earnings it is about."""
        return self.issuer_id if self.kind is InvoiceKind.SELF_BILLED else self.receiver_id


def series_id(issuer_id: UUID, series: str) -> UUID:
    """The id of a series of an issuer."""
    return uuid5(issuer_id, f"invoices:{series}")


def commission_series(at: datetime) -> str:
    """The platform's series of commission invoices: one for each month (UTC) of issue."""
    return f"COM{at:%Y%m}"


def number_in(series: str, number: int) -> str:
    """A number as documents show it, such as `AF-0001`."""
    return f"{series}-{number:04}"


class InvoiceSeries(Aggregate):
    """The invoices and credit notes of a series, numbered from 1."""

    ABSENT = translatable("This invoice does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.name = ""
        self.last_number = 0
        self.invoices: dict[int, InvoiceContent] = {}
        self.covered: dict[InvoiceKind, set[int]] = {kind: set() for kind in InvoiceKind}
        """The ledger's entries that are invoiced."""

    # Events, and what each changes.

    class InvoiceIssued(Event, frozen=True):
        """An invoice was made out."""

        series: str
        number: int
        invoice: InvoiceContent
        by: UUID

        def apply(self, series: "InvoiceSeries") -> None:
            series.name, series.last_number = self.series, self.number
            series.invoices[self.number] = self.invoice
            series.covered[self.invoice.kind].update(self.invoice.entries)

    class CreditNoteIssued(Event, frozen=True):
        """An invoice was taken back, as a whole."""

        series: str
        number: int
        credited_number: int
        """Of the invoice, in the same series."""
        reason: CorrectionReason
        invoice: InvoiceContent
        """What is taken back: the invoice as it was."""
        by: UUID

        def apply(self, series: "InvoiceSeries") -> None:
            series.last_number = self.number
            del series.invoices[self.credited_number]
            series.covered[self.invoice.kind].difference_update(self.invoice.entries)

    # Decisions: the rules, then the event.

    def issue(self, series: str, invoice: InvoiceContent, by: UUID, at: datetime) -> None:
        """
        Issue an invoice under the next number.

        Raises NotNow while its month lasts, and for an entry that is invoiced already; Invalid when
        its amounts do not add up, or come to nothing.
        """
        if invoice.month >= f"{at:%Y-%m}":
            raise NotNow("This month is not over yet.")
        if not self.covered[invoice.kind].isdisjoint(invoice.entries):
            raise NotNow("These earnings are invoiced already.")
        _check_amounts(invoice)
        self.record(
            self.InvoiceIssued(
                at=at, series=series, number=self.last_number + 1, invoice=invoice, by=by
            )
        )

    def credit(self, number: int, reason: str, by: UUID, at: datetime) -> None:
        """
        Take an invoice back, under the next number.

        Raises NotFound without such an invoice, or when it is taken back already; Invalid for
        another reason.
        """
        if number not in self.invoices:
            raise NotFound(self.ABSENT)
        parsed = parse_reason(CorrectionReason, reason)
        self.record(
            self.CreditNoteIssued(
                at=at,
                series=self.name,
                number=self.last_number + 1,
                credited_number=number,
                reason=parsed,
                invoice=self.invoices[number],
                by=by,
            )
        )


def _check_amounts(invoice: InvoiceContent) -> None:
    total = sum(line.quantity * line.amount.amount for line in invoice.lines)
    net, vat, gross = invoice.totals.net, invoice.totals.vat, invoice.totals.gross
    if gross.amount <= 0 or total != gross.amount or net + vat != gross:
        raise Invalid("The amounts of this invoice do not add up.")
