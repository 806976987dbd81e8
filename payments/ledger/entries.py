"""
Entries: what one event moves, dated, named after the event, and with a fingerprint.

An entry is drafted from an event alone. A book then numbers it, and says what its accounts hold
after it.
"""

import hashlib
from collections import Counter
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.aggregate import Event
from domain.bookings.booking import Booking
from domain.bookings.budget_reservation import BudgetReservation
from domain.conversations.conversation import Conversation
from domain.log.envelope import EventEnvelope
from payments.accounts import LedgerAccount
from payments.brand_accounts.booking_refund import BookingRefund
from payments.earnings.earning import Earning
from payments.hash_chain import FIRST
from payments.months import month_of
from payments.postings import Posting, postings_of
from payments.value_days import effective_at

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EventContext = tuple[UUID | None, UUID | None]
"""The conversation and the booking that an event is about."""


class EntryDraft(NamedTuple):
    """What an event moves, and which event it is."""

    key: str
    """The event's id: its stream and version. An entry of a key exists once."""
    event_type: str
    """As the log stores it: a version that comes later changes no entry, and no hash."""
    position: int
    conversation_id: UUID | None
    booking_id: UUID | None
    effective_us: int
    """When it happened, in microseconds since 1970 (UTC)."""
    recorded_us: int
    """When the log recorded it."""
    postings: tuple[Posting, ...]
    """At most one for each account and unit, and none of zero."""
    reverses: int | None = None
    """The number of the entry that this one takes back."""

    @property
    def fingerprint(self) -> str:
        """The same for the same content: a key with another fingerprint is an error."""
        postings = [(posting.account.name, *posting[1:]) for posting in self.postings]
        content = msgspec.json.encode([*self[:-2], postings, self.reverses])
        return hashlib.sha256(content).hexdigest()


class LedgerLine(NamedTuple):
    """An amount on an account of a unit, and what the account holds after it."""

    account: LedgerAccount
    unit: str
    amount_minor: int
    balance_minor: int


class LedgerEntry(NamedTuple):
    """An entry as it stands in the ledger."""

    number: int
    """From 1 without a gap."""
    key: str
    fingerprint: str
    event_type: str
    position: int
    conversation_id: UUID | None
    booking_id: UUID | None
    effective_us: int
    recorded_us: int
    period: str
    """The month (UTC) it is booked in, such as `2026-06`; of late facts the first open one."""
    reverses: int | None
    lines: tuple[LedgerLine, ...]
    previous_hash: str = FIRST
    """The hash of the entry before."""
    content_hash: str = ""
    """Of what this entry says; `entry_hashes.py` says what that is."""
    hash: str = ""
    """Of both: the next entry's previous hash."""


def draft_of(event: EventEnvelope[Any]) -> EntryDraft | None:
    """The entry of an event; None when it moves nothing."""
    postings = netted(postings_of(event.data))
    if not postings:
        return None
    stream = UUID(bytes=event.stream)
    conversation_id, booking_id = _subjects(stream, event.data)
    return EntryDraft(
        key=f"{stream}/{event.version}",
        event_type=event.topic,
        position=event.position,
        conversation_id=conversation_id,
        booking_id=booking_id,
        effective_us=microseconds(effective_at(event.data)),
        recorded_us=event.recorded_us,
        postings=postings,
    )


def netted(postings: list[Posting]) -> tuple[Posting, ...]:
    """One posting for each account and unit, in order, without those of zero."""
    amounts: Counter[tuple[LedgerAccount, str]] = Counter()
    for account, amount, unit in postings:
        amounts[account, unit] += amount
    return tuple(
        Posting(account, amount, unit) for (account, unit), amount in amounts.items() if amount
    )


def microseconds(at: datetime) -> int:
    """Microseconds since 1970 (UTC), exactly."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def month_of_us(moment_us: int) -> str:
    """The month (UTC) of a moment in microseconds since 1970, such as `2026-06`."""
    return month_of(datetime.fromtimestamp(moment_us // 1_000_000, UTC))


def _subjects(stream: UUID, event: Event) -> EventContext:
    subjects: EventContext = (None, None)
    match event:
        case Conversation.Closed():
            subjects = (stream, None)
        case (
            BudgetReservation.Reserved()
            | BudgetReservation.Released()
            | BudgetReservation.Spent()
            | BudgetReservation.Returned()
            | BudgetReservation.SpentAgain()
        ):
            subjects = (event.conversation_id, event.booking_id)
        case BookingRefund.Paid() | BookingRefund.PaymentReversed():
            subjects = (None, event.booking_id)
        case Booking.FundingReceived() | Booking.InvoiceReduced() | Booking.Refunded():
            subjects = (None, stream)
        case (
            Earning.Released()
            | Earning.Refused()
            | Earning.ContestAccepted()
            | Earning.AppealGranted()
        ):
            subjects = (event.pay.conversation_id, None)
    return subjects
