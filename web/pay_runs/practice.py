"""Pay runs for practice: on a rail on which no money moves, with a worker that may be killed."""

from datetime import datetime
from typing import NamedTuple

from domain.errors import NotNow
from domain.log.event_log import EventLog
from payments.pay_runs.pay_run import PayRun, PayRunStatus
from payments.pay_runs.pay_run_commands import payouts_of
from payments.pay_runs.payout import Payout, PayoutStatus, Rail
from payments.practice_gateway import PracticeBook, PracticeTransfer
from web.installation.development_settings import Demonstration


class PracticeView(NamedTuple):
    """What the practice rail says of a run."""

    kills: list[datetime]
    """When the worker was killed, UTC."""
    can_kill: bool
    paid: int
    requests: int
    """How often the rail was asked for a transfer."""
    has_all_transfers: bool
    """Whether the rail's own list has one transfer for each payout, of exactly its amount."""


def offered_rails(demonstration: Demonstration | None) -> list[Rail]:
    return [rail for rail in Rail if rail is not Rail.PRACTICE or demonstration is not None]


def check_rail_works(run: PayRun, demonstration: Demonstration | None) -> None:
    """Raises NotNow for a run for practice outside of a demonstration: nothing would pay it."""
    if run.rail not in offered_rails(demonstration):
        raise NotNow(
            "This pay run is for practice, and the practice rail is not there. Start the server "
            "with COMPTOIR_DEMONSTRATION=1, or cancel this pay run."
        )


def practice_view(
    log: EventLog, run: PayRun, demonstration: Demonstration | None
) -> PracticeView | None:
    """None for other runs, before it is started, and outside of a demonstration."""
    if demonstration is None or run.rail is not Rail.PRACTICE or not run.is_carried_out:
        return None
    book, payouts = PracticeBook(demonstration.practice_file), list(payouts_of(log, run))
    made = book.transfers([payout.id for payout in payouts])
    return PracticeView(
        kills=book.kills(run.id),
        can_kill=run.status is PayRunStatus.STARTED,
        paid=sum(not payout.is_open for payout in payouts),
        requests=sum(transfer.requests for transfer in made.values()),
        has_all_transfers=all(_is_as_paid(payout, made.get(payout.id)) for payout in payouts),
    )


def _is_as_paid(payout: Payout, transfer: PracticeTransfer | None) -> bool:
    is_paid = payout.status in (PayoutStatus.PAID, PayoutStatus.FINAL)
    return is_paid and transfer is not None and transfer.amount == payout.amount
