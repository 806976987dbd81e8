"""The reactors that tell experts about shifts, and cancel those a booking no longer has."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.bookings.booking import Booking, BookingStatus
from domain.bookings.booking_plan import BookingPlan, shift_slots
from domain.bookings.notification_order import notification_order
from domain.bookings.shift import Shift, ShiftCancelReason
from domain.errors import NotFound
from domain.log.envelope import EventEnvelope
from domain.members.member import Member
from projections.bookings.bookings import BookingSummary, booking_with_id
from projections.bookings.open_shifts import members_with_shifts
from projections.bookings.shifts import held_from
from projections.brands.subjects import all_subjects
from web.bookings.shift_emails import CancelledShift, NewShifts
from web.bookings.shift_experts import experts_for
from web.brands.brand_lookup import known_brand
from web.i18n.language import LOCALES
from web.mail.message import EmailCategory, EmailMessage
from web.mail.recipients import emails_to, recipients_among
from web.marketplace import Marketplace
from web.members.time_zones import TimeZones
from web.private_store.store import PrivateStore
from web.reactors.reactor import Reactor
from web.settings import Settings


class ShiftEmails:
    def __init__(self, marketplace: Marketplace, store: PrivateStore, settings: Settings) -> None:
        self._log, self._read_models = marketplace.log, marketplace.read_models
        self._store = store
        self._base = settings.public_url

    @property
    def reactor(self) -> Reactor:
        new_shifts = (Booking.FundingReceived, Booking.Extended)
        return Reactor("send_shift_emails", (*new_shifts, Shift.Cancelled), self.react)

    def react(self, event: EventEnvelope[Any], key: str) -> Sequence[EmailMessage]:
        """Raises NotFound while the read models do not know what the event is about."""
        match event.data:
            case Shift.Cancelled() as cancelled:
                return self._cancelled(event, cancelled, key)
            case Booking.Extended():
                return self._extended(event, key)
            case _:
                return self._funded(event, key)

    def _cancelled(
        self, event: EventEnvelope[Any], cancelled: Shift.Cancelled, key: str
    ) -> list[EmailMessage]:
        slot = self._log.load(Shift, UUID(bytes=event.stream)).slot
        assert slot is not None
        country = self._log.load(Member, cancelled.member_id).country
        zone = TimeZones(self._store).of(cancelled.member_id, country)
        brand = known_brand(cancelled.brand_id, self._read_models)
        of_booking = (ShiftCancelReason.BOOKING_SHORTENED, ShiftCancelReason.BOOKING_ENDED)
        is_of_booking = cancelled.reason in of_booking
        content = CancelledShift(slot, brand.name, zone, self._base, is_of_booking).in_language
        return emails_to(cancelled.member_id, key, EmailCategory.ACCOUNT, content, self._store)

    def _funded(self, event: EventEnvelope[Any], key: str) -> list[EmailMessage]:
        """About all shifts of the booking; none for a top-up."""
        booking_id = UUID(bytes=event.stream)
        booking = self._booking(booking_id)
        if booking.status is not BookingStatus.RUNNING or not self._is_first(event, booking_id):
            return []
        return self._to_experts(self._described(booking, event), event, key)

    def _extended(self, event: EventEnvelope[Booking.Extended], key: str) -> list[EmailMessage]:
        """About the shifts of the days that no earlier e-mail was about."""
        booking = self._booking(UUID(bytes=event.stream))
        added = self._days_added(booking, event)
        has_shifts = any(True for _ in shift_slots(added, booking.booking_id))
        if booking.status is not BookingStatus.RUNNING or not has_shifts:
            return []
        described = self._described(booking._replace(plan=added), event)
        return self._to_experts(described._replace(is_extension=True), event, key)

    def _days_added(
        self, booking: BookingSummary, event: EventEnvelope[Booking.Extended]
    ) -> BookingPlan:
        """The plan of the days beyond the furthest end that the booking ever had."""
        plan, ends = booking.plan, []
        for earlier in self._log.history(booking.booking_id):
            match earlier.data:
                case Booking.Confirmed(plan=confirmed):
                    ends.append(confirmed.until)
                case Booking.Extended(until=until) if earlier.position < event.position:
                    ends.append(until)
        until = min(event.data.until, plan.until)
        return replace(plan, first_day=min(max(ends), until), until=until)

    def _to_experts(
        self, described: NewShifts, event: EventEnvelope[Any], key: str
    ) -> list[EmailMessage]:
        """One e-mail to each qualified expert, in the published order."""
        texts = {language: described.in_language(language) for language in LOCALES}
        experts = self._experts(described.booking, event)
        recipients = recipients_among(experts, EmailCategory.INVITATION, self._store)
        by_id = {recipient.id: recipient for recipient in recipients}
        ordered = (by_id[member_id] for member_id in experts if member_id in by_id)
        return [
            recipient.email_about(
                f"{key}/{recipient.id}", EmailCategory.INVITATION, *texts[recipient.language]
            )
            for recipient in ordered
        ]

    def _is_first(self, event: EventEnvelope[Any], booking_id: UUID) -> bool:
        paid_in = (
            earlier.position
            for earlier in self._log.history(booking_id)
            if isinstance(earlier.data, Booking.FundingReceived)
        )
        return next(paid_in) == event.position

    def _experts(self, booking: BookingSummary, event: EventEnvelope[Any]) -> list[UUID]:
        """Those with the role of an expert who may take the shifts, in the published order."""
        experts = experts_for(
            booking.brand_id, booking.plan, event.data.at, self._read_models, self._store
        )
        with self._read_models.read(self._read_models.shifts) as db:
            with_shifts = members_with_shifts(db)
        return notification_order(booking.booking_id, experts, with_shifts)

    def _described(self, booking: BookingSummary, event: EventEnvelope[Any]) -> NewShifts:
        brand = known_brand(booking.brand_id, self._read_models)
        with self._read_models.read(self._read_models.subjects) as db:
            subjects = {subject.subject_id: subject for subject in all_subjects(db)}
        subject_id = booking.plan.subject_id
        subject = subjects.get(subject_id) if subject_id else None
        names = {language: subject.name(language) for language in LOCALES} if subject else {}
        return NewShifts(booking, brand.name, names, self._base, event.data.at)

    def _booking(self, booking_id: UUID) -> BookingSummary:
        with self._read_models.read(self._read_models.bookings) as db:
            booking = booking_with_id(booking_id, db)
        if booking is None:
            raise NotFound(Booking.ABSENT)
        return booking


class ShiftCancellations:
    """Frees the experts of shifts beyond a booking's end; each of them gets an e-mail then."""

    def __init__(self, marketplace: Marketplace) -> None:
        self._log, self._read_models = marketplace.log, marketplace.read_models
        self._shifts = marketplace.shifts

    @property
    def reactor(self) -> Reactor:
        return Reactor("cancel_shifts", (Booking.Shortened, Booking.Ended), self.react)

    def react(self, event: EventEnvelope[Any], _key: str) -> Sequence[EmailMessage]:
        """Done twice it cancels once: what nobody holds any more is left as it is."""
        booking_id, at = UUID(bytes=event.stream), event.data.at
        booking = self._log.load(Booking, booking_id)
        with self._read_models.read(self._read_models.shifts) as db:
            held = held_from(booking_id, at, db)
        match event.data:
            case Booking.Ended():
                left, reason = set[UUID](), ShiftCancelReason.BOOKING_ENDED
            case _:
                left = {slot.shift_id for slot in booking.times.slots(booking_id)}
                reason = ShiftCancelReason.BOOKING_SHORTENED
        for assignment in held:
            if assignment.shift_id not in left:
                self._shifts.cancel(assignment.shift_id, reason, at)
        return []
