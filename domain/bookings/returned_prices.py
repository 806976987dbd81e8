"""
What a booking's budget has back of a conversation that earns nothing, and pays again if it does.

* return_price   the price is in the budget again
* charge_again   the budget pays the price once more, if enough is left
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.aggregate import Aggregate
from domain.bookings.booking import Booking
from domain.bookings.booking_reservations import left_in_budget
from domain.bookings.budget_reservation import BudgetReservation, budget_change, reservation_id
from domain.log.entries import BalanceChange
from domain.log.event_log import EventLog
from domain.money import Money


class BudgetMovement(NamedTuple):
    """Which booking's budget moved, and what is written with it."""

    booking_id: UUID | None = None
    """None: no booking; the brand owes the price, or no longer does."""
    aggregates: Sequence[Aggregate] = ()
    balance_changes: Sequence[BalanceChange] = ()


NO_BUDGET = BudgetMovement()


def return_price(log: EventLog, conversation_id: UUID, at: datetime) -> BudgetMovement:
    """
    Give what a booking paid for a conversation back to its budget.

    What an ended booking has back goes on to the brand as whatever else was left of it.
    """
    reservation = log.load_or_new(BudgetReservation, reservation_id(conversation_id))
    returned = reservation.return_spent(at)
    if returned is None:
        return NO_BUDGET
    booking_id, amount = returned.booking_id, returned.amount
    booking = log.load(Booking, booking_id)
    left = left_in_budget(log, booking_id) + amount.amount
    booking.note_return(Money(left, amount.currency), at)
    change = budget_change(booking_id, credited=amount.amount)
    return BudgetMovement(booking_id, [reservation, booking], [change])


def charge_again(log: EventLog, conversation_id: UUID, at: datetime) -> BudgetMovement:
    """Have the booking pay again whose budget had the price back; none when too little is left."""
    reservation = log.load_or_new(BudgetReservation, reservation_id(conversation_id))
    if reservation.spent is None:
        return NO_BUDGET
    booking_id = reservation.spent.booking_id
    spent = reservation.spend_again(left_in_budget(log, booking_id), at)
    if spent is None:
        return NO_BUDGET
    change = budget_change(booking_id, debited=spent.amount.amount)
    return BudgetMovement(booking_id, [reservation], [change])
