"""
Billing details of a brand: the name and address that invoices to it have.

They are in the private store, encrypted; the event says that they were recorded, and where.
"""

from datetime import datetime
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import translatable
from domain.log.commands import Commands
from domain.log.entries import Decision


def billing_details_id(brand_id: UUID) -> UUID:
    """The id of a brand's billing details."""
    return uuid5(brand_id, "billing-details")


class BillingDetails(Aggregate):
    """What invoices to a brand name it."""

    ABSENT = translatable("This brand has no billing details.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.details_text_id: UUID | None = None

    class Recorded(Event, frozen=True):
        """A brand said how invoices to it name it."""

        brand_id: UUID
        details_text_id: UUID
        """In the private store."""
        by: UUID

        def apply(self, details: "BillingDetails") -> None:
            details.details_text_id = self.details_text_id

    def record_details(self, brand_id: UUID, details_text_id: UUID, by: UUID, at: datetime) -> None:
        self.record(self.Recorded(at=at, brand_id=brand_id, details_text_id=details_text_id, by=by))


class BillingDetailsCommands(Commands):
    def record_details(self, brand_id: UUID, details_text_id: UUID, by: UUID, at: datetime) -> int:
        """Record where a brand's billing details are; return the log's position after it."""

        def decide() -> Decision:
            details = self._log.load_or_new(BillingDetails, billing_details_id(brand_id))
            details.record_details(brand_id, details_text_id, by, at)
            return Decision([details])

        return self._log.execute(decide)
