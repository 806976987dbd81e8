"""Who appears in our examples, when, and on which terms."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.money import Money
from domain.terms import Employed, Paid, Voluntary

BRAND = UUID("b0000000-0000-4000-8000-000000000001")
OTHER_BRAND = UUID("b0000000-0000-4000-8000-000000000002")
MANAGER = UUID("a0000000-0000-4000-8000-000000000001")
VISITOR = UUID("c0000000-0000-4000-8000-000000000001")
EXPERT = UUID("e0000000-0000-4000-8000-000000000001")
OTHER_EXPERT = UUID("e0000000-0000-4000-8000-000000000002")
AMBASSADOR = UUID("d0000000-0000-4000-8000-000000000001")
EMPLOYEE = UUID("e1000000-0000-4000-8000-000000000001")
ELECTRICITY = UUID("50000000-0000-4000-8000-000000000001")
HEATING = UUID("50000000-0000-4000-8000-000000000002")
CONVERSATION = UUID("f0000000-0000-4000-8000-000000000001")

MORNING = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)  # a Monday


def after(seconds: float) -> datetime:
    """So many seconds into the morning of our examples."""
    return MORNING + timedelta(seconds=seconds)


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


PAID = Paid(price=euros(200), commission_percent=20)
VOLUNTARY = Voluntary(points=10)
EMPLOYED = Employed(hourly_wage=euros(2150))
