"""What a payment service holds for us, as it answers now: payments, accounts, its own ledger."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.bookings.funding import FundingMethod
from domain.money import Money
from payments.gateway import MoneyMovement


@dataclass(frozen=True, kw_only=True)
class CollectionIntent(MoneyMovement):
    """An amount that a brand asked to pay in; its id is the funding's."""

    customer_id: str
    method: FundingMethod


class BrandPaymentStatus(StrEnum):
    AWAITED = "awaited"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class BrandPayment(NamedTuple):
    """A payment of a brand to the platform."""

    payment_id: str
    status: BrandPaymentStatus
    received: Money
    """What has arrived so far: a bank transfer may be too small."""
    client_secret: str | None
    """What the payer's browser completes a card payment with; never stored, never logged."""
    instructions_url: str | None
    """The page with account and reference for a bank transfer."""


class RecipientAccount(NamedTuple):
    """A person's account at the payment service, which transfers go to."""

    account_id: str
    status: str
    """`active`, `pending`, `restricted`, `rejected` or `unsupported`."""
    problems: tuple[str, ...]
    """Codes of what is missing before the account is active."""

    @property
    def can_receive(self) -> bool:
        return self.status == "active"


class BalanceTransaction(NamedTuple):
    """A line of the payment service's own ledger."""

    id: str
    amount: Money
    fee: Money
    category: str
    """The reporting category, by which lines are reconciled."""
    source_id: str | None
    """The charge, transfer or refund that it is about."""
    created_at: datetime
    available_on: datetime


class ObjectType(StrEnum):
    """The kinds of objects whose present state is applied after a notification."""

    PAYMENT = "payment_intent"
    TRANSFER = "transfer"
    REFUND = "refund"
    PAYOUT = "payout"
    ACCOUNT = "v2.core.account"


class GatewayObject(NamedTuple):
    """The present state of one object."""

    object_id: str
    object_type: ObjectType
    status: str
    amount: Money | None
    """What has been paid, transferred (less what was reversed) or refunded; None of an account."""
    intent_id: UUID | None
    """Our id of what it is for; None for what we did not start."""
