"""The event log: everything that ever happened, in order, and the only way to add to it."""

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import (
    InfrastructureFactory,
    IntegrityError,
    InterfaceError,
    JSONTranscoder,
    Mapper,
    OperationalError,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.utils import Environment
from typing_extensions import override

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotFound, NotNow, Refused
from domain.log.commit_metadata import command_of, metadata_for
from domain.log.databases import database_of, leave_to_parent
from domain.log.entries import AppendRequest, Decision, IdempotencyKey, Reservation, StoredRow
from domain.log.envelope import EventEnvelope
from domain.log.mapper import decode, encode_json
from domain.log.sqlite import SQLiteRecorder

if TYPE_CHECKING:
    from domain.log.postgres import PostgresRecorder

LOG_FAILURE = PersistenceError
"""What is raised when the log's database cannot be reached."""

A = TypeVar("A", bound=Aggregate)
TRIES = 12
PATIENCE_SECONDS = 20


class EventLog(Application[UUID]):
    """
    Append decisions, load aggregates, read all events in order. Safe in threads and after a fork.

    Every method raises LOG_FAILURE when the database cannot be reached.
    """

    name = "comptoir"

    def __init__(self, database_url: str) -> None:
        """
        Open or create the log.

        database_url: `sqlite:////absolute/path.db` or `postgresql://user@host/name`.
        Raises Invalid when it is neither.
        """
        self._database_url = database_url
        super().__init__(database_of(database_url).settings_of(database_url))
        self._pid = os.getpid()

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        # Not by what is in `env`: the library adds all the variables of the process to it.
        return database_of(self._database_url).factory_for(env)

    @override
    def construct_mapper(self) -> Mapper[UUID]:
        # The library wants one and would look for it in the environment; events are decoded by us.
        return Mapper(JSONTranscoder())

    @property
    def database_url(self) -> str:
        return self._database_url

    @property
    def rows(self) -> "SQLiteRecorder | PostgresRecorder":
        """The recorder of this process."""
        if os.getpid() != self._pid:
            leave_to_parent((self.factory, self.recorder))
            self.factory = self.construct_factory(cast(Environment, self.env))
            self.recorder = self.construct_recorder()
            self._pid = os.getpid()
        return cast("SQLiteRecorder | PostgresRecorder", self.recorder)

    @contextmanager
    def relaxed_durability(self) -> Iterator[None]:
        """
        For appending what could be appended again, such as a demonstration.

        On SQLite the newest commits may be lost in a power cut, though not in a crash of the
        program, and are several times faster; the next ordinary commit makes them safe.
        """
        recorder = self.rows
        if not isinstance(recorder, SQLiteRecorder):
            yield
            return
        recorder.waits_for_disk = False
        try:
            yield
        finally:
            recorder.waits_for_disk = True

    def load(self, kind: type[A], id: UUID) -> A:
        """
        Replay the history of an aggregate of a type.

        Raises NotFound when it has none, Unreadable when this code cannot read one of its events.
        """
        aggregate = self.load_or_new(kind, id)
        if not aggregate.version:
            raise NotFound(kind.ABSENT)
        return aggregate

    def load_or_new(self, kind: type[A], id: UUID) -> A:
        """
        Replay the history of an aggregate of a type; without any, its version is 0.

        Raises Unreadable when this code cannot read one of its events.
        """
        aggregate = kind(id)
        for topic, state in self.rows.states_of(id):
            aggregate.replay(decode(topic, state))
        return aggregate

    def current(self, reservation: Reservation) -> Reservation:
        """The same reservation with its present holder; with an empty holder when it is free."""
        return reservation._replace(
            holder=self.rows.holder_of(reservation.kind, reservation.key) or ""
        )

    def execute(
        self,
        decide: Callable[[], Decision],
        idempotency_key: IdempotencyKey | None = None,
        command: str = "",
    ) -> int:
        """
        Decide and append, all or nothing; return the position of the last event.

        decide: called again, on what is true by then, when another command has changed what it
        relied on; a decision without events appends nothing and returns the log's newest position.
        idempotency_key: with the key of a command that was carried out before, nothing is
        appended and the position of that time comes back.
        command: its name in the commit's metadata; by default the method that `decide` is written
        in.
        Raises what `decide` raises; Invalid when the key stood for another command; NotNow when
        others were first too many times.
        """
        command = command or command_of(decide)
        for attempt in range(TRIES):
            try:
                return self._append(decide(), command, idempotency_key)
            except Refused:
                # Refused perhaps because the same command, sent before, has succeeded.
                stored_position = self._stored_position(idempotency_key)
                if stored_position is None:
                    raise
                return stored_position
            except IntegrityError:
                # Another row has the same key or version. Looking up the idempotency key only
                # here saves a query for each command that has no conflict.
                stored_position = self._stored_position(idempotency_key)
                if stored_position is not None:
                    return stored_position
                time.sleep(random.uniform(0, 0.002 * 2 ** min(attempt, 6)))  # noqa: S311 - a pause
        raise NotNow("Too many people are doing this at the same time. Try again in a moment.")

    def update(
        self,
        kind: type[A],
        id: UUID,
        act: Callable[[A], None],
        idempotency_key: IdempotencyKey | None = None,
        command: str = "",
        release: Callable[[A], Sequence[Reservation]] = lambda _: (),
    ) -> int:
        """
        Load one aggregate of a type, let it act, append its events; return the last position.

        command: as for `execute`; by default the method that `act` is written in.
        release: the reservations to release with the events, as the aggregate was before them.
        Raises NotFound when it has no history, and what `execute` raises.
        """

        def decide() -> Decision:
            aggregate = self.load(kind, id)
            released = release(aggregate)
            act(aggregate)
            return Decision([aggregate], release=released)

        return self.execute(decide, idempotency_key, command or command_of(act))

    def _stored_position(self, idempotency_key: IdempotencyKey | None) -> int | None:
        stored_result = self.rows.stored_result(idempotency_key.key) if idempotency_key else None
        if idempotency_key and stored_result and stored_result.content != idempotency_key.content:
            raise Invalid("This key has already been used for another command. Use a new key.")
        return stored_result.position if stored_result else None

    def _append(
        self, decision: Decision, command: str, idempotency_key: IdempotencyKey | None
    ) -> int:
        stored = [
            event for aggregate in decision.aggregates for event in _pending_events(aggregate)
        ]
        if not stored:
            return self.rows.head()
        _, reserve, release, balance_changes, preconditions = decision
        append_request = AppendRequest(
            metadata_for(command),
            reserve,
            release,
            balance_changes,
            idempotency_key,
            preconditions,
        )
        position = self._insert(stored, append_request)
        for aggregate in decision.aggregates:
            aggregate.pending_events.clear()
        return position

    def _insert(self, stored: Sequence[StoredEvent], append_request: AppendRequest) -> int:
        """Insert; when the connection breaks before the reply, find out whether it succeeded."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self._insert_unless_done(stored, append_request)
            except (OperationalError, InterfaceError):
                # Whether the database committed is unknown. Repeating the insert tells: either it
                # succeeds, or it conflicts with the rows of this commit (`_is_ours`).
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _insert_unless_done(
        self, stored: Sequence[StoredEvent], append_request: AppendRequest
    ) -> int:
        try:
            positions = self.rows.insert_events(stored, append_request=append_request)
        except IntegrityError:
            if self._is_ours(stored[0], append_request):
                return self._last_position(stored[-1])
            raise
        return cast(Sequence[int], positions)[-1]

    def _is_ours(self, first: StoredEvent, append_request: AppendRequest) -> bool:
        found = self.rows.metadata_of(cast(UUID, first.originator_id), first.originator_version)
        return found == append_request.metadata

    def _last_position(self, last: StoredEvent) -> int:
        stream, version = cast(UUID, last.originator_id), last.originator_version
        return self.rows.positions_of(stream, version)[0]

    def history(self, id: UUID) -> list[EventEnvelope[Event]]:
        """
        All events of one aggregate, oldest first; none when it has no history.

        Raises Unreadable when this code cannot read one of them.
        """
        return [
            EventEnvelope(
                row.position, row.stream, row.version, row.recorded_us, row.topic, _decode(row)
            )
            for row in self.rows.rows_of(id)
        ]

    def read(self, after: int, limit: int) -> list[StoredRow]:
        """At most so many events, not decoded, in the order of the log from after a position."""
        return self.rows.rows_after(after, limit)

    def all_rows(self, after: int = 0, size: int = 5000) -> Iterator[StoredRow]:
        """All events after a position, not decoded, in order; read `size` at a time."""
        while rows := self.read(after, size):
            yield from rows
            after = rows[-1].position


def _pending_events(aggregate: Aggregate) -> list[StoredEvent]:
    first = aggregate.version - len(aggregate.pending_events) + 1
    return [
        StoredEvent(aggregate.id, version, event.TOPIC, encode_json(event))
        for version, event in enumerate(aggregate.pending_events, start=first)
    ]


def _decode(row: StoredRow) -> Event:
    return decode(row.topic, row.state)
