"""How invoices to a brand name it: recorded by the brand, kept in the private store."""

from datetime import datetime
from uuid import UUID

import msgspec

from payments.invoices.billing_details import BillingDetails, billing_details_id
from payments.invoices.parties import InvoiceParty
from web.marketplace import Marketplace
from web.private_store.texts import PrivateTexts


class BillingStore:
    """The billing details of brands."""

    def __init__(self, marketplace: Marketplace, texts: PrivateTexts) -> None:
        self._marketplace, self._texts = marketplace, texts

    def of(self, brand_id: UUID) -> InvoiceParty | None:
        """None for a brand that never recorded any."""
        id = billing_details_id(brand_id)
        text_id = self._marketplace.log.load_or_new(BillingDetails, id).details_text_id
        text = self._texts.read([text_id]).get(text_id) if text_id else None
        return msgspec.json.decode(text, type=InvoiceParty) if text else None

    def record(self, brand_id: UUID, details: InvoiceParty, by: UUID, at: datetime) -> int:
        """Record them; return the log's position after it. The same again changes nothing."""
        if self.of(brand_id) == details:
            return self._marketplace.log.rows.head()
        id = billing_details_id(brand_id)
        with self._texts.with_event_of(id, brand_id, at) as store_text:
            text_id = store_text(msgspec.json.encode(details).decode())
            record = self._marketplace.billing_details.record_details
            return record(brand_id, text_id, by, at)
