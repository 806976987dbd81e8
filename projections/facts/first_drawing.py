"""Drawing the facts for the first time, when nothing is there and nobody reads them yet."""

from collections.abc import Iterable, Sequence
from itertools import islice

from sqlalchemy import Connection
from sqlalchemy.schema import CreateIndex

from domain.aggregate import Event
from domain.brand import Brand
from projections.facts.changing import CHANGES
from projections.facts.counting import Tally
from projections.facts.days import Clocks
from projections.facts.fact import Fact, rows_without_nulls
from projections.facts.fold import FactsFold, begin
from projections.facts.tables import conversation_by_id, conversations, tallies, zones
from projections.projection import Seen
from projections.writing import add_from, add_rows, insert_from, insert_rows, upsert_from

AT_ONCE = 1000


class FirstDrawing:
    """
    Conversations are inserted once, when nothing has begun after them for long.

    So few are in memory, and nothing is looked up. What still happens to one that is written,
    like a sale days later, waits for the end; if that is too much, the rest is folded as usual.
    """

    def __init__(self, db: Connection, most_in_memory: int) -> None:
        self._db = db
        self._most = most_in_memory
        self._facts: dict[bytes, Fact] = {}
        self._tally = Tally()
        self._clocks = Clocks(db)
        self._late: list[Seen] = []
        self._rest: FactsFold | None = None
        self._is_later_half = False
        self._has_tallies = False

    def begin_later_half(self, needed: Sequence[Seen]) -> None:
        self._is_later_half = True
        self.take(needed)

    def take(self, batch: Sequence[Seen]) -> None:
        if self._rest is not None:
            self._rest.take(batch)
            return
        self._change(batch)
        if len(self._facts) > self._most:
            self._write_the_oldest()
        if len(self._late) > self._most and not self._is_later_half:
            self._rest = self._go_on_as_usual()

    def _change(self, batch: Sequence[Seen]) -> None:
        facts = self._facts
        for seen in batch:
            change = CHANGES.get(type(seen.event))
            if change is None:
                begin(seen, facts, self._clocks)
            elif (fact := facts.get(seen.stream)) is not None:
                change(fact, seen.event, seen.known_ms)
            else:
                self._late.append(seen)

    def _write_the_oldest(self) -> None:
        oldest = list(islice(self._facts.values(), (self._most + 1) // 2))
        self._insert(oldest)
        for fact in oldest:
            del self._facts[fact.conversation_id]

    def _insert(self, facts: Iterable[Fact]) -> None:
        self._tally.add(facts)
        for columns, rows in rows_without_nulls(facts):
            insert_rows(conversations, rows, self._db, columns)
        self._clocks.forget_times()

    @property
    def needs_before(self) -> tuple[type[Event], ...]:
        return (Brand.Registered,)

    @property
    def late(self) -> Sequence[Seen]:
        return self._late

    def write(self) -> None:
        """Write all that is left."""
        if self._rest is None:
            self._rest = self._go_on_as_usual()
        self._rest.write()

    def _go_on_as_usual(self) -> FactsFold:
        self.write_all_but_late()
        self._db.execute(CreateIndex(conversation_by_id, if_not_exists=True))
        rest = FactsFold(self._db, self._most)
        _take_in_parts(self._late, rest)
        return rest

    def write_all_but_late(self) -> None:
        self._insert(self._facts.values())
        write = add_rows if self._has_tallies else insert_rows
        write(tallies, self._tally.rows(), self._db)
        self._has_tallies = True
        self._facts.clear()
        self._tally.clear()

    def join(self, other: str, late: Sequence[Seen]) -> None:
        if self._rest is None:
            self.write_all_but_late()
        insert_from(other, conversations, self._db)
        add_from(other, tallies, self._db)
        upsert_from(other, zones, self._db)
        if self._rest is None:
            self._late.extend(late)
        else:
            _take_in_parts(late, self._rest)


def _take_in_parts(late: Sequence[Seen], rest: FactsFold) -> None:
    for first in range(0, len(late), AT_ONCE):
        rest.take(late[first : first + AT_ONCE])
