"""How events change the facts that are there."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Connection, select

from projections.conversations.calendar import Clocks
from projections.conversations.daily_totals import Tally
from projections.conversations.fact import COLUMNS, Fact, fact_of, whole_row
from projections.conversations.measures import add_sums
from projections.conversations.partial_events import Registered, Requested
from projections.conversations.tables import conversations
from projections.conversations.transitions import CHANGES
from projections.engine.bulk_insert import upsert_rows
from projections.engine.projection import Seen
from projections.engine.timestamps import ms_of


class FactsFold:
    """Conversations in memory, as they were written and as they have become."""

    def __init__(self, db: Connection, most_in_memory: int) -> None:
        self._db = db
        self._most = most_in_memory
        self._facts: dict[bytes, Fact] = {}
        self._tally = Tally()
        self._clocks = Clocks(db)

    def take(self, batch: Sequence[Seen]) -> None:
        self._fetch(batch)
        facts = self._facts
        for seen in batch:
            change = CHANGES.get(type(seen.event))
            if change is not None:
                change(facts[seen.stream], seen.event)
            else:
                begin(seen, facts, self._clocks)
        if len(facts) > self._most:
            self.write()

    def _fetch(self, batch: Sequence[Seen]) -> None:
        """Read the conversations of a batch that began before it, and count them out."""
        began_before = {
            seen.stream for seen in batch if seen.version > 1 and type(seen.event) is not Registered
        }
        found = list(_read(began_before - self._facts.keys(), self._db))
        self._tally.subtract(found)
        self._facts.update((fact.conversation_id, fact) for fact in found)

    def write(self) -> None:
        """Write the conversations and the difference they make to the tallies."""
        self._tally.add(self._facts.values())
        rows = [whole_row(fact) for fact in self._facts.values()]
        upsert_rows(conversations, rows, self._db, COLUMNS)
        add_sums(self._tally.sums(), self._db)
        self._facts.clear()
        self._tally.clear()


def begin(seen: Seen, facts: dict[bytes, Fact], clocks: Clocks) -> None:
    """A conversation's first event makes its fact; a brand's, what its clocks show."""
    event = seen.event
    if isinstance(event, Requested):
        facts[seen.stream] = _requested(seen, event, clocks)
    elif isinstance(event, Registered):
        clocks.set_zone(seen.stream, event.zone)


def _requested(seen: Seen, event: Requested, clocks: Clocks) -> Fact:
    brand_id, at = bytes_of(event.brand_id), ms_of(event.at)
    day, hour = clocks.of(brand_id).local(at)
    fact = Fact(seen.stream, brand_id, day, hour, at, event.language, event.source)
    if event.subject_id:
        fact.subject = (bytes_of(event.subject_id),)
    return fact


@lru_cache(maxsize=10_000)
def bytes_of(written: str) -> bytes:
    """The bytes of an id of which there are few: a brand's, a subject's."""
    return UUID(written).bytes


def _read(streams: Iterable[bytes], db: Connection) -> Iterable[Fact]:
    wanted, columns = list(streams), [conversations.c[name] for name in COLUMNS]
    for first in range(0, len(wanted), 500):
        chosen = conversations.c.conversation_id.in_(wanted[first : first + 500])
        yield from map(fact_of, db.execute(select(*columns).where(chosen)))
