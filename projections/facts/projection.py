"""The projection of the facts."""

from sqlalchemy import Connection

from projections.facts.changing import CHANGES
from projections.facts.first_drawing import FirstDrawing
from projections.facts.fold import FactsFold
from projections.facts.tables import tables as facts_tables
from projections.facts.views import Registered, Requested

MOST_IN_MEMORY = 20_000
"""Few enough for a processor's cache to hold most of what is being changed."""


class Facts:
    name = "facts"
    version = 3
    tables = facts_tables
    interests = (Registered, Requested, *CHANGES)

    def __init__(self, most_in_memory: int = MOST_IN_MEMORY) -> None:
        """most_in_memory: so many conversations are held before some of them are written."""
        self._most = most_in_memory

    def fold(self, db: Connection, *, fresh: bool) -> FactsFold | FirstDrawing:
        return FirstDrawing(db, self._most) if fresh else FactsFold(db, self._most)
