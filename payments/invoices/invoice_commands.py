"""
Commands on invoices; every command returns the log's position after it.

An expert's invoices of a month and the platform's for its commission are issued in one commit, so
both always cover the same earnings. Reservations list what was issued: by expert, by brand, by
month; and how far the earnings of an expert's month are invoiced.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.log.commands import Commands
from domain.log.entries import Decision
from payments.invoices.drafts import BilledMonth, StoreParties
from payments.invoices.invoice_batch import InvoiceBatch
from payments.invoices.parties import InvoiceParties


class InvoiceCommands(Commands):
    def issue(
        self,
        months: Sequence[BilledMonth],
        store_parties: StoreParties,
        by: UUID,
        at: datetime,
    ) -> int:
        """
        Issue what is not invoiced yet of some experts' months, in their order.

        Twice, nothing is issued the second time. Raises NotNow while a month lasts, and where the
        rate of VAT is not known.
        """
        stored = _stored_once(store_parties)

        def decide() -> Decision:
            batch = InvoiceBatch(self._log, stored, by, at)
            for billed in months:
                batch.issue_month(billed)
            return batch.decision

        return self._log.execute(decide)

    def correct(
        self,
        series_id: UUID,
        number: int,
        reason: str,
        parties: InvoiceParties,
        store_parties: StoreParties,
        by: UUID,
        at: datetime,
    ) -> int:
        """
        Take an invoice back by a credit note, and issue it again with other names or another VAT.

        Raises NotFound without such an invoice, or when it was taken back; Invalid for another
        reason.
        """
        stored = _stored_once(store_parties)

        def decide() -> Decision:
            batch = InvoiceBatch(self._log, stored, by, at)
            batch.correct(series_id, number, reason, parties)
            return batch.decision

        return self._log.execute(decide)


def _stored_once(store_parties: StoreParties) -> StoreParties:
    """The same parties are stored once for a series, however often the command decides."""
    stored: dict[tuple[UUID, InvoiceParties], UUID] = {}

    def store(series: UUID, parties: InvoiceParties) -> UUID:
        if (series, parties) not in stored:
            stored[series, parties] = store_parties(series, parties)
        return stored[series, parties]

    return store
