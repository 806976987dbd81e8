"""The reactor that tells a brand's people what became of a booking's money."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.bookings.booking import Booking
from domain.bookings.funding import FundingMethod
from domain.errors import NotFound
from domain.log.envelope import EventEnvelope
from projections.bookings.bookings import BookingSummary, booking_with_id
from web.bookings.funding_emails import FundingEmails
from web.brands.brand_lookup import known_brand
from web.mail.message import EmailCategory, EmailMessage
from web.mail.recipients import EmailContent, recipients_among
from web.marketplace import Marketplace
from web.private_store.accounts import Account, Role, RoleName
from web.private_store.store import PrivateStore
from web.reactors.reactor import Reactor
from web.settings import Settings

Settled = Booking.FundingReceived | Booking.FundingRefused


class BookingEmails:
    def __init__(self, marketplace: Marketplace, store: PrivateStore, settings: Settings) -> None:
        self._log, self._read_models = marketplace.log, marketplace.read_models
        self._store = store
        self._base = settings.public_url

    @property
    def reactor(self) -> Reactor:
        settled = (Booking.FundingReceived, Booking.FundingRefused)
        return Reactor("send_booking_emails", settled, self.react)

    def react(self, event: EventEnvelope[Settled], key: str) -> Sequence[EmailMessage]:
        """
        One e-mail to each account of the brand; none for an invoice, which is not paid yet.

        Raises NotFound while the read models do not know the booking.
        """
        if event.data.funding.method is FundingMethod.INVOICE:
            return []
        booking = self._booking(UUID(bytes=event.stream))
        link = self._link_to(booking)
        emails = FundingEmails(booking.plan, event.data, self._is_first(event), link)
        return self._to_brand(booking.brand_id, key, emails.in_language)

    def _is_first(self, event: EventEnvelope[Settled]) -> bool:
        return not any(
            isinstance(earlier.data, Booking.FundingReceived)
            for earlier in self._log.history(UUID(bytes=event.stream))
            if earlier.position < event.position
        )

    def _to_brand(self, brand_id: UUID, key: str, content: EmailContent) -> list[EmailMessage]:
        of_brand = select(Account.id).join(Role, Role.account_id == Account.id)
        of_brand = of_brand.where(Account.brand_id == brand_id, Role.name == str(RoleName.BRAND))
        with self._store.engine.connect() as db:
            account_ids = list(db.scalars(of_brand))
        return [
            recipient.email_about(
                f"{key}/{recipient.id}", EmailCategory.ACCOUNT, *content(recipient.language)
            )
            for recipient in recipients_among(account_ids, EmailCategory.ACCOUNT, self._store)
        ]

    def _link_to(self, booking: BookingSummary) -> str:
        brand = known_brand(booking.brand_id, self._read_models)
        return f"{self._base}/brands/{brand.slug}/bookings/{booking.booking_id}"

    def _booking(self, booking_id: UUID) -> BookingSummary:
        with self._read_models.read(self._read_models.bookings) as db:
            booking = booking_with_id(booking_id, db)
        if booking is None:
            raise NotFound(Booking.ABSENT)
        return booking
