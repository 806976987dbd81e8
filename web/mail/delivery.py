"""
Delivering what is in the outbox.

No transaction is open while an e-mail is handed to a server: the status `sending` is committed
before, the outcome afterwards. A worker killed in between leaves its e-mail in `sending`; it
becomes `unknown` and is never sent again by a machine, unless the backend can look whether it
has it.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from email.message import EmailMessage as MimeMessage
from typing import NamedTuple

from web.mail.backends import base as failures
from web.mail.backends.base import MailBackend
from web.mail.backends.file import FileBackend
from web.mail.backends.smtp import SmtpBackend
from web.mail.builder import MessageBuilder
from web.mail.outbox import ClaimedMessage, EmailStatus
from web.mail.queue import DeliveryQueue, UnreadableMessage
from web.mail.worker_locks import worker_locks_of
from web.private_store.store import PrivateStore
from web.settings import Settings

MAX_DELAY = timedelta(hours=6)
MAX_ATTEMPTS = 24
"""After that, some four days, a transient failure counts as a permanent one."""


class DeliveryReport(NamedTuple):
    """How many e-mails one delivery sent, and how many it could not send."""

    sent: int = 0
    failed: int = 0
    is_unavailable: bool = False
    """The backend takes no e-mail at present; the rest was left for another delivery."""


def backend_of(settings: Settings) -> MailBackend:
    if settings.smtp is not None:
        return SmtpBackend(settings.smtp)
    return FileBackend(settings.mail_folder)


class Deliverer:
    """Any number of workers may deliver from one outbox at once."""

    def __init__(
        self,
        store: PrivateStore,
        settings: Settings,
        backend: MailBackend | None = None,
    ) -> None:
        self._backend = backend or backend_of(settings)
        self._queue = DeliveryQueue(store, self._backend.name)
        self._locks = worker_locks_of(store.engine)
        self._builder = MessageBuilder(settings)
        self._clock = store.clock

    def deliver(
        self,
        on_progress: Callable[[int, int], object] = lambda _sent, _failed: None,
        stop: threading.Event | None = None,
    ) -> DeliveryReport:
        """
        Send all that is due by now.

        on_progress: called after each e-mail with how many were sent and how many failed so far.
        """
        stop = stop or threading.Event()
        began, report = self._clock(), DeliveryReport()
        self.recover_abandoned()
        while not report.is_unavailable and not stop.is_set() and (due := self._queue.due(began)):
            with self._locks.hold() as worker_id:
                report = self._deliver_batch(due, worker_id, report, on_progress, stop)
        self._backend.close()
        return report

    def recover_abandoned(self) -> None:
        """E-mails of dead workers are unknown; of unknown ones the backend may know more."""
        in_flight = self._queue.in_flight()
        living = self._locks.living() if in_flight else set()
        for number, worker_id in in_flight.items():
            if worker_id not in living:
                self._queue.abandon(number, worker_id)
        for number, key in self._queue.unknown():
            arrived = self._backend.has(key)
            if arrived is not None:
                self._queue.resolve(number, arrived=arrived)

    def _deliver_batch(
        self,
        due: Sequence[int],
        worker_id: int,
        report: DeliveryReport,
        on_progress: Callable[[int, int], object],
        stop: threading.Event,
    ) -> DeliveryReport:
        for number in due:
            if stop.is_set() or report.is_unavailable:
                break
            try:
                claimed = self._queue.claim(number, worker_id, self._clock())
            except UnreadableMessage as error:  # it would stop all others, again and again
                self._queue.settle(number, worker_id, EmailStatus.FAILED, str(error))
                report = report._replace(failed=report.failed + 1)
            else:
                report = self._deliver_one(claimed, worker_id, report) if claimed else report
            on_progress(report.sent, report.failed)
        return report

    def _deliver_one(
        self, claimed: ClaimedMessage, worker_id: int, report: DeliveryReport
    ) -> DeliveryReport:
        try:
            message = self._build(claimed)
            self._backend.send(claimed.message.key, claimed.message.to, message)
        except failures.DeliveryFailure as failure:
            self._settle_failure(claimed, worker_id, failure)
            is_unavailable = isinstance(failure, failures.BackendUnavailable)
            return report._replace(failed=report.failed + 1, is_unavailable=is_unavailable)
        self._queue.settle(claimed.number, worker_id, EmailStatus.SENT)
        return report._replace(sent=report.sent + 1)

    def _build(self, claimed: ClaimedMessage) -> MimeMessage:
        try:
            return self._builder.build(claimed)
        except Exception as error:  # it would stop all others, again and again
            name = type(error).__name__
            raise failures.PermanentFailure(f"the e-mail could not be built: {name}") from error

    def _settle_failure(
        self, claimed: ClaimedMessage, worker_id: int, failure: failures.DeliveryFailure
    ) -> None:
        becomes = status_after(failure, claimed.attempts)
        due_at = self._clock() + delay_after(claimed.attempts)
        self._queue.settle(claimed.number, worker_id, becomes, str(failure), due_at=due_at)


def status_after(failure: failures.DeliveryFailure, attempts: int) -> EmailStatus:
    match failure:
        case failures.OutcomeUnknown():
            return EmailStatus.UNKNOWN
        case failures.BackendUnavailable():
            return EmailStatus.WAITING
        case failures.TransientFailure() if attempts < MAX_ATTEMPTS:
            return EmailStatus.WAITING
        case _:
            return EmailStatus.FAILED


def delay_after(attempts: int) -> timedelta:
    """A minute, two, four, up to six hours."""
    return min(timedelta(minutes=2 ** (attempts - 1)), MAX_DELAY)
