"""What a rail will charge for one payout: accrued when it is paid, settled when it is charged."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import translatable
from domain.money import Money
from payments.rail_statements.rail_statement import RailAccount

PER_TEN_THOUSAND, FIXED_MINOR = 25, 10
"""Stripe's price for a payout through Connect in Europe: 0.25 % and 0.10."""


class ChargedPayout(NamedTuple):
    """A payout that a rail will charge for."""

    payout_id: UUID
    expert_id: UUID
    account: RailAccount
    """That the fee will be taken from."""
    amount: Money
    on: date
    """When it was paid (UTC)."""


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
        expert_id: UUID
        account: RailAccount
        """That the fee will be taken from."""
        amount: Money
        """Of the payout."""
        fee: Money
        on: date
        """When the payout was paid (UTC): the fee counts from this day."""

    def accrue(self, payout: ChargedPayout, fee: Money, at: datetime) -> None:
        """Accrue the fee of a payout; a second time changes nothing."""
        if not self.version:
            self.record(self.Accrued(at=at, fee=fee, **payout._asdict()))
