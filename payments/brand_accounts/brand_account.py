"""
What a brand pays on its account, and what it is paid back, as people of finance record it.

Conversations on account and invoices are owed by the brand until a payment is recorded. What is
left of an ended booking is owed to the brand until its refund is.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.bookings.booking import Booking
from domain.brands.brand import Brand
from domain.errors import Invalid, NotNow, translatable
from domain.log.commands import Commands
from domain.log.entries import Decision
from domain.money import Money


def brand_account_id(brand_id: UUID) -> UUID:
    """The id of a brand's account."""
    return uuid5(brand_id, "brand-account")


def booking_refund_id(booking_id: UUID) -> UUID:
    """The id of what is paid back of a booking."""
    return uuid5(booking_id, "booking-refund")


class BrandAccount(Aggregate):
    """What a brand has paid of what it owed."""

    ABSENT = translatable("No payment of this brand has been recorded yet.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.references: set[str] = set()

    class PaymentReceived(Event, frozen=True):
        """A brand paid a part of what it owed."""

        brand_id: UUID
        amount: Money
        reference: str
        """Of the bank statement, without names."""
        by: UUID

        def apply(self, account: "BrandAccount") -> None:
            account.references.add(self.reference)

    def receive_payment(
        self, brand_id: UUID, amount: Money, reference: str, by: UUID, at: datetime
    ) -> None:
        """Raises Invalid unless it is more than zero; NotNow for a reference that was recorded."""
        if amount.amount <= 0:
            raise Invalid("The amount must be greater than zero.")
        if reference in self.references:
            raise NotNow("A payment with this reference was recorded before.")
        self.record(
            self.PaymentReceived(
                at=at, brand_id=brand_id, amount=amount, reference=reference, by=by
            )
        )


class BookingRefund(Aggregate):
    """What a brand has been paid back of a booking."""

    ABSENT = translatable("Nothing of this booking has been paid back yet.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.paid_minor = 0

    class Paid(Event, frozen=True):
        """What was to go back of an ended booking was paid to the brand."""

        brand_id: UUID
        booking_id: UUID
        amount: Money
        reference: str
        """Of the bank statement, without names."""
        by: UUID

        def apply(self, refund: "BookingRefund") -> None:
            refund.paid_minor += self.amount.amount

    def pay(
        self,
        brand_id: UUID,
        booking_id: UUID,
        refunded: Sequence[Money],
        reference: str,
        by: UUID,
        at: datetime,
    ) -> None:
        """
        Record that all that was still to go back was paid.

        refunded: all that was ever to go back of the booking. Raises NotNow when nothing is left.
        """
        left = sum(money.amount for money in refunded) - self.paid_minor
        if left <= 0:
            raise NotNow("Nothing of this booking is left to be paid back.")
        self.record(
            self.Paid(
                at=at,
                brand_id=brand_id,
                booking_id=booking_id,
                amount=Money(left, refunded[0].currency),
                reference=reference,
                by=by,
            )
        )


class BrandAccountCommands(Commands):
    """Every command returns the log's position after it."""

    def receive_payment(
        self, brand_id: UUID, amount: Money, reference: str, by: UUID, at: datetime
    ) -> int:
        """
        Record that a brand paid a part of what it owed, or more.

        Raises what BrandAccount.receive_payment raises; NotFound without the brand; Invalid for
        another currency than the brand's.
        """

        def decide() -> Decision:
            brand = self._log.load(Brand, brand_id)
            if amount.currency != brand.currency:
                raise Invalid("This brand pays in %(currency)s.", currency=brand.currency)
            account = self._log.load_or_new(BrandAccount, brand_account_id(brand_id))
            account.receive_payment(brand_id, amount, reference, by, at)
            return Decision([account])

        return self._log.execute(decide)

    def pay_refund(self, booking_id: UUID, reference: str, by: UUID, at: datetime) -> int:
        """
        Record that what is to go back of a booking was paid to the brand.

        Raises what BookingRefund.pay raises; NotFound without the booking.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            refund = self._log.load_or_new(BookingRefund, booking_refund_id(booking_id))
            refunded = self._refunded(booking_id)
            refund.pay(booking.brand_id, booking_id, refunded, reference, by, at)
            return Decision([refund])

        return self._log.execute(decide)

    def _refunded(self, booking_id: UUID) -> Sequence[Money]:
        """What was ever to go back of a booking."""
        history = (envelope.data for envelope in self._log.history(booking_id))
        return [event.amount for event in history if isinstance(event, Booking.Refunded)]
