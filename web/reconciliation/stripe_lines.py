"""The statement of Stripe: its balance transactions, fetched by a job, as lines of a rail."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from domain.money import CURRENCIES, Money
from payments.gateway import GatewayRefusal, GatewayUnavailable
from payments.gateway_objects import BalanceTransaction
from payments.rail_statements.rail_statement import RailAccount, RailCategory, StatedLine
from payments.rail_statements.rail_statement_commands import last_stated_day
from web.marketplace import Marketplace
from web.payments.collecting import PaymentService

logger = logging.getLogger(__name__)

FETCHED_AGAIN_FOR = timedelta(days=10)
"""Before the last day that is known: Stripe may state a line late; known lines change nothing."""
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
    since = _begin_at(marketplace, at)
    try:
        found = list(service.objects.balance_transactions(since))
        payments = service.objects.payments_by_charge(since - PAID_WITHIN)
    except (GatewayUnavailable, GatewayRefusal):
        return 0  # tried again by the next run
    lines = [line for transaction in found for line in lines_of(transaction, payments)]
    before = marketplace.log.rows.head()
    commands, known = marketplace.rail_statements, _in_known_currencies(lines)
    return commands.import_lines(RailAccount.STRIPE, known, None, at) - before


def _begin_at(marketplace: Marketplace, at: datetime) -> datetime:
    """However long it was away. Without a line yet: nothing of ours is older than the log."""
    rows = marketplace.log.rows
    last = last_stated_day(marketplace.log, RailAccount.STRIPE)
    if last is None:
        first_s = (rows.recorded_us_at(1) or 0) // 1_000_000
        last = min(at, datetime.fromtimestamp(first_s, UTC) if first_s else at).date()
    return datetime.combine(last, time(), UTC) - FETCHED_AGAIN_FOR


def _in_known_currencies(lines: Sequence[StatedLine]) -> list[StatedLine]:
    """Reports the others each time: until a person has looked, the books miss them."""
    known = [line for line in lines if line.amount.currency in CURRENCIES]
    if len(known) < len(lines):
        currencies = sorted({line.amount.currency for line in lines} - set(CURRENCIES))
        logger.error(
            "%d lines of Stripe's balance are not imported: the ledger has no accounts in %s",
            len(lines) - len(known),
            ", ".join(currencies),
        )
    return known


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
