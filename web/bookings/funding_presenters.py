"""Payments of bookings, as the platform reads them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import BookingPlan
from domain.log.event_log import EventLog
from projections.bookings.bookings import bookings_with_ids
from projections.bookings.funding import RECEIVED, FundingSummary
from projections.brands.brands import BrandSummary
from projections.read_models import ReadModels
from web.bookings.funding_numbers import funding_number
from web.http.account_names import account_names, person_name
from web.http.request_context import brand_directory
from web.i18n.language import gettext

ONE_DAY = timedelta(days=1)


class FundingView(NamedTuple):
    """A payment with its brand and booking."""

    payment: FundingSummary
    number: str
    brand: BrandSummary | None
    plan: BookingPlan | None
    awaited_days: int
    """Whole days since the brand asked to pay it in."""
    settled_by: str
    """Who recorded what became of it, by name."""

    @property
    def brand_name(self) -> str:
        return self.brand.name if self.brand else ""

    @property
    def last_day(self) -> date | None:
        return self.plan.until - ONE_DAY if self.plan else None


def funding_views(
    payments: Sequence[FundingSummary], read_models: ReadModels, at: datetime
) -> list[FundingView]:
    """at: now, UTC."""
    brands = {brand.brand_id: brand for brand in brand_directory().all()}
    with read_models.read(read_models.bookings) as db:
        bookings = bookings_with_ids({payment.booking_id for payment in payments}, db)
    names = account_names(payment.settled_by for payment in payments if payment.settled_by)
    return [
        FundingView(
            payment,
            funding_number(payment.funding_id),
            brands.get(payment.brand_id),
            bookings[payment.booking_id].plan if payment.booking_id in bookings else None,
            (at - payment.requested_at) // ONE_DAY,
            _settled_by(payment, names),
        )
        for payment in payments
    ]


def as_settled(payment: FundingSummary, log: EventLog) -> FundingSummary:
    """The payment as the log has it, which is ahead of the read model for a moment."""
    for event in log.history(payment.booking_id):
        match event.data:
            case Booking.FundingReceived() as settled:
                outcome, reference = RECEIVED, settled.reference
            case Booking.FundingRefused() as settled:
                outcome, reference = str(settled.reason), ""
            case _:
                continue
        if settled.funding.funding_id == payment.funding_id:
            return payment._replace(
                outcome=outcome,
                reference=reference,
                settled_at=settled.at,
                settled_by=settled.by,
            )
    return payment


def _settled_by(payment: FundingSummary, names: Mapping[UUID, str]) -> str:
    if payment.settled_at is None:
        return ""
    if payment.settled_by is None:
        return gettext("the payment service")
    return person_name(payment.settled_by, names)
