"""Commands on bookings: drafting, confirming, paying in; each returns the log's position."""

from datetime import datetime
from uuid import UUID

from domain.bookings.assumed_demand import AssumedDemand
from domain.bookings.booking import Booking
from domain.bookings.booking_plan import BookingPlan
from domain.bookings.booking_reservations import (
    in_force_reservation,
    running_reservation,
)
from domain.bookings.budget_reservation import budget_change
from domain.bookings.funding import FundingMethod, FundingRequest
from domain.bookings.running_booking_commands import RunningBookingCommands
from domain.bookings.shift_rules import ShiftRules
from domain.brands.brand import Brand
from domain.brands.credit_limit import credit_limit_change, left_of_credit_limit
from domain.brands.subject import Subject
from domain.errors import NotNow
from domain.log.commands import updates
from domain.log.entries import Decision, IdempotencyKey
from domain.money import Money


class BookingCommands(RunningBookingCommands):
    """Drafts and paying in; what becomes of a running booking is inherited."""

    def draft(
        self,
        booking_id: UUID,
        brand_id: UUID,
        plan: BookingPlan,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
        assumed_demand: AssumedDemand | None = None,
    ) -> int:
        """
        Keep a plan as a draft; a brand may have several.

        Raises what Booking.draft raises; NotFound without the brand or the plan's subject.
        """

        def decide() -> Decision:
            currency = self._check_references(brand_id, plan)
            booking = self._log.load_or_new(Booking, booking_id)
            booking.draft(brand_id, plan, currency, by, at, assumed_demand)
            return Decision([booking])

        return self._log.execute(decide, idempotency_key)

    def change_draft(
        self,
        booking_id: UUID,
        plan: BookingPlan,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
        assumed_demand: AssumedDemand | None = None,
    ) -> int:
        """Raises what Booking.change_draft raises; NotFound without booking or subject."""

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            currency = self._check_references(booking.brand_id, plan)
            booking.change_draft(plan, currency, by, at, assumed_demand)
            return Decision([booking])

        return self._log.execute(decide, idempotency_key)

    def discard_draft(
        self,
        booking_id: UUID,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Booking.discard_draft raises; NotFound without the booking."""
        return self._log.update(
            Booking, booking_id, lambda booking: booking.discard_draft(by, at), idempotency_key
        )

    def confirm(
        self,
        booking_id: UUID,
        funding_id: UUID,
        method: FundingMethod,
        commission_percent: int,
        by: UUID,
        at: datetime,
        shift_rules: ShiftRules | None = None,
        idempotency_key: IdempotencyKey | None = None,
        shown_plan: str | None = None,
    ) -> int:
        """
        Confirm a draft and ask for its budget; by invoice it is funded at once.

        funding_id: chosen by the caller, for paying in once. commission_percent: the platform's.
        Raises what Booking.confirm raises; NotFound without the booking; NotNow when the brand's
        credit limit does not cover an invoice.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            currency = self._log.load(Brand, booking.brand_id).currency
            request = booking.confirm(
                funding_id, method, commission_percent, currency, by, at, shift_rules, shown_plan
            )
            return self._funded_by_invoice(booking, request, by, at)

        return self._log.execute(decide, idempotency_key)

    def top_up(
        self,
        booking_id: UUID,
        funding_id: UUID,
        amount: Money,
        method: FundingMethod,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Ask to pay more in; by invoice it is there at once.

        Raises what Booking.request_top_up raises; NotFound without the booking; NotNow when the
        brand's credit limit does not cover an invoice.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            request = booking.request_top_up(funding_id, amount, method, by, at)
            return self._funded_by_invoice(booking, request, by, at)

        return self._log.execute(decide, idempotency_key)

    def receive_funding(
        self,
        booking_id: UUID,
        funding_id: UUID,
        reference: str,
        at: datetime,
        by: UUID | None = None,
    ) -> int:
        """
        Record that a requested amount was paid in; the first one starts the booking.

        reference: the payment's, as its service or the bank names it. by: None for a service.
        Raises what Booking.receive_funding raises; NotFound without the booking.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            return _received(booking, funding_id, reference, by, at)

        return self._log.execute(decide)

    refuse_funding = updates(Booking, Booking.refuse_funding)

    def _check_references(self, brand_id: UUID, plan: BookingPlan) -> str:
        if plan.subject_id is not None:
            self._log.load(Subject, plan.subject_id)
        return self._log.load(Brand, brand_id).currency

    def _funded_by_invoice(
        self, booking: Booking, request: FundingRequest, by: UUID, at: datetime
    ) -> Decision:
        if request.method is not FundingMethod.INVOICE:
            return Decision([booking])
        amount = request.amount.amount
        if amount > left_of_credit_limit(self._log, booking.brand_id):
            raise NotNow("Your credit limit does not cover this amount. Pay by card or transfer.")
        reference = f"invoice:{request.funding_id}"
        received = _received(booking, request.funding_id, reference, by, at)
        used = credit_limit_change(booking.brand_id, debited=amount)
        return received._replace(balance_changes=[*received.balance_changes, used])


def _received(
    booking: Booking, funding_id: UUID, reference: str, by: UUID | None, at: datetime
) -> Decision:
    first = booking.funded_at is None
    amount = booking.receive_funding(funding_id, reference, at, by).amount
    credited = budget_change(booking.id, credited=amount.amount)
    started = [in_force_reservation(booking.id, booking.brand_id), running_reservation(booking)]
    return Decision([booking], reserve=started if first else [], balance_changes=[credited])
