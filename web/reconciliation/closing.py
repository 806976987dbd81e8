"""What closing a break books: the amounts that the page showed to the person who closes it."""

from typing import NamedTuple

from domain.money import Money
from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.reconciliation_break import (
    BreakClosingReason,
    ClosingEntry,
    ReconciliationBreak,
)
from payments.reconciliation.rail_reconciliation import accrued_fees_minor, subject_of
from payments.reconciliation.reconcile import ReconciledItem
from web.marketplace import Marketplace


class ShownAmounts(NamedTuple):
    """What a page shows of a break, and its form sends back."""

    difference_minor: int
    """Ledger less statement."""
    accrued_minor: int
    """That closing it as a fee settles."""
    closings: int
    """How often it was closed before."""


def amounts_shown(
    rail: RailAccount, item: ReconciledItem, marketplace: Marketplace
) -> ShownAmounts:
    """As it is now."""
    found = marketplace.log.load_or_new(ReconciliationBreak, subject_of(rail, item).id)
    accrued = 0
    if rail is RailAccount.STRIPE:
        accrued = accrued_fees_minor(item.currency, item.since, marketplace.ledger)
    return ShownAmounts(item.difference_minor, accrued, found.closings)


def closing_entry(
    rail: RailAccount, item: ReconciledItem, reason: BreakClosingReason, shown: ShownAmounts
) -> ClosingEntry:
    """What the rail has more; a fee settles what was accrued until it was charged."""
    accrued = shown.accrued_minor if reason is BreakClosingReason.RAIL_FEE else 0
    return ClosingEntry(
        subject_of(rail, item),
        Money(-shown.difference_minor, item.currency),
        Money(accrued, item.currency),
        reason,
        item.since,
    )
