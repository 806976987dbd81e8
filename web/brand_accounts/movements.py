"""
What was recorded on a brand's account, the newest first: payments, refunds, and prices given back.

The list is the ledger's, a page at a time; references, days and people are those of the events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, or_, select

from domain.aggregate import Event
from domain.bookings.budget_reservation import BudgetReservation
from domain.log.event_log import EventLog
from domain.log.mapper import decode
from domain.money import Money
from payments import accounts
from payments.brand_accounts.booking_refund import BookingRefund, booking_refund_id
from payments.brand_accounts.brand_account import BrandAccount, brand_account_id
from payments.earnings.earning import Earning
from payments.ledger.tables import account, entry, line

PAGE_SIZE = 25
PAYMENTS = (BrandAccount.PaymentReceived, BookingRefund.Paid)
REVERSED = (BrandAccount.PaymentReversed, BookingRefund.PaymentReversed)
PRICES = (
    Earning.Refused,
    Earning.ContestAccepted,
    Earning.AppealGranted,
    BudgetReservation.Returned,
    BudgetReservation.SpentAgain,
)
LISTED = [f"{kind.TOPIC.rpartition('.')[0]}.%" for kind in (*PAYMENTS, *REVERSED, *PRICES)]
"""Their event types, of all versions."""
Payment = BrandAccount.PaymentReceived | BookingRefund.Paid
ReversedPayment = BrandAccount.PaymentReversed | BookingRefund.PaymentReversed


class PostedMovement(NamedTuple):
    """An entry on a brand's account."""

    number: int
    """Of the entry: newer ones are greater."""
    event_type: str
    position: int
    conversation_id: UUID | None
    money: Money
    """Never negative: what happened says in which direction it went."""


@dataclass(frozen=True)
class AccountMovement:
    """An entry with what people recorded of it."""

    posted: PostedMovement
    event: Event

    @property
    def payment(self) -> Payment | ReversedPayment | None:
        """None: a price that was given back, or is due after all."""
        return self.event if isinstance(self.event, PAYMENTS + REVERSED) else None

    @property
    def opened(self) -> Payment | None:
        """What has a page of its own: a payment can be reversed there."""
        return self.event if isinstance(self.event, PAYMENTS) else None

    @property
    def on(self) -> date:
        """Its day of value, else the day on which it happened (UTC)."""
        match self.event:
            case BrandAccount.PaymentReceived() | BrandAccount.PaymentReversed():
                return self.event.received_on
            case BookingRefund.Paid() | BookingRefund.PaymentReversed():
                return self.event.paid_on
            case _:
                return self.event.at.date()


@dataclass(frozen=True)
class MovementPage:
    movements: Sequence[AccountMovement]
    before: int | None
    """Where the next page goes on; None: this is the last."""


def movement_page(
    brand_id: UUID, before: int | None, log: EventLog, db: Connection
) -> MovementPage:
    """The page after an entry of the ledger; None: the first. One query of ledger and log each."""
    posted = _posted(brand_id, before, PAGE_SIZE + 1, db)
    shown = posted[:PAGE_SIZE]
    events = _events([movement.position for movement in shown], log)
    movements = [AccountMovement(movement, events[movement.position]) for movement in shown]
    is_last = len(posted) <= PAGE_SIZE
    return MovementPage(movements, None if is_last else shown[-1].number)


def movement_numbered(
    number: int, brand_id: UUID, log: EventLog, db: Connection
) -> AccountMovement | None:
    """A payment or refund of a brand by its entry's number; None when there is no such one."""
    [*found] = _posted(brand_id, number + 1, 1, db)
    if not found or found[0].number != number:
        return None
    movement = AccountMovement(found[0], _events([found[0].position], log)[found[0].position])
    return movement if movement.opened else None


def counts_still(payment: Payment, log: EventLog) -> bool:
    """Whether a payment was not reversed."""
    match payment:
        case BrandAccount.PaymentReceived():
            account_ = log.load_or_new(BrandAccount, brand_account_id(payment.brand_id))
            return account_.received.get(payment.reference) == payment
        case BookingRefund.Paid():
            refund = log.load_or_new(BookingRefund, booking_refund_id(payment.booking_id))
            return refund.paid.get(payment.reference) == payment


def _posted(brand_id: UUID, before: int | None, limit: int, db: Connection) -> list[PostedMovement]:
    own = (accounts.receivable(brand_id), accounts.refunds_payable(brand_id))
    is_listed = or_(*(entry.c.event_type.like(name) for name in LISTED))
    query = (
        select(
            entry.c.id,
            entry.c.event_type,
            entry.c.position,
            entry.c.conversation_id,
            line.c.amount_minor,
            line.c.unit,
        )
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(account.c.name.in_([one.name for one in own]), is_listed)
        .order_by(entry.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(entry.c.id < before)
    return [
        PostedMovement(
            row.id,
            row.event_type,
            row.position,
            UUID(bytes=row.conversation_id) if row.conversation_id else None,
            Money(abs(row.amount_minor), row.unit),
        )
        for row in db.execute(query)
    ]


def _events(positions: Sequence[int], log: EventLog) -> Mapping[int, Event]:
    rows = log.rows.rows_at(sorted(positions)) if positions else []
    return {row.position: decode(row.topic, row.state) for row in rows}
