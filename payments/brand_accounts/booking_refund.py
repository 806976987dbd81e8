"""
What a brand is paid back of a booking, as people of finance record it.

What is left of an ended booking is owed to the brand until its refund is recorded. A refund that
was recorded by mistake is reversed with a written reason, and is owed again.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow, translatable
from domain.money import Money
from payments.brand_accounts.rail_payment import RailPayment, must_be_written
from payments.earnings.earning import WrittenText
from payments.rail_statements.rail_statement import RailAccount


def booking_refund_id(booking_id: UUID) -> UUID:
    """The id of what is paid back of a booking."""
    return uuid5(booking_id, "booking-refund")


class BookingRefund(Aggregate):
    """What a brand has been paid back of a booking."""

    ABSENT = translatable("Nothing of this booking has been paid back yet.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.paid: dict[str, BookingRefund.Paid] = {}
        """By reference, those that were not reversed."""

    # Events, and what each changes.

    class Paid(Event, frozen=True):
        """What was to go back of an ended booking was paid to the brand."""

        brand_id: UUID
        booking_id: UUID
        amount: Money
        account: RailAccount
        """From where it was paid."""
        reference: str
        """Of its statement, without names."""
        paid_on: date
        """When that was, as its statement says."""
        by: UUID
        """Who recorded it."""

        def apply(self, refund: "BookingRefund") -> None:
            refund.paid[self.reference] = self

    class PaymentReversed(Event, frozen=True):
        """A refund had been recorded by mistake: it is owed to the brand again."""

        brand_id: UUID
        booking_id: UUID
        amount: Money
        account: RailAccount
        reference: str
        paid_on: date
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, refund: "BookingRefund") -> None:
            del refund.paid[self.reference]

    # Decisions: the rules, then the event.

    def pay(
        self,
        brand_id: UUID,
        booking_id: UUID,
        refunded: Sequence[Money],
        shown: Money,
        payment: RailPayment,
        by: UUID,
        at: datetime,
    ) -> None:
        """
        Record that all that was still to go back was paid.

        refunded: all that was ever to go back of the booking. shown: what the person who records it
        was shown as still to go back. Raises NotNow when nothing is left, when it is another amount
        by now, and for a reference that was recorded; Invalid for a day to come.
        """
        left = sum(money.amount for money in refunded)
        left -= sum(paid.amount.amount for paid in self.paid.values())
        if left <= 0:
            raise NotNow("Nothing of this booking is left to be paid back.")
        amount = Money(left, refunded[0].currency)
        if amount != shown:
            raise NotNow(
                "%(amount)s are to be paid back by now. Check what you paid.", amount=amount
            )
        payment.must_have_happened(at)
        if payment.reference in self.paid:
            raise NotNow("A refund with this reference was recorded before.")
        self.record(
            self.Paid(
                at=at,
                brand_id=brand_id,
                booking_id=booking_id,
                amount=amount,
                account=payment.account,
                reference=payment.reference,
                paid_on=payment.on,
                by=by,
            )
        )

    def reverse(self, reference: str, reason: WrittenText, by: UUID, at: datetime) -> None:
        """
        Take back a refund that was recorded by mistake, as one that never left.

        Raises NotNow unless it is recorded, once; Invalid without a reason.
        """
        paid = self.paid.get(reference)
        if paid is None:
            raise NotNow("There is no refund with this reference to reverse.")
        must_be_written(reason)
        self.record(
            self.PaymentReversed(
                at=at,
                brand_id=paid.brand_id,
                booking_id=paid.booking_id,
                amount=paid.amount,
                account=paid.account,
                reference=reference,
                paid_on=paid.paid_on,
                reason_text_id=reason.text_id,
                text_length=reason.length,
                by=by,
            )
        )
