"""How events change the facts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, assert_never
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.schema import CreateIndex

from domain.aggregate import Event
from domain.brand import Brand
from domain.conversation import Conversation
from domain.terms import Paid, Terms, Voluntary
from projections.facts.fact import CONCURRENCY, Fact, Key, counts_of
from projections.facts.tables import conversation_by_id, conversations, tallies, zones
from projections.instants import ms_of
from projections.projection import Seen
from projections.writing import Rows, add_rows, insert_rows, upsert_rows

KEPT_IN_MEMORY = 250_000
"""Conversations a rebuild holds before it writes them down; 205,000 took 890 MB at the peak."""
EPOCH_DAY = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
QUARTER_MS = 15 * 60 * 1000

Tally = Mapping[tuple[bytes, int], Mapping[Key, int]]
"""By brand and day."""
LocalTime = tuple[int, int]
"""Days since 1970 and hours since Monday 00:00, in a brand's zone."""


class FactsFold:
    """Conversations in memory, as they were written and as they have become."""

    def __init__(self, db: Connection, *, fresh: bool) -> None:
        self._db = db
        self._fresh = fresh
        self._facts: dict[bytes, Fact] = {}
        self._written: set[bytes] = set()
        self._tally: defaultdict[tuple[bytes, int], dict[Key, int]] = defaultdict(dict)
        self._zones = dict(db.execute(select(zones.c.brand_id, zones.c.zone)).all())
        self._days: dict[tuple[bytes, int], LocalTime | None] = {}

    def take(self, batch: Sequence[Seen]) -> None:
        if not self._fresh:
            self._fetch(batch)
        for _, stream, _, known_ms, event in batch:
            change = CHANGES.get(type(event))
            if change is not None:
                change(self._facts[stream], event, known_ms)
            else:
                self._begin(stream, event, known_ms)
        if len(self._facts) > KEPT_IN_MEMORY:
            self.write()

    def _begin(self, stream: bytes, event: Event, known_ms: int) -> None:
        if isinstance(event, Conversation.Requested):
            self._facts[stream] = self._requested(stream, event, known_ms)
        elif isinstance(event, Brand.Registered):
            self._registered(stream, event)

    def _fetch(self, batch: Sequence[Seen]) -> None:
        """Read the conversations of a batch that began before it, and count them out."""
        known, missing = set(self._facts), set()
        for _, stream, version, _, event in batch:
            if stream in known or type(event) is Brand.Registered:
                continue
            known.add(stream)
            if version > 1:
                missing.add(stream)
        for fact in _read(missing, self._db):
            self._facts[fact.conversation_id] = fact
            self._written.add(fact.conversation_id)
            self._count(fact, -1)

    def _requested(self, stream: bytes, event: Conversation.Requested, known_ms: int) -> Fact:
        brand_id, at = event.brand_id.bytes, ms_of(event.at)
        day, hour = self._local(brand_id, at)
        subject = event.subject_id.bytes if event.subject_id else None
        return Fact(
            stream, brand_id, day, hour, at, known_ms, event.language, subject, event.source
        )

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

    def _count(self, fact: Fact, sign: int) -> None:
        tally = self._tally[fact.brand_id, fact.day]
        for key, n in counts_of(fact):
            tally[key] = tally.get(key, 0) + sign * n

    def write(self) -> None:
        """Write the conversations and the difference they make to the tallies."""
        for fact in self._facts.values():
            self._count(fact, 1)
        rows = [msgspec.structs.astuple(fact) for fact in self._facts.values()]
        if self._fresh:
            insert_rows(conversations, rows, self._db)
            self._db.execute(CreateIndex(conversation_by_id, if_not_exists=True))
            self._fresh = False
        else:
            upsert_rows(conversations, rows, self._db)
        differences = _with_months(self._tally)
        add_rows(tallies, differences, self._db)
        _forget_nothings(differences, self._db)
        self._facts.clear()
        self._written.clear()
        self._tally.clear()
        self._days.clear()


