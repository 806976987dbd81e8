"""All read models of one database, how far each has read, and the same as of an instant."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Connection, func, select

import domain.event_registry  # noqa: F401 - a reader must know every event type
from domain.log.event_log import EventLog
from domain.log.event_reader import concerns
from projections.assessments.assessments import Assessments
from projections.assessments.attempts.projection import Attempts
from projections.bookings.bookings import Bookings
from projections.bookings.demand.projection import DemandByHalfHour
from projections.bookings.shifts import Shifts
from projections.brands.brands import Brands
from projections.brands.programme_costs import ProgrammeCosts
from projections.brands.settings_history import SettingsHistory
from projections.brands.subjects import Subjects
from projections.chat.open_conversations import OpenConversations
from projections.conversations.projection import Facts
from projections.engine.generation import parked, position_of
from projections.engine.progress import ActivityProgress
from projections.engine.projection import Projection
from projections.engine.read_model_store import ReadModelStore
from projections.engine.rebuild import Rebuilder
from projections.engine.timestamps import at_ms, ms_of
from projections.members.projection import Pool
from projections.members.usual_hours import UsualHours
from projections.moderation.suspensions import Suspensions
from projections.presence.projection import PresenceProjection
from projections.recruitment.applications import Applications
from projections.recruitment.calls import Calls
from projections.recruitment.staff_invitations import StaffInvitations
from projections.rewards.catalogue import RewardCatalogue
from projections.rewards.points import Points
from projections.rewards.recognitions import Recognitions

PATIENCE_S = 0.25
"""How many seconds a page waits for the projections before it says that it is updating."""

MAX_UNREAD = 500
"""Up to how many unread events are searched for one that concerns a projection."""


class ProjectionProgress(NamedTuple):
    """How far a projection has read."""

    name: str
    generation: int
    """The number of its live generation."""
    position: int
    """The log position up to which it has read."""
    behind: int
    """How many events of the log it has not read yet."""
    parked: int
    """How many events it has parked."""
    is_of_this_log: bool = True
    """False: built from another log, or from events that an older log does not have."""


class ParkedEvent(NamedTuple):
    """A parked event, for the status page."""

    projection: str
    position: int
    """Of the event in the log."""
    topic: str
    error: str
    """Why it was parked."""
    since: str
    """When it was recorded, in ISO 8601."""


class Lag(NamedTuple):
    """What some projections lack of the log."""

    unread: int = 0
    """How many events that concern them they have not read yet."""
    parked: int = 0
    """How many events they could not process."""


class ReadModels:
    """The projections of one database, for queries."""

    applications = Applications()
    assessments = Assessments()
    attempts = Attempts()
    bookings = Bookings()
    brands = Brands()
    calls = Calls()
    demand_by_half_hour = DemandByHalfHour()
    facts = Facts()
    open_conversations = OpenConversations()
    points = Points()
    pool = Pool()
    presence = PresenceProjection()
    programme_costs = ProgrammeCosts()
    recognitions = Recognitions()
    reward_catalogue = RewardCatalogue()
    settings_history = SettingsHistory()
    shifts = Shifts()
    staff_invitations = StaffInvitations()
    subjects = Subjects()
    suspensions = Suspensions()
    usual_hours = UsualHours()
    all: tuple[Projection, ...] = (
        applications,
        assessments,
        attempts,
        bookings,
        brands,
        calls,
        demand_by_half_hour,
        facts,
        open_conversations,
        points,
        pool,
        presence,
        programme_costs,
        recognitions,
        reward_catalogue,
        settings_history,
        shifts,
        staff_invitations,
        subjects,
        suspensions,
        usual_hours,
    )

    def __init__(
        self, log: EventLog, store: ReadModelStore, wait_for: Callable[[float], object] = time.sleep
    ) -> None:
        """wait_for: called with seconds, repeatedly, until the projections have caught up."""
        self._log = log
        self._store = store
        self._wait_for = wait_for

    @contextmanager
    def read(self, projection: Projection) -> Iterator[Connection]:
        """
        One consistent snapshot of a projection's live tables while the context is open.

        Raises NotNow when they were built from another log than this one.
        """
        with self._store.live_of_this_log(projection).read() as db:
            yield db

    def is_caught_up_to(self, position: int, patience_s: float = PATIENCE_S) -> bool:
        """
        Wait until every projection shows the log up to a position; return whether all do.

        patience_s: after how many seconds it returns False.
        """
        deadline = time.monotonic() + patience_s
        for projection in self.all:
            while not self._shows(projection, position):
                if time.monotonic() > deadline:
                    return False
                self._wait_for(0.001)
        return True

    def _shows(self, projection: Projection, position: int) -> bool:
        """Whether it has read up to a position, or the events between do not concern it."""
        read_upto = self._store.live(projection).position()
        return not self._unread(projection, read_upto, position)

    def _unread(self, projection: Projection, read_upto: int, position: int) -> int:
        """How many events up to a position concern a projection; of very many, all of them."""
        left = position - read_upto
        if left <= 0 or left > MAX_UNREAD:
            return max(0, left)
        rows = self._log.rows.rows_after(read_upto, left)
        return sum(concerns(projection.event_types, [row]) for row in rows)

    def lag(self, projections: Sequence[Projection]) -> Lag:
        """What the live tables of projections lack of the log, taken together."""
        head, unread, positions = self._log.rows.head(), 0, set[int]()
        for projection in projections:
            with self.read(projection) as db:
                unread = max(unread, self._unread(projection, position_of(db), head))
                positions.update(db.scalars(select(parked.c.position)))
        return Lag(unread, len(positions))

    def progress(self) -> list[ProjectionProgress]:
        """How far each projection has read, in the order of their names."""
        head = self._log.rows.head()
        progress = []
        for projection in self.all:
            generation = self._store.live(projection)
            with generation.read() as db:
                position = position_of(db)
                waiting = db.scalar(select(func.count()).select_from(parked)) or 0
            # The log's head was read first: by now a projection may have read more.
            behind = max(0, head - position)
            progress.append(
                ProjectionProgress(
                    projection.name,
                    generation.number,
                    position,
                    behind,
                    waiting,
                    self._store.is_of_this_log(generation),
                )
            )
        return progress

    def parked(self) -> list[ParkedEvent]:
        """Every parked event, by projection in the order of their names, the oldest first."""
        events = []
        for projection in self.all:
            with self._store.live(projection).read() as db:
                for row in db.execute(select(parked).order_by(parked.c.position)):
                    since = at_ms(row.parked_ms).isoformat()
                    events.append(
                        ParkedEvent(projection.name, row.position, row.topic, row.error, since)
                    )
        return events


@contextmanager
def read_models_as_of(
    moment: datetime,
    log: EventLog,
    projections_of: Callable[[ReadModels], Sequence[Projection]],
    progress: ActivityProgress,
) -> Iterator[ReadModels]:
    """
    Read models of the events recorded before an instant, whenever these had happened.

    projections_of: which projections to rebuild, into temporary SQLite files whatever the log's
    database is; the files are removed at the end. The live read models stay as they are.
    """
    upto = log.rows.position_before(ms_of(moment) * 1000)
    with (
        TemporaryDirectory(prefix="comptoir-as-of-") as folder,
        closing(ReadModelStore(f"sqlite:///{Path(folder) / 'as-of.db'}", log)) as store,
    ):
        read_models = ReadModels(log, store)
        Rebuilder(log, store, progress).rebuild(*projections_of(read_models), upto=upto)
        yield read_models
