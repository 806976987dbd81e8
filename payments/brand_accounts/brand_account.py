"""
What a brand pays on its account, as people of finance record it.

Conversations on account and invoices are owed by the brand until a payment is recorded. A payment
that was recorded by mistake is reversed with a written reason, and can be recorded again.
"""

from datetime import date, datetime
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow, translatable
from domain.money import Money
from payments.brand_accounts.rail_payment import RailPayment, must_be_written
from payments.earnings.earning import WrittenText
from payments.rail_statements.rail_statement import RailAccount


def brand_account_id(brand_id: UUID) -> UUID:
    """The id of a brand's account."""
    return uuid5(brand_id, "brand-account")


class BrandAccount(Aggregate):
    """What a brand has paid of what it owed."""

    ABSENT = translatable("No payment of this brand has been recorded yet.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.received: dict[str, BrandAccount.PaymentReceived] = {}
        """By reference, those that were not reversed."""

    # Events, and what each changes.

    class PaymentReceived(Event, frozen=True):
        """A brand paid a part of what it owed."""

        brand_id: UUID
        amount: Money
        account: RailAccount
        """Where it came in."""
        reference: str
        """Of its statement, without names."""
        received_on: date
        """When that was, as its statement says."""
        by: UUID
        """Who recorded it."""

        def apply(self, account: "BrandAccount") -> None:
            account.received[self.reference] = self

    class PaymentReversed(Event, frozen=True):
        """A payment had been recorded by mistake: it counts no more, as of its own day."""

        brand_id: UUID
        amount: Money
        account: RailAccount
        reference: str
        received_on: date
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, account: "BrandAccount") -> None:
            del account.received[self.reference]

    # Decisions: the rules, then the event.

    def receive_payment(
        self, brand_id: UUID, amount: Money, payment: RailPayment, by: UUID, at: datetime
    ) -> None:
        """
        Record that it came in.

        Raises Invalid unless it is more than zero, and for a day to come; NotNow for a reference
        that was recorded.
        """
        if amount.amount <= 0:
            raise Invalid("The amount must be greater than zero.")
        payment.must_have_happened(at)
        if payment.reference in self.received:
            raise NotNow("A payment with this reference was recorded before.")
        self.record(
            self.PaymentReceived(
                at=at,
                brand_id=brand_id,
                amount=amount,
                account=payment.account,
                reference=payment.reference,
                received_on=payment.on,
                by=by,
            )
        )

    def reverse_payment(self, reference: str, reason: WrittenText, by: UUID, at: datetime) -> None:
        """
        Take back a payment that was recorded by mistake, as with another amount.

        Raises NotNow unless it is recorded, once; Invalid without a reason.
        """
        received = self.received.get(reference)
        if received is None:
            raise NotNow("There is no payment with this reference to reverse.")
        must_be_written(reason)
        self.record(
            self.PaymentReversed(
                at=at,
                brand_id=received.brand_id,
                amount=received.amount,
                account=received.account,
                reference=reference,
                received_on=received.received_on,
                reason_text_id=reason.text_id,
                text_length=reason.length,
                by=by,
            )
        )
