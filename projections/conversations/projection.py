"""The projection of the facts."""

from sqlalchemy import Connection

from projections.conversations.fold import FactsFold
from projections.conversations.partial_events import Registered, Requested
from projections.conversations.tables import tables as facts_tables
from projections.conversations.transitions import CHANGES

MAX_NEW = 2_000
"""Few enough for a processor's nearest memory to hold most of what is being changed."""
MAX_WAITING = 100_000
"""Waiting events are small; each time they are applied, a rebuild reads rows it has written."""


class Facts:
    """A conversation has four events or more: batched, a rebuild writes it once."""

    name = "facts"
    version = 5
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
