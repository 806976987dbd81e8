"""What finance checks of pay runs before it closes a month: weeks not paid, outcomes not known."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.log.event_log import EventLog
from payments.pay_runs.pay_run import BEFORE_START, PayRun
from payments.pay_runs.pay_run_commands import pay_runs, runs_of_week, started_pay_runs
from payments.pay_runs.payout_lists import open_payouts
from web.marketplace import Marketplace
from web.settings import Settings


def unsettled_payouts(log: EventLog, last_week: str) -> int:
    """How many payouts of the weeks up to one have no outcome: only of runs that go on."""
    runs = (log.load(PayRun, id) for id in started_pay_runs(log))
    return sum(_unsettled(log, run) for run in runs if run.week <= last_week)


def unpaid_weeks(market: Marketplace, weeks: Sequence[str], at: datetime) -> list[str]:
    """
    Which of some weeks were not paid: a run of theirs waits to be started, or one is missing.

    weeks: the oldest first. The run of a later week pays an earlier one, too, and where there is
    nothing to pay no run is missing. Of several weeks without a run only one is named: its run pays
    all.
    """
    log = market.log
    waiting = {week for week in weeks if any(_waits(run) for run in runs_of_week(log, week))}
    last = next(_carried_out(log), None)
    after_it = [week for week in weeks if last is None or week > last.week]
    threshold_minor = last.limits.payout_minor if last else Settings.payout_threshold_minor
    unpaid = market.pay_runs.unpaid_week(threshold_minor, at) if after_it else None
    missing = [week for week in after_it if unpaid and week <= unpaid][-1:]
    return sorted(waiting.union(missing))


def _unsettled(log: EventLog, run: PayRun) -> int:
    if run.payouts is None:
        return run.line_count
    return sum(1 for _ in open_payouts(log, run.id))


def _waits(run: PayRun) -> bool:
    return run.status in BEFORE_START


def _carried_out(log: EventLog) -> Iterator[PayRun]:
    """The runs that were started, the newest week first."""
    runs = (log.load(PayRun, id) for id in pay_runs(log))
    return (run for run in runs if run.is_carried_out)
