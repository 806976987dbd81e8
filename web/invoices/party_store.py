"""
The parties of issued invoices, in the private store: names and addresses on the day of issue.

They are texts of the series that names them, and of no member: what was invoiced has to be kept for
ten years, whatever becomes of an account.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from uuid import UUID

import msgspec

from domain.errors import NotFound
from payments.invoices.drafts import StoreParties
from payments.invoices.invoice_series import InvoiceSeries
from payments.invoices.issued_documents import IssuedDocument
from payments.invoices.parties import InvoiceParties
from web.private_store.texts import PrivateTexts


class PartyStore:
    """Stores parties while a command issues invoices, and reads them for their documents."""

    def __init__(self, texts: PrivateTexts) -> None:
        self._texts = texts

    @contextmanager
    def storing(self, at: datetime) -> Iterator[StoreParties]:
        """Carry out the command inside: when it is refused, what was stored is deleted."""
        with ExitStack() as stack:

            def store_parties(series_id: UUID, parties: InvoiceParties) -> UUID:
                text = self._texts.with_event_of(series_id, series_id, at)
                store_text = stack.enter_context(text)
                return store_text(msgspec.json.encode(parties).decode())

            yield store_parties

    def of_all(self, documents: Sequence[IssuedDocument]) -> dict[UUID, InvoiceParties]:
        """The parties of documents, by the id that their events name."""
        ids = {document.content.parties_text_id for document in documents}
        found: dict[UUID, InvoiceParties] = {}
        for batch in _batches(sorted(ids)):
            for text_id, text in self._texts.read(batch).items():
                found[text_id] = msgspec.json.decode(text, type=InvoiceParties)
        return found

    def of(self, document: IssuedDocument) -> InvoiceParties:
        """Raises NotFound when they were lost."""
        parties = self.of_all([document]).get(document.content.parties_text_id)
        if parties is None:
            raise NotFound(InvoiceSeries.ABSENT)
        return parties


def _batches(ids: Sequence[UUID], size: int = 500) -> Iterator[Sequence[UUID]]:
    for first in range(0, len(ids), size):
        yield ids[first : first + size]
