"""Budgets that brands pay in through Stripe. What it refuses stays awaited, for people."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from domain.bookings.funding import FundingMethod, FundingRefusalReason
from domain.money import Money
from projections.bookings.bookings import bookings_with_ids
from projections.bookings.funding import FundingSummary
from web.bookings.funding import FundingPort, NotReceived, Received, funding_port_of
from web.marketplace import Marketplace
from web.payments.collecting import Collector, PaymentService
from web.private_store.store import PrivateStore
from web.settings import Settings


class Payer(NamedTuple):
    """The brand that pays an amount in, and its currency."""

    brand_id: UUID
    currency: str


PayerOf = Callable[[FundingSummary], Payer]


class StripeFunding:
    """The funding port by cards and bank transfers; invoices are within the credit limit."""

    def __init__(self, collector: Collector, payer_of: PayerOf) -> None:
        self._collector, self._payer_of = collector, payer_of

    def outcome_of(self, request: FundingSummary) -> Received | NotReceived | None:
        if request.method is FundingMethod.INVOICE:
            return None
        payer = self._payer_of(request)
        amount = Money(request.amount, payer.currency)
        payment = self._collector.payment_for(
            request.funding_id, payer.brand_id, amount, request.method
        )
        match payment and payment.status:
            case "succeeded" if payment and payment.amount == amount:
                return Received(payment.object_id)
            case "canceled":
                return NotReceived(FundingRefusalReason.CANCELLED)
            case _:
                return None


def working_funding_port(
    marketplace: Marketplace,
    store: PrivateStore,
    settings: Settings,
    service: PaymentService | None,
) -> FundingPort:
    """What the worker's job asks: the payment service if there is one, else as pages do."""
    if service is None or settings.development:
        return funding_port_of(settings)
    read_models = marketplace.read_models

    def payer_of(request: FundingSummary) -> Payer:
        with read_models.read(read_models.bookings) as db:
            booking = bookings_with_ids([request.booking_id], db)[request.booking_id]
        return Payer(booking.brand_id, booking.plan.budget.currency)

    return StripeFunding(Collector(service, store), payer_of)
