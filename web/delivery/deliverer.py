"""
Delivering what waits in a table.

No transaction is open during a call to another system: the status `sending` is committed before,
the outcome afterwards. A worker killed in between leaves its delivery in `sending`; it becomes
`unknown` and is never sent again by a machine, unless the other system can tell whether it has it.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Generic, NamedTuple

from domain.errors import Invalid
from web.delivery import outcomes
from web.delivery.channel import DeliveryChannel, Payload
from web.delivery.outcomes import DeliveryStatus
from web.delivery.queue import DeliveryQueue, DeliveryTable, UnreadableDelivery, why_unreadable
from web.delivery.worker_locks import worker_locks_of
from web.private_store.encrypted_columns import WrongKey
from web.private_store.store import PrivateStore

MAX_DELAY = timedelta(hours=6)
MAX_DOUBLINGS = 9
"""So many doublings of a minute are more than MAX_DELAY."""
MAX_ATTEMPTS = 24
"""After that, some four days, a transient failure counts as a permanent one."""


class DeliveryReport(NamedTuple):
    """How many deliveries one run sent, and how many it could not send."""

    sent: int = 0
    failed: int = 0
    is_unavailable: bool = False
    """The other system takes nothing at present; the rest was left for another run."""


class Deliverer(Generic[Payload]):
    """Any number of workers may deliver from one table at once."""

    def __init__(
        self, deliveries: DeliveryTable, store: PrivateStore, channel: DeliveryChannel[Payload]
    ) -> None:
        self._channel = channel
        self._queue = DeliveryQueue(deliveries, store, channel.name)
        self._locks = worker_locks_of(store.engine)
        self._clock = store.clock

    def deliver(
        self,
        on_progress: Callable[[int, int], object] = lambda _sent, _failed: None,
        stop: threading.Event | None = None,
        longest: timedelta = timedelta.max,
    ) -> DeliveryReport:
        """
        Send all that is due by now.

        on_progress: called after each delivery with how many were sent and how many failed so far.
        longest: after which time no delivery is begun any more; the rest is left for another run.
        """
        began, report = self._clock(), DeliveryReport()

        def must_end() -> bool:
            is_stopped = stop is not None and stop.is_set()
            return is_stopped or report.is_unavailable or self._clock() - began >= longest

        self.recover_abandoned()
        while not must_end() and (due := self._queue.due(began)):
            with self._locks.hold() as worker_id:
                for number in due:
                    if must_end():
                        break
                    report = self._deliver_one(number, worker_id, report)
                    on_progress(report.sent, report.failed)
        self._channel.close()
        return report

    def recover_abandoned(self) -> None:
        """Deliveries of dead workers are unknown; of unknown ones the channel may know more."""
        in_flight = self._queue.in_flight()
        living = self._locks.living() if in_flight else set()
        for number, worker_id in in_flight.items():
            if worker_id not in living:
                self._queue.abandon(number, worker_id)
        for number, key in self._queue.unknown():
            arrived = self._channel.has(key)
            if arrived is not None:
                self._queue.resolve(number, arrived=arrived)

    def _deliver_one(self, number: int, worker_id: int, report: DeliveryReport) -> DeliveryReport:
        try:
            row = self._queue.claim(number, worker_id, self._clock())
            if row is None:
                return report
            payload = self._read(row)
        except UnreadableDelivery as error:  # it would stop all others, again and again
            self._queue.settle(number, worker_id, DeliveryStatus.FAILED, str(error))
            return report._replace(failed=report.failed + 1)
        return self._hand_over(row, payload, worker_id, report)

    def _read(self, row: Any) -> Payload:
        try:
            return self._channel.read(row)
        except (WrongKey, Invalid, ValueError) as error:
            raise UnreadableDelivery(why_unreadable(error)) from error

    def _hand_over(
        self, row: Any, payload: Payload, worker_id: int, report: DeliveryReport
    ) -> DeliveryReport:
        try:
            self._channel.deliver(payload)
        except outcomes.DeliveryFailure as failure:
            becomes = status_after(failure, row.attempts)
            due_at = self._clock() + delay_after(row.attempts)
            self._queue.settle(row.number, worker_id, becomes, str(failure), due_at=due_at)
            is_unavailable = isinstance(failure, outcomes.ChannelUnavailable)
            return report._replace(failed=report.failed + 1, is_unavailable=is_unavailable)
        self._queue.settle(row.number, worker_id, DeliveryStatus.SENT)
        return report._replace(sent=report.sent + 1)


def status_after(failure: outcomes.DeliveryFailure, attempts: int) -> DeliveryStatus:
    """attempts: how many were made, this one included."""
    match failure:
        case outcomes.OutcomeUnknown():
            return DeliveryStatus.UNKNOWN
        case outcomes.ChannelUnavailable():
            return DeliveryStatus.WAITING
        case outcomes.TransientFailure() if attempts < MAX_ATTEMPTS:
            return DeliveryStatus.WAITING
        case _:
            return DeliveryStatus.FAILED


def delay_after(attempts: int) -> timedelta:
    """A minute, two, four, up to six hours."""
    return min(timedelta(minutes=2 ** min(attempts - 1, MAX_DOUBLINGS)), MAX_DELAY)
