"""What a rail will charge for one payout: accrued when it is paid, settled when it is charged."""

from datetime import datetime
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import translatable
from domain.money import Money

PER_TEN_THOUSAND, FIXED_MINOR = 25, 10
"""Stripe's price for a payout through Connect in Europe: 0.25 % and 0.10."""


def rail_fee_id(payout_id: UUID) -> UUID:
    return uuid5(payout_id, "rail-fee")


def expected_fee(amount: Money) -> Money:
    """What Stripe is expected to charge for a payout, rounded half up."""
    return Money(
        (amount.amount * PER_TEN_THOUSAND + 5_000) // 10_000 + FIXED_MINOR, amount.currency
    )


class RailFee(Aggregate):
    """The fee of one payout."""

    ABSENT = translatable("There is no fee of this payout.")

    class Accrued(Event, frozen=True):
        """A payout was paid, and the rail will charge for it."""

        payout_id: UUID
        fee: Money

    def accrue(self, payout_id: UUID, fee: Money, at: datetime) -> None:
        """Accrue the fee of a payout; a second time changes nothing."""
        if not self.version:
            self.record(self.Accrued(at=at, payout_id=payout_id, fee=fee))
