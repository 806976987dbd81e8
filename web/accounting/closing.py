"""Closing a month: by a person, who confirms what was shown open."""

from collections.abc import Collection, Sequence
from uuid import UUID

from domain.errors import NotNow
from payments.ledger.general_ledger import GENERAL_LEDGER, GeneralLedger
from web.accounting.checklist import CheckedLine, MonthToCheck, checked


def close_month(month: MonthToCheck, by: UUID, confirmed: Collection[str]) -> int:
    """
    Close a month and those before it; return the log position after it.

    confirmed: the codes of the checks that the person was shown open, and closes the month with.
    Raises what GeneralLedger.close_period raises; NotNow when a required check is open, or another
    one that was not confirmed.
    """
    _check_period(month, by)
    lines = checked(month)
    if is_forbidden(lines):
        raise NotNow("The ledger is not posted up to the present yet. Try again in a moment.")
    _check_confirmed(lines, confirmed)
    return month.marketplace.general_ledger.close_period(month.month, by, month.at)


def _check_period(month: MonthToCheck, by: UUID) -> None:
    """Raises what GeneralLedger.close_period raises, and records nothing."""
    ledger = month.marketplace.log.load_or_new(GeneralLedger, GENERAL_LEDGER)
    ledger.close_period(month.month, by, month.at)


def _check_confirmed(lines: Sequence[CheckedLine], confirmed: Collection[str]) -> None:
    unconfirmed = [line for line in open_lines(lines) if line.check.code not in confirmed]
    if unconfirmed and confirmed:
        raise NotNow("Something else is open by now. Read the list again, and confirm it.")
    if unconfirmed:
        raise NotNow("Something is open in this month. Confirm that it is closed all the same.")


def open_lines(lines: Sequence[CheckedLine]) -> list[CheckedLine]:
    """What is not done."""
    return [line for line in lines if line.open]


def is_forbidden(lines: Sequence[CheckedLine]) -> bool:
    """Whether something is open without which the figures would be wrong."""
    return any(line.check.is_required for line in open_lines(lines))
