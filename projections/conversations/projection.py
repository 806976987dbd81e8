"""How events change the facts: the same code for a single event and for a rebuild."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from domain.log.envelope import EventEnvelope
from projections.conversations.calendar import Clocks
from projections.conversations.daily_totals import DailyTotals, add_sums
from projections.conversations.fact import COLUMNS, Fact, fact_of, rows_without_nulls, whole_row
from projections.conversations.tables import conversations
from projections.conversations.tables import tables as facts_tables
from projections.conversations.transitions import CHANGES, Registered, Requested
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.timestamps import ms_of

READ_AT_ONCE = 500


class FactsFold:
    """
    Holds new conversations in memory until they are written, mostly when they are over.

    An event of a conversation that is written already waits: when many wait, or at the end, their
    conversations are read together, changed and written back. So a rebuild reads few of them, and
    needs the same memory for any log.
    """

    def __init__(self, db: Connection, max_new: int, max_waiting: int) -> None:
        """
        Begin with the rows in the tables.

        max_new: conversations in memory, before the older half of them is written.
        max_waiting: events of written conversations, before they are applied.
        """
        self._db = db
        self._max_new = max_new
        self._max_waiting = max_waiting
        self._new: dict[bytes, Fact] = {}
        self._waiting: list[EventEnvelope[Any]] = []
        self._totals = DailyTotals()
        self._clocks = Clocks(db)

    def apply(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        new = self._new
        for event in batch:
            change = CHANGES.get(type(event.data))
            if change is None:
                self._begin(event)
            elif (fact := new.get(event.stream)) is not None:
                change(fact, event.data)
            else:
                self._waiting.append(event)
        if len(new) > self._max_new:
            self._insert(list(islice(new.values(), (len(new) + 1) // 2)))
        if len(self._waiting) > self._max_waiting:
            self._apply_waiting()

    def _begin(self, event: EventEnvelope[Any]) -> None:
        """Set a brand's time zone, or make the fact of a new conversation."""
        if isinstance(event.data, Registered):
            self._clocks.set_zone(event.stream, event.data.zone)
        else:
            self._new[event.stream] = self._requested(event.stream, event.data)

    def _requested(self, conversation_id: bytes, request: Requested) -> Fact:
        brand_id, at_ms = bytes_of(request.brand_id), ms_of(request.at)
        day, hour = self._clocks.of(brand_id).local(at_ms)
        requested = at_ms, request.at.microsecond % 1000
        fact = Fact(
            conversation_id, brand_id, day, hour, *requested, request.language, request.source
        )
        if request.subject_id:
            fact.subject = (bytes_of(request.subject_id),)
        return fact

    def _insert(self, facts: Sequence[Fact]) -> None:
        self._totals.add(facts)
        for columns, rows in rows_without_nulls(facts):
            insert_rows(conversations, rows, self._db, columns)
        for fact in facts:
            del self._new[fact.conversation_id]

    def _apply_waiting(self) -> None:
        for first in range(0, len(self._waiting), READ_AT_ONCE):
            self._change(self._waiting[first : first + READ_AT_ONCE])
        self._waiting.clear()

    def _change(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        """Change conversations that are written, and the difference they make to the sums."""
        facts = {
            fact.conversation_id: fact
            for fact in _read({event.stream for event in batch}, self._db)
        }
        self._totals.subtract(facts.values())
        for event in batch:
            CHANGES[type(event.data)](facts[event.stream], event.data)
        self._totals.add(facts.values())
        rows = [whole_row(fact) for fact in facts.values()]
        upsert_rows(conversations, rows, self._db, COLUMNS)

    def flush(self) -> None:
        self._insert(list(self._new.values()))
        self._apply_waiting()
        add_sums(self._totals.sums(), self._db)
        self._totals.clear()


@lru_cache(maxsize=10_000)
def bytes_of(written: str) -> bytes:
    """The bytes of an id; cached, for ids of which there are few, such as brands and subjects."""
    return UUID(written).bytes


def _read(conversation_ids: Iterable[bytes], db: Connection) -> Iterable[Fact]:
    columns = [conversations.c[name] for name in COLUMNS]
    condition = conversations.c.conversation_id.in_(list(conversation_ids))
    return map(fact_of, db.execute(select(*columns).where(condition)))


MAX_NEW = 2_000
"""Few enough for a processor's nearest memory to hold most of what is being changed."""
MAX_WAITING = 100_000
"""Waiting events are small; each time they are applied, a rebuild reads rows it has written."""


class Facts:
    """A conversation has four events or more: batched, a rebuild writes it once."""

    name = "facts"
    version = 8
    tables = facts_tables
    event_types = (Registered, Requested, *CHANGES)

    def __init__(self, max_new: int = MAX_NEW, max_waiting: int = MAX_WAITING) -> None:
        """
        Limit what a fold holds in memory.

        max_new: conversations that are not written yet.
        max_waiting: events of conversations that are written.
        """
        self._max_new = max_new
        self._max_waiting = max_waiting

    def begin(self, db: Connection) -> FactsFold:
        return FactsFold(db, self._max_new, self._max_waiting)
