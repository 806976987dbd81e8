"""The reactors that watch budgets, and tell a brand's people what becomes of a booking's money."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.bookings.booking import Booking
from domain.bookings.budget_level import BudgetLevel, budget_level
from domain.bookings.budget_reservation import BudgetReservation
from domain.bookings.funding import FundingMethod
from domain.errors import NotFound
from domain.log.envelope import EventEnvelope
from projections.bookings.bookings import BookingSummary, booking_with_id
from projections.read_models import ReadModels
from web.bookings.budget_emails import BudgetEmails
from web.bookings.funding_emails import FundingEmails
from web.brands.brand_lookup import known_brand
from web.mail.message import EmailMessage
from web.mail.recipients import emails_to_brand
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore
from web.reactors.reactor import Reactor
from web.settings import Settings


class BookingEmails:
    def __init__(self, marketplace: Marketplace, store: PrivateStore, settings: Settings) -> None:
        self._log, self._read_models = marketplace.log, marketplace.read_models
        self._store = store
        self._base = settings.public_url

    @property
    def reactor(self) -> Reactor:
        settled = (Booking.FundingReceived, Booking.FundingRefused)
        fallen = (Booking.BudgetNearlySpent, Booking.BudgetSpent)
        return Reactor("send_booking_emails", (*settled, *fallen), self.react)

    def react(self, event: EventEnvelope[Any], key: str) -> Sequence[EmailMessage]:
        """
        One e-mail to each account of the brand; none for an invoice, which is not paid yet.

        Raises NotFound while the read models do not know the booking.
        """
        booking = _booking(UUID(bytes=event.stream), self._read_models)
        link = self._link_to(booking)
        match event.data:
            case Booking.BudgetSpent() | Booking.BudgetNearlySpent() as fallen:
                content = BudgetEmails(booking.plan, fallen, link).in_language
            case settled if settled.funding.method is FundingMethod.INVOICE:
                return []
            case settled:
                is_first = self._is_first(event)
                content = FundingEmails(booking.plan, settled, is_first, link).in_language
        return emails_to_brand(booking.brand_id, key, content, self._store)

    def _is_first(self, event: EventEnvelope[Any]) -> bool:
        return not any(
            isinstance(earlier.data, Booking.FundingReceived)
            for earlier in self._log.history(UUID(bytes=event.stream))
            if earlier.position < event.position
        )

    def _link_to(self, booking: BookingSummary) -> str:
        brand = known_brand(booking.brand_id, self._read_models)
        return f"{self._base}/brands/{brand.slug}/bookings/{booking.booking_id}"


class BudgetWatch:
    """Has bookings record that their budget is spent, or nearly."""

    def __init__(self, marketplace: Marketplace) -> None:
        self._bookings, self._read_models = marketplace.bookings, marketplace.read_models

    @property
    def reactor(self) -> Reactor:
        moved = (BudgetReservation.Spent, BudgetReservation.SpentAgain, BudgetReservation.Released)
        return Reactor("watch_budgets", moved, self.react)

    def react(self, event: EventEnvelope[Any], _key: str) -> Sequence[EmailMessage]:
        """Done twice it records once. Most conversations leave enough, and cost one query here."""
        booking = _booking(event.data.booking_id, self._read_models)
        left, reserved = booking.left.amount, booking.reserved.amount
        price = booking.plan.price.amount
        # The booking counts what was paid in since the budget was last spent, which is never more.
        paid_in = booking.paid_in.amount
        if budget_level(left, paid_in, price, is_reserved=reserved > 0) is not BudgetLevel.ENOUGH:
            at, is_reserved = event.data.at, reserved > 0
            self._bookings.note_budget(booking.booking_id, at, is_reserved=is_reserved)
        return []


def _booking(booking_id: UUID, read_models: ReadModels) -> BookingSummary:
    with read_models.read(read_models.bookings) as db:
        booking = booking_with_id(booking_id, db)
    if booking is None:
        raise NotFound(Booking.ABSENT)
    return booking
