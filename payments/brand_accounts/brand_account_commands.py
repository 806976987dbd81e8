"""Commands on accounts of brands; every command returns the log's position after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.bookings.booking import Booking
from domain.brands.brand import Brand
from domain.errors import Invalid
from domain.log.commands import Commands
from domain.log.entries import Decision, IdempotencyKey
from domain.money import Money
from payments.brand_accounts.booking_refund import BookingRefund, booking_refund_id
from payments.brand_accounts.brand_account import BrandAccount, brand_account_id
from payments.brand_accounts.rail_payment import RailPayment
from payments.earnings.earning import WrittenText


class BrandAccountCommands(Commands):
    """key: of the form as it was shown, so that one that is sent twice is carried out once."""

    def receive_payment(
        self,
        brand_id: UUID,
        amount: Money,
        payment: RailPayment,
        by: UUID,
        at: datetime,
        key: IdempotencyKey | None = None,
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
            account.receive_payment(brand_id, amount, payment, by, at)
            return Decision([account])

        return self._log.execute(decide, key)

    def reverse_payment(
        self,
        brand_id: UUID,
        reference: str,
        reason: WrittenText,
        by: UUID,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what BrandAccount.reverse_payment raises; NotFound before the first payment."""
        return self._log.update(
            BrandAccount,
            brand_account_id(brand_id),
            lambda account: account.reverse_payment(reference, reason, by, at),
            key,
        )

    def pay_refund(
        self,
        booking_id: UUID,
        shown: Money,
        payment: RailPayment,
        by: UUID,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """
        Record that what is to go back of a booking was paid to the brand.

        shown: what the page said that is. Raises what BookingRefund.pay raises; NotFound without
        the booking.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            refund = self._log.load_or_new(BookingRefund, booking_refund_id(booking_id))
            refunded = self._refunded(booking_id)
            refund.pay(booking.brand_id, booking_id, refunded, shown, payment, by, at)
            return Decision([refund])

        return self._log.execute(decide, key)

    def reverse_refund(
        self,
        booking_id: UUID,
        reference: str,
        reason: WrittenText,
        by: UUID,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what BookingRefund.reverse raises; NotFound before the first refund."""
        return self._log.update(
            BookingRefund,
            booking_refund_id(booking_id),
            lambda refund: refund.reverse(reference, reason, by, at),
            key,
        )

    def _refunded(self, booking_id: UUID) -> Sequence[Money]:
        """What was ever to go back of a booking."""
        history = (envelope.data for envelope in self._log.history(booking_id))
        return [event.amount for event in history if isinstance(event, Booking.Refunded)]
