"""The projection of the facts."""

from sqlalchemy import Connection

from projections.conversations.bulk_fold import FirstDrawing
from projections.conversations.fold import FactsFold
from projections.conversations.partial_events import Registered, Requested
from projections.conversations.tables import tables as facts_tables
from projections.conversations.transitions import CHANGES

MOST_IN_MEMORY = 2_000
"""Few enough for a processor's nearest memory to hold most of what is being changed."""
MOST_LATE = 100_000
"""What waits is small; each time that it is applied, a rebuild goes back to what it has written."""


class Facts:
    name = "facts"
    version = 3
    tables = facts_tables
    interests = (Registered, Requested, *CHANGES)

    def __init__(self, most_in_memory: int = MOST_IN_MEMORY, most_late: int = MOST_LATE) -> None:
        """
        Tell how much a fold holds.

        most_in_memory: so many conversations before some of them are written.
        most_late: so many events of conversations that are written already.
        """
        self._most = most_in_memory
        self._most_late = most_late

    def fold(self, db: Connection, *, fresh: bool) -> FactsFold | FirstDrawing:
        if fresh:
            return FirstDrawing(db, self._most, self._most_late)
        return FactsFold(db, self._most)