def _read(streams: Iterable[bytes], db: Connection) -> Iterable[Fact]:
    wanted = list(streams)
    for first in range(0, len(wanted), 500):
        chosen = conversations.c.conversation_id.in_(wanted[first : first + 500])
        for row in db.execute(select(conversations).where(chosen)):
            yield Fact(*row)


def _with_months(tally: Tally) -> list[tuple[Any, ...]]:
    """The day's sums, and the same by month, without those that come to nothing."""
    months: defaultdict[tuple[bytes, int], dict[Key, int]] = defaultdict(dict)
    for (brand_id, day), counts in tally.items():
        date = datetime.fromordinal(day + EPOCH_DAY)
        month = months[brand_id, date.year * 12 + date.month - 1]
        for key, n in counts.items():
            month[key] = month.get(key, 0) + n
    return [*_sums("d", tally), *_sums("m", months)]


def _sums(grain: str, tally: Tally) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of their key, which is the order in which they are stored."""
    for (brand_id, start), counts in sorted(tally.items()):
        for key, n in sorted(counts.items()):
            if n:
                yield (brand_id, grain, start, *key, n)


def _forget_nothings(differences: Rows, db: Connection) -> None:
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
    _credit(fact, event.respondent_id, event.terms)
    if fact.claimed_ms is None:
        # Handled time begins with the first who takes it, however often it is passed on.
        fact.claimed_ms = ms_of(event.at)
        fact.claimed_known_ms = known_ms
        fact.held_at_once = event.held_at_once


def _credit(fact: Fact, respondent_id: UUID, terms: Terms) -> None:
    fact.respondent_id = respondent_id.bytes
    fact.model = terms.model
    fact.currency, fact.price, fact.commission, fact.points = rewards_of(terms)


def rewards_of(terms: Terms) -> tuple[str | None, int | None, int | None, int | None]:
    """Currency, price, commission in it, and points that a conversation on these terms is worth."""
    match terms:
        case Paid(price=price, commission_percent=percent):
            return price.currency, price.amount, price.share(percent)[0].amount, None
        case Voluntary(points=points):
            return None, None, None, points
        case unknown:
            assert_never(unknown)


def _first_answered(fact: Fact, event: Conversation.FirstAnswered, known_ms: int) -> None:
    if fact.answered_ms is not None:
        # Whoever took it over answers too; the visitor's wait was over before.
        return
    fact.answered_ms = ms_of(event.at)
    fact.answered_known_ms = known_ms
    fact.wait_s = (fact.answered_ms - fact.requested_ms) // 1000


def _transferred(fact: Fact, _event: Conversation.Transferred, _known_ms: int) -> None:
    fact.stage = "waiting"
    fact.transfers += 1


def _closed(fact: Fact, event: Conversation.Closed, known_ms: int) -> None:
    fact.stage = "closed"
    fact.closed_ms = ms_of(event.at)
    fact.closed_known_ms = known_ms
    fact.last_message_ms = ms_of(event.last_message_at)
    fact.why = event.why
    if fact.transfers:
        # Who claimed it last need not be who answered it last.
        _credit(fact, event.respondent_id, event.terms)
    fact.visitor_messages = event.visitor_messages
    fact.respondent_messages = event.respondent_messages
    assert fact.claimed_ms is not None
    assert fact.held_at_once is not None
    # From the first claim to the close, less the idle tail after the last message.
    fact.handled_s = max(0, fact.last_message_ms - fact.claimed_ms) // 1000
    fact.work_s = round(fact.handled_s / CONCURRENCY[min(fact.held_at_once, max(CONCURRENCY))])


def _lost(fact: Fact, event: Conversation.Lost, known_ms: int) -> None:
    fact.stage = "lost"
    fact.lost_ms = ms_of(event.at)
    fact.lost_known_ms = known_ms
    fact.lost_reason = event.reason.value


def _rated(fact: Fact, event: Conversation.Rated, known_ms: int) -> None:
    fact.rated_ms = ms_of(event.at)
    fact.rated_known_ms = known_ms
    fact.speed, fact.service, fact.answer = event.speed, event.service, event.answer


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
