"""A brand's credit limit: what it may book by invoice, a balance that cannot become negative."""

from uuid import UUID

from domain.log.entries import BalanceChange
from domain.log.event_log import EventLog

CREDIT_LIMIT = "credit-limit"


def credit_limit_change(brand_id: UUID, credited: int = 0, debited: int = 0) -> BalanceChange:
    """A change of what the brand may still book by invoice, in minor units."""
    return BalanceChange(CREDIT_LIMIT, str(brand_id), credited, debited)


def left_of_credit_limit(log: EventLog, brand_id: UUID) -> int:
    """What the brand may still book by invoice, in minor units."""
    return sum(balance.left for balance in log.rows.balances(CREDIT_LIMIT, str(brand_id)))
