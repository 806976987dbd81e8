"""A budget reservation: what a booking sets aside for a conversation, and what came of it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import translatable
from domain.log.entries import BalanceChange
from domain.money import Money

BUDGET = "booking-budget"
"""The kind of balance that holds what is left of a booking's budget, in minor units."""


class CreditedClaim(NamedTuple):
    """The claim that a closed conversation is credited to, and its price."""

    respondent_id: UUID
    claimed_at: datetime
    """It tells this claim from earlier and later ones of the same respondent."""
    price: Money | None
    """None for terms without one."""


class SpentAmount(NamedTuple):
    """What a booking paid for the conversation."""

    booking_id: UUID
    brand_id: UUID
    conversation_id: UUID
    amount: Money


class BudgetReservation(Aggregate):
    """
    One conversation's part of a booking's budget: reserved, then spent or released.

    What was spent on a conversation that earns nothing is returned.
    """

    ABSENT = translatable("This budget reservation does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.reserved: dict[UUID, Money] = {}
        """By booking, what is set aside and not settled."""
        self.paid_by: dict[tuple[UUID, datetime], UUID] = {}
        """By respondent and time of a claim, the booking that pays for it."""
        self.spent: SpentAmount | None = None
        """None: no booking paid for the conversation."""
        self.is_returned = False

    # Events, and what each changes.

    class Reserved(Event, frozen=True):
        """A booking set money aside for a claim."""

        booking_id: UUID
        brand_id: UUID
        conversation_id: UUID
        respondent_id: UUID
        amount: Money
        """What was added; 0 when an earlier claim of the conversation had set enough aside."""

        def apply(self, reservation: "BudgetReservation") -> None:
            before = reservation.reserved.get(self.booking_id, Money(0, self.amount.currency))
            reservation.reserved[self.booking_id] = before + self.amount
            reservation.paid_by[self.respondent_id, self.at] = self.booking_id

    class Spent(Event, frozen=True):
        """The conversation was closed: the booking paid for it."""

        booking_id: UUID
        brand_id: UUID
        conversation_id: UUID
        amount: Money

        def apply(self, reservation: "BudgetReservation") -> None:
            reservation.take(self.booking_id, self.amount)
            spent = (self.booking_id, self.brand_id, self.conversation_id, self.amount)
            reservation.spent = SpentAmount(*spent)

    class Returned(Event, frozen=True):
        """The conversation earns nothing: what it had cost is in the booking's budget again."""

        booking_id: UUID
        brand_id: UUID
        conversation_id: UUID
        amount: Money

        def apply(self, reservation: "BudgetReservation") -> None:
            reservation.is_returned = True

    class SpentAgain(Event, frozen=True):
        """The conversation earns after all: the booking paid for it a second time."""

        booking_id: UUID
        brand_id: UUID
        conversation_id: UUID
        amount: Money

        def apply(self, reservation: "BudgetReservation") -> None:
            reservation.is_returned = False

    class Released(Event, frozen=True):
        """The amount is free again: the request was lost, or answered on other terms."""

        booking_id: UUID
        brand_id: UUID
        conversation_id: UUID
        amount: Money

        def apply(self, reservation: "BudgetReservation") -> None:
            reservation.take(self.booking_id, self.amount)

    # Decisions: the rules, then the event.

    def reserve(
        self,
        booking_id: UUID,
        brand_id: UUID,
        conversation_id: UUID,
        respondent_id: UUID,
        price: Money,
        at: datetime,
    ) -> BalanceChange:
        """
        Set the price of a claim aside.

        Returns the change of the budget's balance; the log refuses it when too little is left.
        After a transfer, only what the new price has more than the earlier one is added: one
        conversation is paid for once.
        """
        before = self.reserved.get(booking_id, Money(0, price.currency))
        added = Money(max(0, price.amount - before.amount), price.currency)
        self.record(
            self.Reserved(
                at=at,
                booking_id=booking_id,
                brand_id=brand_id,
                conversation_id=conversation_id,
                respondent_id=respondent_id,
                amount=added,
            )
        )
        return budget_change(booking_id, debited=added.amount)

    def settle(
        self,
        brand_id: UUID,
        conversation_id: UUID,
        credited: CreditedClaim | None,
        at: datetime,
    ) -> list[BalanceChange]:
        """
        The conversation has ended: spend the price of the credited claim, release all else.

        credited: None when the request was lost.
        Returns the changes of the budgets' balances: what is released is credited again.
        """
        price = credited.price if credited else None
        paid_by = self.paid_by.get(credited[:2]) if credited else None
        if paid_by and price:
            self.record(
                self.Spent(
                    at=at,
                    booking_id=paid_by,
                    brand_id=brand_id,
                    conversation_id=conversation_id,
                    amount=price,
                )
            )
        left = list(self.reserved.items())
        return [
            self._release(booking_id, brand_id, conversation_id, amount, at)
            for booking_id, amount in left
        ]

    def return_spent(self, at: datetime) -> SpentAmount | None:
        """
        Give back to the booking's budget what the conversation had cost.

        Returns what is given back; None when no booking paid, or it was returned before.
        """
        if self.spent is None or self.is_returned:
            return None
        self.record(self.Returned(at=at, **self.spent._asdict()))
        return self.spent

    def spend_again(self, left: int, at: datetime) -> SpentAmount | None:
        """
        Pay once more what was returned, as a whole or not at all.

        left: in the booking's budget, in minor units.
        Returns what is paid; None when nothing was returned, or too little is left.
        """
        if self.spent is None or not self.is_returned or self.spent.amount.amount > left:
            return None
        self.record(self.SpentAgain(at=at, **self.spent._asdict()))
        return self.spent

    def take(self, booking_id: UUID, amount: Money) -> None:
        """Apply that an amount is no longer set aside, for the events that say so."""
        left = self.reserved[booking_id].amount - amount.amount
        if left:
            self.reserved[booking_id] = Money(left, amount.currency)
        else:
            del self.reserved[booking_id]

    def _release(
        self, booking_id: UUID, brand_id: UUID, conversation_id: UUID, amount: Money, at: datetime
    ) -> BalanceChange:
        self.record(
            self.Released(
                at=at,
                booking_id=booking_id,
                brand_id=brand_id,
                conversation_id=conversation_id,
                amount=amount,
            )
        )
        return budget_change(booking_id, credited=amount.amount)


def budget_change(booking_id: UUID, credited: int = 0, debited: int = 0) -> BalanceChange:
    """A change of what is left of a booking's budget, in minor units."""
    return BalanceChange(BUDGET, str(booking_id), credited, debited)


def reservation_id(conversation_id: UUID) -> UUID:
    """The id of a conversation's budget reservation."""
    return uuid5(conversation_id, "budget")
