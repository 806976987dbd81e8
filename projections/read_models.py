"""All read models together: what is projected, and how far it has come."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from domain.log.event_log import EventLog
from projections.assessments.assessments import Assessments
from projections.assessments.attempts.projection import Attempts
from projections.brands.brands import Brands
from projections.brands.programme_costs import ProgrammeCosts
from projections.brands.subjects import Subjects
from projections.conversations.projection import Facts
from projections.engine.event_reader import concerns
from projections.engine.generation import parked, position_of
from projections.engine.projection import Projection
from projections.engine.read_model_store import ReadModelStore
from projections.engine.timestamps import at_ms
from projections.members.projection import Pool
from projections.moderation.suspensions import Cases
from projections.presence.projection import PresenceProjection
from projections.recruitment.applications import Applications
from projections.recruitment.calls import Calls
from projections.rewards.points import Points

PATIENCE_S = 0.25
"""How long a page waits to show what its reader has just done, before it says it is updating."""

FEW = 500
"""So many unread events are looked through for one that concerns a projection; more are not."""


class Followed(NamedTuple):
    """How far a projection has read: its live generation, and counts of events."""

    name: str
    generation: int
    position: int
    behind: int
    parked: int


class ParkedEvent(NamedTuple):
    """An event kept aside, for the status page."""

    projection: str
    position: int
    topic: str
    error: str
    since: str


class ReadModels:
    """The projections of one database, for queries."""

    def __init__(
        self,
        log: EventLog,
        store: ReadModelStore,
        wait_for: Callable[[float], object] = time.sleep,
    ) -> None:
        """wait_for: is called with seconds, again and again, until projections have caught up."""
        self._log = log
        self._store = store
        self._wait_for = wait_for
        self.applications = Applications()
        self.assessments = Assessments()
        self.attempts = Attempts()
        self.brands = Brands()
        self.calls = Calls()
        self.facts = Facts()
        self.points = Points()
        self.pool = Pool()
        self.presence = PresenceProjection()
        self.programme_costs = ProgrammeCosts()
        self.subjects = Subjects()
        self.suspensions = Cases()
        self.all: tuple[Projection, ...] = (
            self.applications,
            self.assessments,
            self.attempts,
            self.brands,
            self.calls,
            self.facts,
            self.points,
            self.pool,
            self.presence,
            self.programme_costs,
            self.subjects,
            self.suspensions,
        )

    @contextmanager
    def read(self, projection: Projection) -> Iterator[Connection]:
        """One consistent snapshot of a projection's live tables."""
        with self._store.live(projection).read() as db:
            yield db

    def is_caught_up_to(self, position: int, patience_s: float = PATIENCE_S) -> bool:
        """
        Wait until every projection shows the log up to a position; return whether it does.

        patience_s: seconds after which it returns False.
        """
        deadline = time.monotonic() + patience_s
        for projection in self.all:
            while not self._shows(projection, position):
                if time.monotonic() > deadline:
                    return False
                self._wait_for(0.001)
        return True

    def _shows(self, projection: Projection, position: int) -> bool:
        """It has read so far, or what it has not read yet does not concern it."""
        read_upto = self._store.live(projection).position()
        left = position - read_upto
        if left <= 0 or left > FEW:
            return left <= 0
        return not concerns(projection.event_types, self._log.rows.rows_after(read_upto, left))

    def followed(self) -> list[Followed]:
        """How far each projection has read."""
        head = self._log.rows.head()
        found = []
        for projection in self.all:
            generation = self._store.live(projection)
            with generation.read() as db:
                position = position_of(db)
                waiting = db.scalar(select(func.count()).select_from(parked)) or 0
            # The log's head was read first: by now a projection may have read more.
            behind = max(0, head - position)
            found.append(Followed(projection.name, generation.number, position, behind, waiting))
        return found

    def parked(self) -> list[ParkedEvent]:
        """Every event that a projection keeps aside, and why."""
        found = []
        for projection in self.all:
            with self.read(projection) as db:
                for row in db.execute(select(parked).order_by(parked.c.position)):
                    since = at_ms(row.parked_ms).isoformat()
                    found.append(
                        ParkedEvent(projection.name, row.position, row.topic, row.error, since)
                    )
        return found
