"""
The bank's statement of the demonstration: what finance recorded is on it, but for a few lines.

So reconciliation has one break of each kind to look after: a payment that the bank does not know,
one of which it has less, and a fee that the ledger does not have.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid5

from domain.money import Money
from payments.rail_statements.rail_statement import (
    RAIL_STATEMENTS,
    RailAccount,
    RailCategory,
    StatedLine,
)
from payments.rail_statements.rail_statement_commands import stated_months
from payments.reconciliation.ledger_movements import MovementDays, ledger_movements
from payments.reconciliation.reconcile import LedgerMovement
from web.demo.planned import CURRENCY, FINANCE_ID
from web.marketplace import Marketplace

ONE_DAY = timedelta(days=1)
EXPORTED_BEFORE = timedelta(days=7)
"""Finance exports the statement once a week: what is newer is not on it."""
FEE_MINOR, LESS_MINOR = 1_200, 250
"""What the bank charges for a month, and what another bank kept of a brand's payment."""


def load_bank_statement(marketplace: Marketplace, today: date) -> None:
    """Import the statement once, up to a week before a day (UTC)."""
    if stated_months(marketplace.log, RailAccount.BANK):
        return  # from here on people do the rest
    marketplace.poster.catch_up()
    until = today - EXPORTED_BEFORE
    span = MovementDays(None, until - ONE_DAY)
    movements = ledger_movements(RailAccount.BANK, span, marketplace.log, marketplace.ledger)
    lines = [*_lines_of(_without_last_payout(movements)), _fee(until)]
    at = datetime(today.year, today.month, today.day, tzinfo=UTC)
    marketplace.rail_statements.import_lines(RailAccount.BANK, lines, FINANCE_ID, at)


def _without_last_payout(movements: Sequence[LedgerMovement]) -> list[LedgerMovement]:
    """The payouts of a week have one reference."""
    paid = [movement for movement in movements if movement.amount_minor < 0]
    unknown = max(paid, key=lambda movement: movement.on).references[0] if paid else ""
    return [movement for movement in movements if movement.references[0] != unknown]


def _lines_of(movements: Sequence[LedgerMovement]) -> Iterator[StatedLine]:
    """One for each reference, on the day after; of the last that came in the bank has less."""
    amounts: dict[tuple[str, date], int] = defaultdict(int)
    for movement in movements:
        amounts[movement.references[0], movement.on + ONE_DAY] += movement.amount_minor
    came_in = [key for key, amount in amounts.items() if amount > 0]
    if came_in:
        amounts[max(came_in, key=lambda key: key[1])] -= LESS_MINOR
    for (reference, on), amount in amounts.items():
        yield _line(reference, amount, on, RailCategory.PAYMENT)


def _fee(on: date) -> StatedLine:
    return _line(f"FRAIS {on:%Y-%m}", -FEE_MINOR, on, RailCategory.FEE)


def _line(reference: str, minor: int, on: date, category: RailCategory) -> StatedLine:
    id = uuid5(RAIL_STATEMENTS, f"demonstration/{reference}/{on}").hex
    return StatedLine(id, reference, Money(minor, CURRENCY), on, category)
