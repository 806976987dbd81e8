"""What the ledger says moved on a rail, with the references by which the rail may know it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from domain.aggregate import Event
from domain.bookings.booking import Booking
from domain.log.event_log import EventLog
from domain.log.mapper import decode
from payments.brand_accounts.booking_refund import BookingRefund
from payments.brand_accounts.brand_account import BrandAccount
from payments.ledger.cutoffs import day_number
from payments.ledger.daily_totals import DAY_US
from payments.ledger.database import LedgerDatabase
from payments.ledger.tables import account, entry, line
from payments.pay_runs.payout import Payout
from payments.postings import RAILS
from payments.rail_statements.rail_statement import RailAccount, RailCategory, RailStatement
from payments.rail_statements.reconciliation_break import ReconciliationBreak
from payments.reconciliation.reconcile import LedgerMovement

CHUNK = 500
"""How many events are read at a time."""
NUMBER_DIGITS = 8
"""Of the payment number that brands write on a transfer: the beginning of the payment's id."""


class PostedAmount(NamedTuple):
    """The line of an entry on a rail's account."""

    entry: int
    key: str
    position: int
    effective_us: int
    currency: str
    amount_minor: int


class MovementDays(NamedTuple):
    """Days (UTC) from after one to another; None: without a limit."""

    after: date | None
    to: date | None
    recorded_to: date | None = None
    """Of that, what was recorded by the end of a day (UTC)."""


def ledger_movements(
    rail: RailAccount, span: MovementDays, log: EventLog, database: LedgerDatabase
) -> list[LedgerMovement]:
    """What was posted on a rail's account with effect in a span, in the order of the entries."""
    with database.read() as db:
        amounts = _amounts(rail, span, db)
        runs = _run_positions([amount.key for amount in amounts], db)
    events = _events([amount.position for amount in amounts] + list(runs.values()), log)
    return [
        movement
        for amount in amounts
        for movement in _movements(
            amount, events.get(amount.position), events.get(runs.get(_first_key(amount.key)))
        )
    ]


def _amounts(rail: RailAccount, span: MovementDays, db: Connection) -> list[PostedAmount]:
    query = (
        select(
            entry.c.id,
            entry.c.key,
            entry.c.position,
            entry.c.effective_us,
            line.c.unit,
            line.c.amount_minor,
        )
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(account.c.name == RAILS[rail].name)
        .order_by(entry.c.id)
    )
    if span.after is not None:
        query = query.where(entry.c.effective_us >= end_us(span.after))
    if span.to is not None:
        query = query.where(entry.c.effective_us < end_us(span.to))
    if span.recorded_to is not None:
        query = query.where(entry.c.recorded_us < end_us(span.recorded_to))
    return [PostedAmount(*row) for row in db.execute(query)]


def end_us(day: date) -> int:
    """The first microsecond since 1970 that is after a day (UTC)."""
    return (day_number(day) + 1) * DAY_US


def _run_positions(keys: Sequence[str], db: Connection) -> dict[str, int]:
    """Where the first events of these streams are, if they moved something: payouts were."""
    first_keys = sorted({_first_key(key) for key in keys})
    positions: dict[str, int] = {}
    for start in range(0, len(first_keys), CHUNK):
        some = entry.c.key.in_(first_keys[start : start + CHUNK])
        rows = db.execute(select(entry.c.key, entry.c.position).where(some))
        positions.update((row.key, row.position) for row in rows)
    return positions


def _first_key(key: str) -> str:
    return f"{key.partition('/')[0]}/1"


def _events(positions: Sequence[int], log: EventLog) -> dict[int | None, Event]:
    unique = sorted(set(positions))
    return {
        row.position: decode(row.topic, row.state)
        for start in range(0, len(unique), CHUNK)
        for row in log.rows.rows_at(unique[start : start + CHUNK])
    }


def _movements(
    amount: PostedAmount, event: Event | None, first: Event | None
) -> Iterator[LedgerMovement]:
    """One, or for the fees of a statement one for each."""
    on = datetime.fromtimestamp(amount.effective_us // 1_000_000, UTC).date()
    if isinstance(event, RailStatement.Imported):
        yield from _fees(amount, event, on)
        return
    references = _references(event, UUID(amount.key.partition("/")[0]), first)
    yield LedgerMovement(references, amount.currency, -amount.amount_minor, on, amount.entry)


def _fees(
    amount: PostedAmount, event: RailStatement.Imported, on: date
) -> Iterator[LedgerMovement]:
    for stated in event.lines:
        is_fee = stated.category is RailCategory.PROCESSING_FEE
        if is_fee and stated.amount.currency == amount.currency:
            yield LedgerMovement(
                (stated.reference,), amount.currency, stated.amount.amount, on, amount.entry
            )


def _references(event: Event | None, stream: UUID, first: Event | None) -> tuple[str, ...]:
    """What was recorded for it, the most specific first, and then the ids that may be on a line."""
    references: tuple[str, ...] = (stream.hex,)
    match event:
        case Booking.FundingReceived(funding=funding):
            number = funding.funding_id.hex[:NUMBER_DIGITS]
            references = (event.reference, funding.funding_id.hex, number)
        case (
            Payout.Paid()
            | Payout.PaymentRecorded()
            | Payout.FoundPaid()
            | Payout.PaidAfterRefusal()
            | Payout.FurtherPaymentFound()
            | Payout.Reversed()
            | Payout.ReturnRecorded()
        ):
            references = (event.reference, stream.hex, *_run_of(first))
        case BrandAccount.PaymentReceived() | BrandAccount.PaymentReversed():
            references = (event.reference, stream.hex)
        case BookingRefund.Paid() | BookingRefund.PaymentReversed():
            references = (event.reference, event.booking_id.hex)
        case ReconciliationBreak.Closed():
            references = (event.reference_key,)
    return references


def _run_of(first: Any) -> tuple[str, ...]:
    """The pay run of a payout: a bank may book its whole file as one line."""
    return (first.pay_run_id.hex,) if isinstance(first, Payout.Initiated) else ()
