"""The statement of Stripe: its balance transactions, fetched by a job, as lines of a rail."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from domain.money import Money
from payments.gateway import GatewayRefusal, GatewayUnavailable
from payments.gateway_objects import BalanceTransaction
from payments.rail_statements.rail_statement import RailAccount, RailCategory, StatedLine
from web.marketplace import Marketplace
from web.payments.collecting import PaymentService

FETCHED_AGAIN_FOR = timedelta(days=10)
"""Longer than any worker is away: lines that are known change nothing."""
PAID_WITHIN = timedelta(days=90)
"""A bank transfer arrives at most so long after it was asked for."""
FEE = "fee"
"""Stripe's reporting category of what it charges apart."""


def import_stripe_lines(
    marketplace: Marketplace, service: PaymentService | None, at: datetime
) -> int:
    """Record the new lines of Stripe's balance; return how many events that took."""
    if service is None:
        return 0
    try:
        found = list(service.objects.balance_transactions(at - FETCHED_AGAIN_FOR))
        payments = service.objects.payments_by_charge(at - PAID_WITHIN)
    except (GatewayUnavailable, GatewayRefusal):
        return 0  # tried again by the next run
    lines = [line for transaction in found for line in lines_of(transaction, payments)]
    before = marketplace.log.rows.head()
    return marketplace.rail_statements.import_lines(RailAccount.STRIPE, lines, None, at) - before


def lines_of(transaction: BalanceTransaction, payments: Mapping[str, str]) -> Iterator[StatedLine]:
    """
    The amount before the fee, and the fee that was taken from it.

    payments: the payment of each charge, by which the ledger knows it.
    """
    source = transaction.source_id or transaction.id
    reference = payments.get(source, source)
    category = RailCategory.FEE if transaction.category == FEE else RailCategory.PAYMENT
    on = transaction.created_at.date()
    yield StatedLine(transaction.id, reference, transaction.amount, on, category)
    if transaction.fee.amount:
        fee = Money(-transaction.fee.amount, transaction.fee.currency)
        yield StatedLine(
            f"{transaction.id}/fee", f"{transaction.id}/fee", fee, on, RailCategory.PROCESSING_FEE
        )
