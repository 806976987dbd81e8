"""What the events leave of the budgets of bookings, to be compared with their balances."""

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

from domain.aggregate import Event
from domain.bookings.booking import Booking
from domain.bookings.budget_reservation import BUDGET, BudgetReservation
from domain.log.entries import Balance


class BudgetTotals:
    """Paid in, less what is reserved, not released or returned, and given back; by booking."""

    def __init__(self) -> None:
        self._left: Counter[str] = Counter()

    def count(self, stream: bytes, event: Event) -> None:
        match event:
            case Booking.FundingReceived():
                self._left[str(UUID(bytes=stream))] += event.funding.amount.amount
            case Booking.Refunded() | Booking.InvoiceReduced():
                self._left[str(UUID(bytes=stream))] -= event.amount.amount
            case BudgetReservation.Reserved() | BudgetReservation.SpentAgain():
                self._left[str(event.booking_id)] -= event.amount.amount
            case BudgetReservation.Released() | BudgetReservation.Returned():
                self._left[str(event.booking_id)] += event.amount.amount

    def problems(self, balances: Sequence[Balance]) -> Iterator[str]:
        """Each budget whose balance has not what its events leave."""
        left = {balance.key: balance.left for balance in balances}
        for key in sorted(left.keys() | self._left.keys()):
            if left.get(key, 0) != self._left[key]:
                yield (
                    f"the {BUDGET} balance {key} has {left.get(key, 0)} left,"
                    f" but the events leave {self._left[key]}"
                )
