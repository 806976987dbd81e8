"""Commands on bookings; every command returns the log's position after it."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import BookingPlan
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.booking_reservations import (
    in_force_reservation,
    left_in_budget,
    running_reservation,
)
from domain.bookings.budget_reservation import budget_change
from domain.bookings.funding import FundingMethod, FundingRequest
from domain.bookings.shift_rules import ShiftRules
from domain.brands.brand import Brand
from domain.brands.credit_limit import credit_limit_change, left_of_credit_limit
from domain.brands.subject import Subject
from domain.errors import NotNow
from domain.log.commands import Commands, updates
from domain.log.commit_metadata import command_of
from domain.log.entries import BalanceChange, Decision, IdempotencyKey, Reservation
from domain.money import Money


class BookingCommands(Commands):
    def draft(
        self,
        booking_id: UUID,
        brand_id: UUID,
        plan: BookingPlan,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Keep a plan as a draft; a brand may have several.

        Raises what Booking.draft raises; NotFound without the brand or the plan's subject.
        """

        def decide() -> Decision:
            currency = self._check_references(brand_id, plan)
            booking = self._log.load_or_new(Booking, booking_id)
            booking.draft(brand_id, plan, currency, by, at)
            return Decision([booking])

        return self._log.execute(decide, idempotency_key)

    def change_draft(
        self,
        booking_id: UUID,
        plan: BookingPlan,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Booking.change_draft raises; NotFound without booking or subject."""

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            currency = self._check_references(booking.brand_id, plan)
            booking.change_draft(plan, currency, by, at)
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

    def pause(
        self,
        booking_id: UUID,
        reason: str,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Booking.pause raises; NotFound without the booking."""

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            booking.pause(reason, by, at)
            return Decision([booking], release=[running_reservation(booking)])

        return self._log.execute(decide, idempotency_key)

    def resume(
        self,
        booking_id: UUID,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Booking.resume raises; NotFound without the booking."""

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            booking.resume(by, at)
            return Decision([booking], reserve=[running_reservation(booking)])

        return self._log.execute(decide, idempotency_key)

    def shorten(
        self,
        booking_id: UUID,
        until: date,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Booking.shorten raises; NotFound without the booking."""
        return self._move_end(
            booking_id, lambda booking: booking.shorten(until, by, at), idempotency_key
        )

    def extend(
        self,
        booking_id: UUID,
        until: date,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Booking.extend raises; NotFound without the booking."""
        return self._move_end(
            booking_id, lambda booking: booking.extend(until, by, at), idempotency_key
        )

    def end(
        self,
        booking_id: UUID,
        reason: BookingEndReason,
        by: UUID | None,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        End it now, and give back what is neither spent nor reserved.

        by: None when a job ends it because its period is over.
        Raises what Booking.end raises; NotFound without the booking.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            running = self._running(booking)
            left = self._left(booking)
            booking.end(reason, left, by, at)
            return Decision(
                [booking],
                release=[in_force_reservation(booking_id), *running],
                balance_changes=_refunded(booking, left),
            )

        return self._log.execute(decide, idempotency_key)

    def refund(self, booking_id: UUID, by: UUID | None, at: datetime) -> int:
        """
        Give back what became free after the end, when its last conversations were over.

        Raises what Booking.refund raises; NotFound without the booking.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            left = self._left(booking)
            booking.refund(left, by, at)
            return Decision([booking], balance_changes=_refunded(booking, left))

        return self._log.execute(decide)

    def note_budget(self, booking_id: UUID, at: datetime, *, is_reserved: bool) -> int:
        """
        Record that the budget is spent, or nearly; once each, until more is paid in.

        is_reserved: whether anything is reserved for an open conversation.
        Raises NotFound without the booking.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            booking.note_budget(self._left(booking), at, is_reserved=is_reserved)
            return Decision([booking])

        return self._log.execute(decide)

    def credit_minutes(
        self, booking_id: UUID, starts_at: datetime, seat: int, delivered_minutes: int, at: datetime
    ) -> int:
        """
        Credit the minutes of a finished shift that were not delivered; once for each shift.

        Raises what Booking.credit_minutes raises; NotFound without the booking or shift.
        """
        return self._log.update(
            Booking,
            booking_id,
            lambda booking: booking.credit_minutes(
                booking.slot(starts_at, seat), delivered_minutes, at
            ),
        )

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

    def _move_end(
        self,
        booking_id: UUID,
        move: Callable[[Booking], None],
        idempotency_key: IdempotencyKey | None,
    ) -> int:
        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            before = self._running(booking)
            move(booking)
            after = [running_reservation(booking)] if before else []
            return Decision([booking], release=before, reserve=after)

        return self._log.execute(decide, idempotency_key, command=command_of(move))

    def _running(self, booking: Booking) -> list[Reservation]:
        running = running_reservation(booking)
        return [running] if self._log.current(running).holder else []

    def _left(self, booking: Booking) -> Money:
        currency = booking.confirmed_plan().budget.currency
        return Money(left_in_budget(self._log, booking.id), currency)


def _received(
    booking: Booking, funding_id: UUID, reference: str, by: UUID | None, at: datetime
) -> Decision:
    first = booking.funded_at is None
    amount = booking.receive_funding(funding_id, reference, at, by).amount
    credited = budget_change(booking.id, credited=amount.amount)
    started = [in_force_reservation(booking.id, booking.brand_id), running_reservation(booking)]
    return Decision([booking], reserve=started if first else [], balance_changes=[credited])


def _refunded(booking: Booking, left: Money) -> list[BalanceChange]:
    return [budget_change(booking.id, debited=left.amount)] if left.amount else []
