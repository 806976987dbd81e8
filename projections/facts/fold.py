"""How events change the facts."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.schema import CreateIndex

from domain.aggregate import Event
from domain.brand import Brand
from domain.conversation import Conversation
from domain.terms import Paid, Terms, Voluntary
from projections.facts.counting import EPOCH_DAY, Tally
from projections.facts.fact import (
    COLUMNS,
    CONCURRENCY,
    Fact,
    Part,
    Row,
    fact_of,
    rows_without_nulls,
    whole_row,
)
from projections.facts.tables import conversation_by_id, conversations, tallies, zones
from projections.instants import ms_of
from projections.projection import Seen
from projections.writing import add_rows, insert_rows, upsert_rows

KEPT_IN_MEMORY = 250_000
"""Conversations a rebuild holds before it writes them down; 205,000 took 458 MB at the peak."""
MOST_AT_ONCE = max(CONCURRENCY)
QUARTER_MS = 15 * 60 * 1000

LocalTime = tuple[int, int]
"""Days since 1970 and hours since Monday 00:00, in a brand's zone."""


class FactsFold:
    """Conversations in memory, as they were written and as they have become."""

    def __init__(self, db: Connection, *, fresh: bool) -> None:
        self._db = db
        self._fresh = fresh
        self._facts: dict[bytes, Fact] = {}
        self._tally = Tally()
        self._zones = dict(db.execute(select(zones.c.brand_id, zones.c.zone)).all())
        self._days: dict[tuple[bytes, int], LocalTime | None] = {}

    def take(self, batch: Sequence[Seen]) -> None:
        if not self._fresh:
            self._fetch(batch)
        facts = self._facts
        for seen in batch:
            event, stream = seen.event, seen.stream
            change = CHANGES.get(type(event))
            if change is not None:
                change(facts[stream], event, seen.known_ms)
            else:
                self._begin(stream, event, seen.known_ms)
        if len(facts) > KEPT_IN_MEMORY:
            self.write()

    def _begin(self, stream: bytes, event: Event, known_ms: int) -> None:
        if isinstance(event, Conversation.Requested):
            self._facts[stream] = self._requested(stream, event, known_ms)
        elif isinstance(event, Brand.Registered):
            self._registered(stream, event)

    def _fetch(self, batch: Sequence[Seen]) -> None:
        """Read the conversations of a batch that began before it, and count them out."""
        began_before = {
            seen.stream
            for seen in batch
            if seen.version > 1 and type(seen.event) is not Brand.Registered
        }
        found = list(_read(began_before - self._facts.keys(), self._db))
        self._tally.subtract(found)
        self._facts.update((fact.conversation_id, fact) for fact in found)

    def _requested(self, stream: bytes, event: Conversation.Requested, known_ms: int) -> Fact:
        brand_id, at = event.brand_id.bytes, ms_of(event.at)
        day, hour = self._local(brand_id, at)
        fact = Fact(stream, brand_id, day, hour, at, known_ms, event.language, event.source)
        if event.subject_id:
            fact.subject = (event.subject_id.bytes,)
        return fact

    def _registered(self, stream: bytes, event: Brand.Registered) -> None:
        self._zones[stream] = event.zone
        self._days.clear()
        upsert_rows(zones, [(stream, event.zone)], self._db)

    def _local(self, brand_id: bytes, at_ms: int) -> LocalTime:
        """The day and hour in the brand's zone: mostly those of the whole quarter of an hour."""
        quarter, start_ms = (brand_id, at_ms // QUARTER_MS), at_ms - at_ms % QUARTER_MS
        if quarter not in self._days:
            first = self._on_the_wall(brand_id, start_ms)
            last = self._on_the_wall(brand_id, start_ms + QUARTER_MS - 1)
            self._days[quarter] = first if first == last else None
        return self._days[quarter] or self._on_the_wall(brand_id, at_ms)

    def _on_the_wall(self, brand_id: bytes, at_ms: int) -> LocalTime:
        zone = ZoneInfo(self._zones.get(brand_id, "UTC"))
        local = datetime.fromtimestamp(at_ms // 1000, zone)
        return local.toordinal() - EPOCH_DAY, local.weekday() * 24 + local.hour

    def write(self) -> None:
        """Write the conversations and the difference they make to the tallies."""
        self._tally.add(self._facts.values())
        if self._fresh:
            self._write_first()
        else:
            self._write_over()
        self._facts.clear()
        self._tally.clear()
        self._days.clear()

    def _write_first(self) -> None:
        for columns, rows in rows_without_nulls(self._facts.values()):
            insert_rows(conversations, rows, self._db, columns)
        insert_rows(tallies, self._tally.rows(), self._db)
        self._db.execute(CreateIndex(conversation_by_id, if_not_exists=True))
        self._fresh = False

    def _write_over(self) -> None:
        rows = [whole_row(fact) for fact in self._facts.values()]
        upsert_rows(conversations, rows, self._db, COLUMNS)
        differences = self._tally.rows()
        add_rows(tallies, differences, self._db)
        _forget_nothings(differences, self._db)


def _read(streams: Iterable[bytes], db: Connection) -> Iterable[Fact]:
    wanted, columns = list(streams), [conversations.c[name] for name in COLUMNS]
    for first in range(0, len(wanted), 500):
        chosen = conversations.c.conversation_id.in_(wanted[first : first + 500])
        yield from map(fact_of, db.execute(select(*columns).where(chosen)))


def _forget_nothings(differences: Sequence[Row], db: Connection) -> None:
    """
    Remove the tallies that have come down to nothing, as if they had never been counted.

    A conversation that goes from a volunteer to an expert leaves them behind; a rebuild, which
    knows the end from the beginning, would not.
    """
    key = list(tallies.primary_key.columns)
    less = [
        {column.name: value for column, value in zip(key, row, strict=False)}
        for row in differences
        if row[-1] < 0
    ]
    if less:
        these = [column == bindparam(column.name) for column in key]
        db.execute(delete(tallies).where(*these, tallies.c.n == 0), less)


def _claimed(fact: Fact, event: Conversation.Claimed, known_ms: int) -> None:
    fact.stage = "open"
    _credit(fact, event)
    if not fact.claim:
        # Handled time begins with the first who takes it, however often it is passed on.
        fact.claim = ms_of(event.at), known_ms, event.held_at_once


def _credit(fact: Fact, event: Conversation.Claimed | Conversation.Closed) -> None:
    fact.credit = bytearray(event.respondent_id.bytes), event.terms.model
    fact.price, fact.points = rewards_of(event.terms)


@cache
def rewards_of(terms: Terms) -> tuple[Part, Part]:
    """The price, and the points, that a conversation on these terms is worth."""
    match terms:
        case Paid(price=price, commission_percent=percent):
            return (price.currency, price.amount, price.share(percent)[0].amount), ()
        case Voluntary(points=points):
            return (), (points,)
        case unknown:
            assert_never(unknown)


def _first_answered(fact: Fact, event: Conversation.FirstAnswered, known_ms: int) -> None:
    if fact.answer:
        # Whoever took it over answers too; the visitor's wait was over before.
        return
    at = ms_of(event.at)
    fact.answer = at, known_ms, (at - fact.requested_ms) // 1000


def _transferred(fact: Fact, _event: Conversation.Transferred, _known_ms: int) -> None:
    fact.stage = "waiting"
    fact.transfers += 1


def _closed(fact: Fact, event: Conversation.Closed, known_ms: int) -> None:
    fact.stage = "closed"
    if fact.transfers:
        # Who claimed it last need not be who answered it last.
        _credit(fact, event)
    claimed_ms, _, held_at_once = fact.claim
    last_ms = ms_of(event.last_message_at)
    # From the first claim to the close, less the idle tail after the last message.
    handled_s = max(0, last_ms - claimed_ms) // 1000
    fact.close = (
        ms_of(event.at),
        known_ms,
        last_ms,
        event.why,
        event.visitor_messages,
        event.respondent_messages,
        handled_s,
        round(handled_s / CONCURRENCY[min(held_at_once, MOST_AT_ONCE)]),
    )


def _lost(fact: Fact, event: Conversation.Lost, known_ms: int) -> None:
    fact.stage = "lost"
    fact.loss = ms_of(event.at), known_ms, event.reason.value


def _rated(fact: Fact, event: Conversation.Rated, known_ms: int) -> None:
    fact.rating = ms_of(event.at), known_ms, event.speed, event.service, event.answer


def _sold(fact: Fact, event: Conversation.SaleAttributed, _known_ms: int) -> None:
    fact.sales += 1
    fact.sales_amount += event.amount.amount


CHANGES: dict[type, Callable[[Fact, Any, int], None]] = {
    Conversation.Claimed: _claimed,
    Conversation.FirstAnswered: _first_answered,
    Conversation.Transferred: _transferred,
    Conversation.Closed: _closed,
    Conversation.Lost: _lost,
    Conversation.Rated: _rated,
    Conversation.SaleAttributed: _sold,
}
