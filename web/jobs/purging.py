"""
The worker's job that deletes from the private store what is over: data is not stored for ever.

E-mails that were delivered long ago, ended sessions, tokens that open nothing any more, answers to
repeated writes, windows of limits, notifications of payments, files for the bank of pay runs
that are completed, and heartbeats of streams. The log is never touched.
"""

from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

from payments.pay_runs.pay_run_commands import started_pay_runs
from projections.recruitment.calls import open_calls
from web.api.idempotency import remove_old_writes
from web.api.tokens import remove_ended_tokens
from web.mail.outbox import DELIVERED_AT_ONCE, remove_delivered
from web.marketplace import Marketplace
from web.pay_runs.stored_files import remove_files_but_of
from web.payments.notifications import remove_old_notifications
from web.private_store.account_sessions import remove_ended_sessions
from web.private_store.rate_limits import remove_ended_windows
from web.private_store.store import PrivateStore
from web.private_store.stream_heartbeats import remove_heartbeats_before
from web.recruitment.emails import is_of_a_call
from web.settings import Settings

NOTIFICATIONS_STORED_FOR = timedelta(days=90)
HEARTBEATS_STORED_FOR = timedelta(days=2)


class Purge:
    """What is over at an instant, by the settings."""

    def __init__(self, marketplace: Marketplace, store: PrivateStore, settings: Settings) -> None:
        self._market = marketplace
        self._engine = store.engine
        self._settings = settings

    def purge_expired(self, at: datetime, stop: Event) -> int:
        """Delete all that is over at an instant (UTC); return how many rows that were."""
        return self._purge_small(at) + self._purge_emails(at, stop)

    def _purge_small(self, at: datetime) -> int:
        tokens_before = at - self._settings.ended_tokens_stored_for
        carried_out = started_pay_runs(self._market.log)
        with self._engine.begin() as db:
            return (
                remove_ended_sessions(at, db)
                + remove_ended_tokens(tokens_before, db)
                + remove_old_writes(at, db)
                + remove_ended_windows(at, db)
                + remove_old_notifications(at - NOTIFICATIONS_STORED_FOR, db)
                + remove_files_but_of(carried_out, db)
                + remove_heartbeats_before(at - HEARTBEATS_STORED_FOR, db)
            )

    def _purge_emails(self, at: datetime, stop: Event) -> int:
        """Some at a time, so that nothing else waits long for the database."""
        before, removed = at - self._settings.emails_stored_for, 0
        # The outbox tells who has an invitation already: without it they would get another.
        is_needed = is_of_a_call(self._calls_that_invite(at))
        while not stop.is_set():
            with self._engine.begin() as db:
                batch = remove_delivered(before, is_needed, db)
            removed += batch
            if batch < DELIVERED_AT_ONCE:
                break
        return removed

    def _calls_that_invite(self, at: datetime) -> list[UUID]:
        read_models = self._market.read_models
        with read_models.read(read_models.calls) as db:
            return [call.call_id for call in open_calls(at, db)]
