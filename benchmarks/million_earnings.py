"""A ledger of a year with a million earnings: closed, released after a week, paid on Tuesdays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy import text

from payments import accounts
from payments.accounts import LedgerAccount
from payments.ledger.book import Book
from payments.ledger.database import LedgerDatabase
from payments.ledger.entries import EntryDraft, LedgerEntry, microseconds
from payments.ledger.journal import write_entries
from payments.postings import Posting

EXPERTS, BRANDS, DAYS = 5000, 40, 364
FIRST = datetime(2025, 12, 1, tzinfo=UTC)
"""A Monday."""
PRICE, COMMISSION, NET = 200, 40, 160
THRESHOLD = 2000
HELD_DAYS = 7
TUESDAY = 1
BATCH = 20_000
Moves = list[tuple[LedgerAccount, int]]


def fill_ledger(database: LedgerDatabase, earnings: int) -> int:
    """Enter them through the book; return how many entries there are. The triggers are off."""
    book, count = Book(bytes(16)), 0
    batch: list[LedgerEntry] = []
    triggers = _drop_triggers(database)
    for draft in _drafts(earnings):
        batch.append(book.enter(draft))
        if len(batch) == BATCH:
            _write(batch, database)
            count, batch = count + len(batch), []
    _write(batch, database)
    with database.write() as db:
        for statement in triggers:
            db.exec_driver_sql(statement)
        db.exec_driver_sql("ANALYZE")
    return count + len(batch)


def expert_id(number: int) -> UUID:
    return UUID(int=0xE0000000_0000_4000_8000_000000000000 + number)


def brand_id(number: int) -> UUID:
    return UUID(int=0xB0000000_0000_4000_8000_000000000000 + number)


def _write(entries: list[LedgerEntry], database: LedgerDatabase) -> None:
    with database.write() as db:
        write_entries(entries, db)


def _drop_triggers(database: LedgerDatabase) -> list[str]:
    """SQLite's: what they check, the book has checked."""
    with database.write() as db:
        found = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = list(db.execute(found))
        for name, _ in triggers:
            db.exec_driver_sql(f"DROP TRIGGER {name}")
    return [sql for _, sql in triggers]


def _drafts(earnings: int) -> Iterator[EntryDraft]:
    for number, (at, event_type, conversation, moves) in enumerate(_events(earnings), 1):
        postings = tuple(Posting(account, amount, "EUR") for account, amount in moves)
        conversation_id = UUID(int=conversation) if conversation else None
        at_us = microseconds(at)
        yield EntryDraft(
            f"{UUID(int=number)}/1",
            event_type,
            number,
            conversation_id,
            None,
            at_us,
            at_us,
            postings,
        )


def _events(earnings: int) -> Iterator[tuple[datetime, str, int, Moves]]:
    """When, what, of which conversation, and what it moves."""
    balances = [0] * EXPERTS
    earned = _of_days(earnings)
    for day in range(DAYS):
        morning = FIRST + timedelta(days=day)
        yield from _pays_in(morning)
        if morning.weekday() == TUESDAY:
            yield from _payouts(morning + timedelta(hours=8), balances)
        for number in earned[day]:
            at = morning + timedelta(seconds=28_800 + (number * 13) % 43_200)
            brand = brand_id(number % BRANDS)
            yield at, "Conversation.Closed.1", number + 1, _closed(brand, _expert_of(number))
            moves = [(accounts.prepaid(brand), -PRICE), (accounts.receivable(brand), PRICE)]
            yield at, "BudgetReservation.Spent.1", number + 1, moves
        for number in earned[day - HELD_DAYS] if day >= HELD_DAYS else ():
            at = morning + timedelta(hours=21)
            expert = _expert_of(number)
            balances[expert] += NET
            held, payable = accounts.held(expert_id(expert)), accounts.payable(expert_id(expert))
            yield at, "Earning.Released.1", number + 1, [(held, -NET), (payable, NET)]


def _of_days(earnings: int) -> list[range]:
    bounds = [earnings * day // DAYS for day in range(DAYS + 1)]
    return [range(first, end) for first, end in pairwise(bounds)]


def _expert_of(number: int) -> int:
    return (number * 7919 + number // 977) % EXPERTS


def _closed(brand: UUID, expert: int) -> Moves:
    return [
        (accounts.receivable(brand), -PRICE),
        (accounts.COMMISSION, COMMISSION),
        (accounts.held(expert_id(expert)), NET),
    ]


def _pays_in(at: datetime) -> Iterator[tuple[datetime, str, int, Moves]]:
    """Each brand pays in what it may spend in a month."""
    if at.day != 1:
        return
    for number in range(BRANDS):
        moves = [(accounts.BANK, -1_000_000), (accounts.prepaid(brand_id(number)), 1_000_000)]
        yield at, "Booking.FundingReceived.1", 0, moves


def _payouts(at: datetime, balances: list[int]) -> Iterator[tuple[datetime, str, int, Moves]]:
    for expert, balance in enumerate(balances):
        if balance >= THRESHOLD:
            id = expert_id(expert)
            moves = [(accounts.payable(id), -balance), (accounts.in_transit(id), balance)]
            yield at, "Payout.Initiated.1", 0, moves
            moves = [(accounts.in_transit(id), -balance), (accounts.BANK, balance)]
            yield at + timedelta(minutes=5), "Payout.Paid.1", 0, moves
            balances[expert] = 0
