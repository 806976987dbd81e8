"""The rail without keys: people pay by other means, and say what they paid."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.money import Money
from payments.gateway import (
    GatewayBug,
    MoneyMovement,
    PaymentMade,
    PaymentOutcome,
    PaymentRefused,
    PaymentUnknown,
    RefundIntent,
    ReversalIntent,
    TransferIntent,
    refusal_of,
)

NOT_RECORDED = "no person has recorded it yet"
LABEL = "manual:"
"""Begins each reference, so that none looks like a payment service's."""


class PaymentRecord(NamedTuple):
    """What a person says was paid, by means that we do not see."""

    amount: Money
    reference: str
    """Of the bank's statement, as the person wrote it."""
    by: UUID
    at: datetime


RecordOf = Callable[[UUID], PaymentRecord | None]
"""What a person recorded for an intent's id; None before."""


class ManualGateway:
    """Moves nothing. Its outcomes are what people recorded, and unknown until they did."""

    name = "manual"

    def __init__(self, record_of: RecordOf) -> None:
        self._record_of = record_of

    def transfer(self, intent: TransferIntent) -> PaymentOutcome:
        return self._recorded(intent)

    def reverse(self, intent: ReversalIntent) -> PaymentOutcome:
        return self._recorded(intent)

    def refund(self, intent: RefundIntent) -> PaymentOutcome:
        return self._recorded(intent)

    def _recorded(self, intent: MoneyMovement) -> PaymentOutcome:
        refusal: PaymentRefused | None = refusal_of(intent.amount)
        if refusal is not None:
            return refusal
        record = self._record_of(intent.id)
        if record is None:
            return PaymentUnknown(NOT_RECORDED)
        if record.amount != intent.amount:
            raise GatewayBug(f"{intent.id}: another amount was recorded by hand")
        return PaymentMade(f"{LABEL}{record.reference}")
