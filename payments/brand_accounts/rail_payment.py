"""A payment as the bank or Stripe states it: on which account, under which reference, when."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.errors import Invalid
from payments.earnings.earning import WrittenText
from payments.rail_statements.rail_statement import RailAccount

EARLIEST_ZONE = timedelta(hours=14)
"""How far ahead of UTC a day begins first."""


class RailPayment(NamedTuple):
    """Where and when money moved, as its statement says."""

    account: RailAccount
    """Of the platform."""
    reference: str
    """Without names: it stays in the log."""
    on: date
    """When the rail booked it."""

    def must_have_happened(self, at: datetime) -> None:
        """Raises Invalid for a day that has not begun anywhere."""
        if self.on > (at + EARLIEST_ZONE).date():
            raise Invalid("Choose the day on which it was booked: today or earlier.")


def must_be_written(reason: WrittenText) -> None:
    """Raises Invalid when nothing says why a payment is reversed."""
    if not reason.length:
        raise Invalid("Write why the payment is reversed.")
