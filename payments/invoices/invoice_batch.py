"""A batch of invoices and credit notes that are issued in one commit."""

from datetime import datetime
from uuid import UUID

import msgspec

from domain.errors import NotFound
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from payments.invoices.drafts import BilledMonth, StoreParties, drafts_of, retaxed, series_of
from payments.invoices.invoice_series import (
    PLATFORM,
    SELF_BILLED_SERIES,
    InvoiceContent,
    InvoiceKind,
    InvoiceSeries,
    commission_series,
    series_id,
)
from payments.invoices.parties import InvoiceParties


class InvoiceBatch:
    """Loads each series once, issues, and lists what was issued."""

    def __init__(self, log: EventLog, store_parties: StoreParties, by: UUID, at: datetime) -> None:
        self._log, self._store_parties = log, store_parties
        self._by, self._at = by, at
        self._series: dict[UUID, InvoiceSeries] = {}
        self._reservations: list[Reservation] = []
        self._listed = 0

    @property
    def decision(self) -> Decision:
        return Decision(list(self._series.values()), reserve=self._reservations)

    def issue_month(self, billed: BilledMonth) -> None:
        """Issue an expert's invoices of a month; nothing for what is invoiced already."""
        # Before the expert's: what was issued in between, both show; later, their versions differ.
        self._loaded(series_id(PLATFORM, commission_series(self._at)))
        own = self._loaded(series_id(billed.expert_id, SELF_BILLED_SERIES))
        covered = own.covered[InvoiceKind.SELF_BILLED]
        new = [earning for earning in billed.earnings if earning.entry not in covered]
        for content, parties in drafts_of(billed, new):
            self._issue(content, parties)
        if new:
            key = f"{billed.expert_id}/{new[-1].entry}"
            self._reservations.append(Reservation("invoiced-earnings", key, billed.month))

    def correct(self, id: UUID, number: int, reason: str, parties: InvoiceParties) -> None:
        """
        Take an invoice back, and issue it again to and from these parties.

        Raises NotFound without such an invoice; Invalid for another reason.
        """
        series = self._loaded(id)
        content = series.invoices.get(number)
        if content is None:
            raise NotFound(series.ABSENT)
        series.credit(number, reason, self._by, self._at)
        self._list(series, content)
        self._issue(retaxed(content, parties), parties)

    def _issue(self, content: InvoiceContent, parties: InvoiceParties) -> None:
        id, name = series_of(content, commission_series(self._at))
        text_id = self._store_parties(id, parties)
        stored = msgspec.structs.replace(content, parties_text_id=text_id)
        series = self._loaded(id)
        series.issue(name, stored, self._by, self._at)
        self._list(series, stored)

    def _list(self, series: InvoiceSeries, content: InvoiceContent) -> None:
        """By month of issue and of the earnings, and by those who may read it."""
        self._listed += 1  # of one moment, in the order in which they were issued
        time = f"{self._at:%Y-%m-%dT%H:%M:%S.%fZ}+{self._listed:06}"
        key = f"{time}/{series.id}/{series.last_number:08}"
        self._reservations += [
            Reservation("invoice-issued", key, f"{self._at:%Y-%m}"),
            Reservation("invoice-of-month", key, content.month),
            Reservation("invoice-of-expert", key, str(content.expert_id)),
        ]
        if content.kind is InvoiceKind.SELF_BILLED:
            brand = str(content.receiver_id)
            self._reservations.append(Reservation("invoice-of-brand", key, brand))

    def _loaded(self, id: UUID) -> InvoiceSeries:
        if id not in self._series:
            self._series[id] = self._log.load_or_new(InvoiceSeries, id)
        return self._series[id]
