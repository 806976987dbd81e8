"""Following the log for one reactor: each event at least once, in order, and never back."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event as Stop
from typing import NamedTuple
from uuid import UUID

from domain.log.commit_metadata import correlated
from domain.log.entries import StoredRow
from domain.log.envelope import EventEnvelope
from domain.log.event_log import EventLog
from domain.log.event_reader import decoders_for
from domain.log.mapper import Unreadable
from projections.engine.interruptions import DATABASE_INTERRUPTION
from projections.read_models import ReadModels
from web.mail.message import EmailMessage
from web.private_store.store import PrivateStore
from web.reactors.reactions import DueReaction, Failure, Reactions
from web.reactors.reactor import Reactor

BATCH = 500
MAX_ATTEMPTS = 8
"""After that, some two hours, a reaction is parked."""

logger = logging.getLogger(__name__)


class ReactorReport(NamedTuple):
    """How many events a run has reacted to."""

    done: int
    is_waiting: bool = False
    """The rest was left for another run: the read models do not show it yet."""


class ReactorFollower:
    """One reactor's way along the log; its checkpoint is stored with each reaction's effects."""

    def __init__(
        self, reactor: Reactor, log: EventLog, read_models: ReadModels, store: PrivateStore
    ) -> None:
        self._reactor = reactor
        self._log = log
        self._read_models = read_models
        self._reactions = Reactions(store, reactor.name)
        self._decoders = decoders_for(reactor.event_types)

    def run(self, at: datetime, stop: Stop) -> ReactorReport:
        """
        React to all events up to the end of the log, and try failed reactions again that are due.

        Stops where the read models are behind: what they say about an event is not known yet.
        Raises a DATABASE_INTERRUPTION; nothing of the reaction under way is stored then.
        """
        done = self._retry_due(at)
        start = 0 if self._reactor.reads_history else self._log.rows.head()
        position = self._reactions.checkpoint(start, at)
        while not stop.is_set() and (rows := self._log.read(position, BATCH)):
            if not self._read_models.is_caught_up_to(rows[-1].position):
                return ReactorReport(done, is_waiting=True)
            for row in filter(self._concerns, rows):
                if stop.is_set():
                    return ReactorReport(done)
                done += self._react_to(row, position, at)
                position = row.position
            if position < rows[-1].position:
                self._reactions.advance(position, rows[-1].position, at)
                position = rows[-1].position
        return ReactorReport(done)

    def _react_to(self, row: StoredRow, position: int, at: datetime) -> bool:
        """Whether it succeeded; the checkpoint, at `position` before, moves in either case."""
        match self._attempt(row):
            case Exception() as error:
                self._reactions.fail(position, row, self._failure(row, error, 1, at))
                return False
            case emails:
                self._reactions.finish(position, row.position, emails, at)
                return True

    def _retry_due(self, at: datetime) -> int:
        return sum(self._retry(failed, at) for failed in self._reactions.due(at))

    def _retry(self, failed: DueReaction, at: datetime) -> bool:
        row = self._event_of(failed)
        if row is None:
            self._reactions.finish_failed(failed.position, (), at)
            return False
        match self._attempt(row):
            case Exception() as error:
                self._reactions.fail_again(row, self._failure(row, error, failed.attempts + 1, at))
                return False
            case emails:
                self._reactions.finish_failed(failed.position, emails, at)
                return True

    def _event_of(self, failed: DueReaction) -> StoredRow | None:
        """None when an older log was restored since: another event, or none, has its place."""
        rows = self._log.read(failed.position - 1, 1)
        return rows[0] if rows and rows[0].topic == failed.event_type else None

    def _concerns(self, row: StoredRow) -> bool:
        """Events unknown to this code concern it too: they may be a newer version of its own."""
        return self._decoders.get(row.topic, _unknown) is not None

    def _attempt(self, row: StoredRow) -> Sequence[EmailMessage] | Exception:
        """The e-mails to put, or why the reaction failed."""
        try:
            return self._react(row)
        except DATABASE_INTERRUPTION:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it raises, other events go on
            return error

    def _react(self, row: StoredRow) -> Sequence[EmailMessage]:
        decode = self._decoders.get(row.topic) or _unknown
        event = EventEnvelope(
            row.position, row.stream, row.version, row.recorded_us, row.topic, decode(row.state)
        )
        cause = self._log.rows.metadata_of(UUID(bytes=row.stream), row.version)
        with correlated(cause and cause.correlation_id, cause and cause.commit_id):
            return self._reactor.react(event, self._reactor.key_of(row.position))

    def _failure(self, row: StoredRow, error: Exception, attempts: int, at: datetime) -> Failure:
        name, is_parked = type(error).__name__, attempts >= MAX_ATTEMPTS
        # Not the message: it may name people. The status page shows it, from a sealed column.
        logger.error(
            "%s failed at event %d (%s): %s", self._reactor.name, row.position, row.topic, name
        )
        return Failure(attempts, at, at + delay_after(attempts), is_parked, f"{name}: {error}")


def delay_after(attempts: int) -> timedelta:
    """One minute, two, four, and so on."""
    return timedelta(minutes=2 ** (attempts - 1))


def _unknown(_state: bytes) -> None:
    raise Unreadable("unknown event type")
