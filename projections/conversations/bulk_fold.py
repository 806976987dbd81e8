"""Drawing the facts for the first time, when nothing is there and nobody reads them yet."""

from collections.abc import Iterable, Sequence
from itertools import islice

from sqlalchemy import Connection
from sqlalchemy.schema import CreateIndex

from projections.conversations.calendar import Clocks
from projections.conversations.daily_totals import Tally
from projections.conversations.fact import Fact, rows_without_nulls
from projections.conversations.fold import FactsFold, begin
from projections.conversations.measures import add_sums, insert_sums
from projections.conversations.tables import conversation_by_id, conversations
from projections.conversations.transitions import CHANGES
from projections.engine.bulk_insert import insert_rows
from projections.engine.projection import Seen

AT_ONCE = 1000


class FirstDrawing:
    """
    Conversations are inserted once, when nothing has begun after them for long.

    So few are in memory, and nothing is looked up. What still happens to one that is written,
    like a sale days later, is late: now and then, and at the end, it is applied to what is there.
    """

    def __init__(self, db: Connection, most_in_memory: int, most_late: int) -> None:
        self._db = db
        self._most = most_in_memory
        self._most_late = most_late
        self._facts: dict[bytes, Fact] = {}
        self._tally = Tally()
        self._clocks = Clocks(db)
        self._late: list[Seen] = []
        self._has_sums = False

    def take(self, batch: Sequence[Seen]) -> None:
        facts = self._facts
        for seen in batch:
            change = CHANGES.get(type(seen.event))
            if change is None:
                begin(seen, facts, self._clocks)
            elif (fact := facts.get(seen.stream)) is not None:
                change(fact, seen.event)
            else:
                self._late.append(seen)
        if len(facts) > self._most:
            self._write_the_oldest()
        if len(self._late) > self._most_late:
            self._apply_late()

    def _write_the_oldest(self) -> None:
        oldest = list(islice(self._facts.values(), (self._most + 1) // 2))
        self._insert(oldest)
        for fact in oldest:
            del self._facts[fact.conversation_id]

    def _insert(self, facts: Iterable[Fact]) -> None:
        self._tally.add(facts)
        for columns, rows in rows_without_nulls(facts):
            insert_rows(conversations, rows, self._db, columns)

    def _apply_late(self) -> None:
        """Change what is written already; it is found by its index from now on."""
        self._db.execute(CreateIndex(conversation_by_id, if_not_exists=True))
        usual = FactsFold(self._db, self._most)
        for first in range(0, len(self._late), AT_ONCE):
            usual.take(self._late[first : first + AT_ONCE])
        usual.write()
        self._has_sums = True
        self._late.clear()

    def write(self) -> None:
        self._insert(self._facts.values())
        write = add_sums if self._has_sums else insert_sums
        write(self._tally.sums(), self._db)
        self._has_sums = True
        self._facts.clear()
        self._tally.clear()
        self._apply_late()
