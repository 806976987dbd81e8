"""
The lists of payouts, as reservations of the log, and what reads them.

Those that are open, by the time when the rail is asked next; those that were paid, by the time when
they are final; and those that a person should look at.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from domain.log.entries import Reservation
from domain.log.event_log import EventLog
from payments.pay_runs.payout import Payout
from payments.pay_runs.payout_status import PayoutStatus

ALL = "all"
"""The holder of what is listed for all runs together."""
BATCH = 50
"""So many payouts are changed in one transaction."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""What waits for a person is due then."""


def started_reservation(pay_run_id: UUID) -> Reservation:
    """A pay run is being carried out."""
    return Reservation("pay-run-started", str(pay_run_id), ALL)


def listed(payout: Payout) -> set[Reservation]:
    """The lists that a payout is on."""
    run = str(payout.pay_run_id)
    lists = set()
    if payout.is_open:
        lists.add(Reservation("payout-open", _timed(payout.due_at or NEVER, payout.id), run))
    if payout.status is PayoutStatus.PAID:
        lists.add(Reservation("payout-paid", _timed(payout.final_at or NEVER, payout.id), ALL))
    if payout.needs_review:
        lists.add(Reservation("payout-review", str(payout.id), run))
    return lists


def open_payouts(log: EventLog, pay_run_id: UUID, due_by: datetime = NEVER) -> Iterator[UUID]:
    """The payouts of a run without an outcome whose rail is asked until a moment, in order."""
    return _until(due_by, log.rows.keys_held_by("payout-open", str(pay_run_id)))


def payouts_to_finalise(log: EventLog, at: datetime) -> Iterator[UUID]:
    """What was paid long enough ago, the oldest first."""
    return _until(at, log.rows.keys_held_by("payout-paid", ALL))


def payouts_in_review(log: EventLog, pay_run_id: UUID) -> list[UUID]:
    """The payouts of a run that a person should look at."""
    return [UUID(key) for key in log.rows.keys_held_by("payout-review", str(pay_run_id))]


def _timed(at: datetime, id: UUID) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}/{id}"


def _until(at: datetime, keys: list[str]) -> Iterator[UUID]:
    for key in keys:
        time, _, id = key.partition("/")
        if time > f"{at:%Y-%m-%dT%H:%M:%S.%fZ}":
            return
        yield UUID(id)
