"""When an event counts in the books: on its day of value, or else when it happened."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import Any

from domain.aggregate import Event
from payments.brand_accounts.booking_refund import BookingRefund
from payments.brand_accounts.brand_account import BrandAccount
from payments.pay_runs.payout import Payout
from payments.rail_statements.rail_fee import RailFee
from payments.rail_statements.rail_statement import RailStatement
from payments.rail_statements.reconciliation_break import ReconciliationBreak

VALUE_DAYS: Mapping[type[Event], Callable[[Any], date]] = {
    BookingRefund.Paid: attrgetter("paid_on"),
    BookingRefund.PaymentReversed: attrgetter("paid_on"),
    BrandAccount.PaymentReceived: attrgetter("received_on"),
    BrandAccount.PaymentReversed: attrgetter("received_on"),
    Payout.FoundPaid: attrgetter("paid_on"),
    Payout.FurtherPaymentFound: attrgetter("paid_on"),
    Payout.Paid: attrgetter("paid_on"),
    Payout.PaidAfterRefusal: attrgetter("paid_on"),
    Payout.PaymentRecorded: attrgetter("paid_on"),
    Payout.ReturnRecorded: attrgetter("returned_on"),
    RailFee.Accrued: attrgetter("on"),
    RailStatement.Imported: attrgetter("on"),
    ReconciliationBreak.Closed: attrgetter("on"),
}
"""Events that are recorded later than what they say: a payment of Tuesday is typed on Thursday."""


def effective_at(event: Event) -> datetime:
    """When an event takes effect (UTC): a day of value begins at midnight."""
    day_of = VALUE_DAYS.get(type(event))
    return datetime.combine(day_of(event), time(), UTC) if day_of else event.at
