"""Commands on bookings that run: pausing, moving the end, ending, and what is noted meanwhile."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from domain.bookings.booking import Booking, BookingStatus
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.booking_reservations import (
    in_force_reservation,
    left_in_budget,
    running_reservation,
)
from domain.bookings.budget_reservation import budget_change
from domain.brands.credit_limit import credit_limit_change
from domain.log.commands import Commands
from domain.log.entries import BalanceChange, Decision, IdempotencyKey, Reservation
from domain.money import Money


class RunningBookingCommands(Commands):
    def pause(
        self,
        booking_id: UUID,
        reason: str,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Booking.pause raises; NotFound without the booking."""
        return self._change(
            "pause", booking_id, lambda booking: booking.pause(reason, by, at), idempotency_key
        )

    def resume(
        self,
        booking_id: UUID,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Booking.resume raises; NotFound without the booking."""
        return self._change(
            "resume", booking_id, lambda booking: booking.resume(by, at), idempotency_key
        )

    def shorten(
        self,
        booking_id: UUID,
        until: date,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Booking.shorten raises; NotFound without the booking."""
        return self._change(
            "shorten", booking_id, lambda booking: booking.shorten(until, by, at), idempotency_key
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
        return self._change(
            "extend", booking_id, lambda booking: booking.extend(until, by, at), idempotency_key
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
            off_invoices = booking.end(reason, left, by, at)
            return Decision(
                [booking],
                release=[in_force_reservation(booking_id), *running],
                balance_changes=_budget_returned(booking, left, off_invoices),
            )

        return self._execute("end", decide, idempotency_key)

    def refund(self, booking_id: UUID, by: UUID | None, at: datetime) -> int:
        """
        Give back what became free after the end, when its last conversations were over.

        Raises what Booking.refund raises; NotFound without the booking.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            left = self._left(booking)
            off_invoices = booking.refund(left, by, at)
            return Decision(
                [booking], balance_changes=_budget_returned(booking, left, off_invoices)
            )

        return self._execute("refund", decide)

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

        return self._execute("note_budget", decide)

    def credit_minutes(
        self, booking_id: UUID, starts_at: datetime, seat: int, delivered_minutes: int, at: datetime
    ) -> int:
        """
        Credit the minutes of a finished shift that were not delivered; once for each shift.

        Raises what Booking.credit_minutes raises; NotFound without the booking or shift.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            booking.credit_minutes(booking.slot(starts_at, seat), delivered_minutes, at)
            return Decision([booking])

        return self._execute("credit_minutes", decide)

    def _change(
        self,
        command: str,
        booking_id: UUID,
        change: Callable[[Booking], None],
        idempotency_key: IdempotencyKey | None,
    ) -> int:
        """Change a booking; it is reserved as running until its end if it runs afterwards."""

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            before = self._running(booking)
            change(booking)
            is_running = booking.status is BookingStatus.RUNNING
            after = [running_reservation(booking)] if is_running else []
            return Decision([booking], release=before, reserve=after)

        return self._execute(command, decide, idempotency_key)

    def _execute(
        self,
        command: str,
        decide: Callable[[], Decision],
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        # The log has all commands on bookings under one name, whichever class defines them.
        name = f"{type(self).__name__}.{command}"
        return self._log.execute(decide, idempotency_key, command=name)

    def _running(self, booking: Booking) -> list[Reservation]:
        running = running_reservation(booking)
        return [running] if self._log.current(running).holder else []

    def _left(self, booking: Booking) -> Money:
        currency = booking.confirmed_plan().budget.currency
        return Money(left_in_budget(self._log, booking.id), currency)


def _budget_returned(booking: Booking, left: Money, off_invoices: Money) -> list[BalanceChange]:
    """What is taken off an invoice can be booked by invoice again."""
    changes = [budget_change(booking.id, debited=left.amount)] if left.amount else []
    if off_invoices.amount:
        changes.append(credit_limit_change(booking.brand_id, credited=off_invoices.amount))
    return changes
