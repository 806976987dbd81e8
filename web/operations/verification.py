"""Verifying: the log is whole, every event can be read, and the facts agree with the books."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, func, select

from domain.conversations.conversation import Conversation
from domain.log.entries import StoredRow
from domain.log.event_log import EventLog
from domain.log.mapper import Unreadable, decode
from domain.rewards.points import POINTS as POINTS_PURSE
from domain.rewards.programme import GIFT_STOCK
from payments.postings import POINTS, postings_of
from projections.conversations.tables import conversations, tallies
from projections.engine.generation import position_of
from projections.read_models import ReadModels

MOST_TROUBLES = 50
"""After so many troubles the rest is only counted."""

Progress = Callable[[int, int], None]
Sums = dict[tuple[UUID, str], int]
"""By brand and measure."""


@dataclass
class Verified:
    """What a verification read, and what is wrong."""

    events: int = 0
    streams: int = 0
    troubles: list[str] = field(default_factory=list)
    unlisted: int = 0

    def trouble(self, what: str) -> None:
        if len(self.troubles) < MOST_TROUBLES:
            self.troubles.append(what)
        else:
            self.unlisted += 1


@dataclass
class _Books:
    """The postings of all closed conversations, added up by brand, kind of account and unit."""

    charged: Counter[tuple[UUID, str]] = field(default_factory=Counter)
    balance: Counter[str] = field(default_factory=Counter)
    held_places: int = 0


def verify(log: EventLog, read_models: ReadModels, progress: Progress) -> Verified:
    """Read the whole log once, then compare what it says with the facts and the rule rows."""
    verified, books = Verified(), _Books()
    with read_models.read(read_models.facts) as db:
        upto = position_of(db)
        _read_log(log, upto, verified, books, progress)
        for unit, amount in books.balance.items():
            if amount:
                verified.trouble(f"the postings in {unit} do not balance: {amount}")
        sums = _tallied(db)
        _compare_books(books, "tallies", sums, verified)
        _compare_books(books, "conversations", _held(db), verified)
        rows = db.scalar(select(func.count()).select_from(conversations)) or 0
    requested = sum(n for (_, measure), n in sums.items() if measure == "requests")
    if rows != requested:
        verified.trouble(f"{rows} conversations are kept, but {requested} requests are counted")
    _check_rules(log, books, verified)
    return verified


def _read_log(
    log: EventLog, upto: int, verified: Verified, books: _Books, progress: Progress
) -> None:
    expected, versions = 1, Counter[bytes]()
    for row in log.all_rows():
        if row.position != expected:
            verified.trouble(f"positions {expected} to {row.position - 1} are missing")
        expected = row.position + 1
        versions[row.stream] += 1
        if row.version != versions[row.stream]:
            verified.trouble(f"position {row.position}: version {row.version} out of order")
            versions[row.stream] = row.version
        verified.events += 1
        _read_event(row, upto, verified, books)
        if row.position % 5000 == 0:
            progress(row.position, upto)
    if expected <= upto:
        verified.trouble(f"positions {expected} to {upto} are missing")
    verified.streams = len(versions)


def _read_event(row: StoredRow, upto: int, verified: Verified, books: _Books) -> None:
    try:
        event = decode(row.topic, row.state)
    except Unreadable as error:
        verified.trouble(f"position {row.position}: {error}")
        return
    match event:
        case Conversation.Claimed(slot=place) if place:
            books.held_places += 1
        case Conversation.Transferred(slot=place) | Conversation.Lost(slot=place) if place:
            books.held_places -= 1
        case Conversation.Closed():
            books.held_places -= bool(event.slot)
            if row.position <= upto:
                _post(event, books)


def _post(closed: Conversation.Closed, books: _Books) -> None:
    for posting in postings_of(closed):
        books.balance[posting.unit] += posting.amount
        if posting.amount < 0:
            measure = "points" if posting.unit == POINTS else f"price:{posting.unit}"
            books.charged[closed.brand_id, measure] -= posting.amount


def _tallied(db: Connection) -> Sums:
    """All tallies, added up over the months."""
    t = tallies.c
    query = select(t.brand_id, t.measure, func.sum(t.n)).where(t.grain == "m")
    rows = db.execute(query.group_by(t.brand_id, t.measure))
    return {(UUID(bytes=brand_id), measure): int(n) for brand_id, measure, n in rows}


def _held(db: Connection) -> Sums:
    """The prices and points of the conversations that are over, row by row."""
    c = conversations.c
    query = select(c.brand_id, c.currency, func.sum(c.price), func.sum(c.points))
    over = query.where(c.handled_s.is_not(None)).group_by(c.brand_id, c.currency)
    sums: Sums = {}
    for brand_id, currency, price, points in db.execute(over):
        measure, n = (f"price:{currency}", price) if currency else ("points", points)
        sums[UUID(bytes=brand_id), measure] = int(n or 0)
    return sums


def _compare_books(books: _Books, name: str, sums: Sums, verified: Verified) -> None:
    told = {key: n for key, n in sums.items() if key[1] == "points" or key[1].startswith("price:")}
    for key in sorted(told.keys() | books.charged.keys()):
        if told.get(key, 0) != books.charged[key]:
            brand, measure = key
            verified.trouble(
                f"brand {brand}, {measure}: the {name} say {told.get(key, 0)},"
                f" the postings {books.charged[key]}"
            )


def _check_rules(log: EventLog, books: _Books, verified: Verified) -> None:
    places = log.rows.count_reservations("conversation-slot")
    # In a log that has grown meanwhile the rows are ahead of what was read: nothing to compare.
    if log.rows.head() == verified.events and places != books.held_places:
        verified.trouble(f"{places} desk places are taken, but {books.held_places} are claimed")
    for kind in (POINTS_PURSE, GIFT_STOCK):
        for balance in log.rows.balances(kind):
            if balance.debited > balance.credited:
                verified.trouble(f"the {kind} purse {balance.key} is overdrawn")
