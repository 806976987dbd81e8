"""
What moves money outside of our books, and the outcomes of asking it to: paid, refused, unknown.

An intent is committed before the call. It is the same movement however often it is tried, so an
unknown outcome is tried again as it is: same id, same attempt. Only after a refusal is there a next
attempt, with the next number.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.money import Money

CURRENCIES = frozenset({"EUR", "GBP", "CHF"})
"""Others are refused: their minor units differ between ISO 4217 and payment services."""


@dataclass(frozen=True, kw_only=True)
class MoneyMovement:
    """What is to happen once."""

    id: UUID
    amount: Money
    attempt: int = 1
    """From 1; one more after each refusal, and never after an unknown outcome."""
    first_tried_at: datetime | None = None
    """When any attempt was first made, UTC: committed before that call; None before it."""


@dataclass(frozen=True, kw_only=True)
class TransferIntent(MoneyMovement):
    """Money from the platform to a recipient's account, such as an expert's for a week."""

    account_id: str
    """The destination, as the gateway names it."""


@dataclass(frozen=True, kw_only=True)
class ReversalIntent(MoneyMovement):
    """Money of a transfer back to the platform."""

    transfer_id: str


@dataclass(frozen=True, kw_only=True)
class RefundIntent(MoneyMovement):
    """Money that a brand paid in, back to it."""

    payment_id: str


class PaymentMade(NamedTuple):
    """It happened, once."""

    reference: str
    """Of the transfer, reversal or refund, as the gateway names it."""
    made_on: date | None = None
    """The gateway's day (UTC); None when it does not say: today."""
    attempt: int | None = None
    """Which attempt made it, which may be another than was asked; None: the one that was asked."""


class PaymentRefused(NamedTuple):
    """It did not happen under any attempt so far."""

    code: str


class PaymentUnknown(NamedTuple):
    """It may have happened: try the same intent again."""

    reason: str
    """For administrators; names no person."""


PaymentOutcome = PaymentMade | PaymentRefused | PaymentUnknown


class GatewayBug(Exception):
    """The gateway holds something else than we meant. A person must look before the next try."""


class GatewayUnavailable(Exception):
    """No answer, or none that says anything; nothing about money is concluded from it."""


class GatewayRefusal(Exception):
    """The gateway does not do it; the code is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PaymentGateway(Protocol):
    """A rail for money; exactly one rail carries an intent."""

    @property
    def name(self) -> str:
        """Of the rail, stored with what it carried."""

    def transfer(self, intent: TransferIntent) -> PaymentOutcome:
        """Pay a recipient once. Raises GatewayBug."""

    def reverse(self, intent: ReversalIntent) -> PaymentOutcome:
        """Take back part or all of a transfer, once. Raises GatewayBug."""

    def refund(self, intent: RefundIntent) -> PaymentOutcome:
        """Give a brand part or all of a payment back, once. Raises GatewayBug."""


def refusal_of(amount: Money) -> PaymentRefused | None:
    """Why an amount is refused before any call; None when it may be paid."""
    if amount.currency not in CURRENCIES:
        return PaymentRefused("currency_not_supported")
    if amount.amount <= 0:
        return PaymentRefused("amount_not_positive")
    return None
