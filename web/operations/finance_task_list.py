"""What finance's first page counts. A new task is one FinanceTask here, beside its blueprint."""

from datetime import datetime

from payments.accounting.closed_months import closed_through
from payments.earnings.earning_commands import earnings_to_decide
from payments.ledger.cutoffs import months_with_events
from payments.months import month_of
from payments.pay_runs.pay_run import BEFORE_START, PayRun
from payments.pay_runs.pay_run_commands import pay_runs, started_pay_runs
from payments.pay_runs.payout_lists import open_payouts, payouts_in_review
from payments.statements.week_statements import accounts_to_close
from payments.weeks import week_of
from projections.bookings.funding import FundingFilter, awaited_count
from web.i18n.language import lazy_gettext
from web.ledger.finance_tasks import FinanceTask
from web.marketplace import Marketplace

NEWEST_RUNS = 6
"""An older run that was never started is not waited for."""


def _earnings_to_decide(marketplace: Marketplace, at: datetime) -> int:
    """Without those that still wait for the expert's answer."""
    return len(earnings_to_decide(marketplace.log, at))


def _statements_to_close(marketplace: Marketplace, at: datetime) -> int:
    """Of the last week that is over."""
    return len(accounts_to_close(marketplace.log, week_of(at).before, at))


def _awaited_payments(marketplace: Marketplace, _at: datetime) -> int:
    models = marketplace.read_models
    with models.read(models.bookings) as db:
        return awaited_count(db, FundingFilter())


def _open_payouts(marketplace: Marketplace, _at: datetime) -> int:
    """Asked of a rail, or to be recorded by a person: in transit until then."""
    log = marketplace.log
    return sum(len(list(open_payouts(log, run_id))) for run_id in started_pay_runs(log))


def _payouts_in_review(marketplace: Marketplace, _at: datetime) -> int:
    log = marketplace.log
    return sum(len(payouts_in_review(log, run_id)) for run_id in pay_runs(log))


def _months_to_close(marketplace: Marketplace, at: datetime) -> int:
    """Those that are over and not closed, in which anything happened."""
    with marketplace.ledger.read() as db:
        through, months = closed_through(db) or "", months_with_events(db)
    return sum(through < month < month_of(at) for month in months)


def _pay_runs_to_start(marketplace: Marketplace, _at: datetime) -> int:
    """Prepared or approved, among the newest."""
    log = marketplace.log
    newest = (log.load(PayRun, id) for id in pay_runs(log)[:NEWEST_RUNS])
    return sum(run.status in BEFORE_START for run in newest)


def _breaks(marketplace: Marketplace, at: datetime) -> int:
    """Of bank and Stripe, up to today."""
    return marketplace.reconciliations.count_breaks(at.date())


FINANCE_TASKS = (
    FinanceTask(
        "contests.show_contests",
        lazy_gettext("Contests and appeals to decide"),
        _earnings_to_decide,
    ),
    FinanceTask(
        "statements.show_statements", lazy_gettext("Statements to close"), _statements_to_close
    ),
    FinanceTask(
        "pay_runs.show_pay_runs", lazy_gettext("Pay runs to approve or start"), _pay_runs_to_start
    ),
    FinanceTask(
        "pay_runs.show_pay_runs", lazy_gettext("Payouts without an outcome"), _open_payouts
    ),
    FinanceTask("pay_runs.show_pay_runs", lazy_gettext("Payouts to review"), _payouts_in_review),
    FinanceTask(
        "reconciliation.show_reconciliation",
        lazy_gettext("Breaks between ledger and statements"),
        _breaks,
    ),
    FinanceTask("months.show_months", lazy_gettext("Months to close"), _months_to_close),
    FinanceTask(
        "booking_payments.show_payments",
        lazy_gettext("Payments of brands to record"),
        _awaited_payments,
    ),
)
