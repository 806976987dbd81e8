"""
What finance looks at before it closes a month: a list of checks, to which rooms add their own.

A check says what is open, in the reader's language, or nothing when all is done. What is open must
be confirmed by the person who closes the month; only what would make the figures wrong forbids it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from payments.accounting.ledger_months import continuity_of
from payments.accounting.totals import Months, invoice_totals
from payments.earnings.earning_commands import ALL
from payments.earnings.unstated_items import holders_to_state
from payments.invoices.invoice_series import InvoiceKind
from payments.ledger.book import month_after
from payments.ledger.trial_balance import sum_by_unit, trial_balance
from payments.pay_runs.pay_run import PayRun
from payments.pay_runs.pay_run_commands import pay_runs, payouts_of
from payments.pay_runs.payout import PayoutStatus
from payments.statements.weeks import Week, parse_week, week_of
from web.i18n import formats
from web.i18n.language import gettext, lazy_gettext, ngettext
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore
from web.reactors.reactions import parked_reactions


class MonthToCheck(NamedTuple):
    """A month (UTC), such as `2026-06`, and where to look."""

    month: str
    marketplace: Marketplace
    store: PrivateStore
    at: datetime

    @property
    def first_of_next(self) -> datetime:
        """When the next month begins."""
        return datetime.fromisoformat(f"{month_after(self.month)}-01").replace(tzinfo=UTC)

    @property
    def last_week(self) -> Week:
        """The last week that ended by the end of the month."""
        return week_of(self.first_of_next - timedelta(weeks=1))


class MonthCheck(NamedTuple):
    """One line of the checklist."""

    code: str
    label: str
    find_open: Callable[[MonthToCheck], str]
    """What is open, in the reader's language; '' when it is done."""
    endpoint: str = ""
    """The page where it is done; '' for none."""
    is_required: bool = False
    """While it is open, the month cannot be closed."""


class CheckedLine(NamedTuple):
    """A check and what it found."""

    check: MonthCheck
    open: str


def checked(month: MonthToCheck, checks: Sequence[MonthCheck] | None = None) -> list[CheckedLine]:
    """All checks of a month; by default those of all rooms."""
    return [CheckedLine(check, check.find_open(month)) for check in checks or MONTH_CHECKS]


def _unposted(month: MonthToCheck) -> str:
    progress = month.marketplace.poster.progress()
    if progress.problem:
        return gettext("It has stopped: the status page says why.")
    if progress.behind:
        return ngettext(
            "%(n)s event is not posted yet.",
            "%(n)s events are not posted yet.",
            progress.behind,
            n=formats.number(progress.behind),
        )
    return ""


def _unbalanced(month: MonthToCheck) -> str:
    with month.marketplace.ledger.read() as db:
        sums = sum_by_unit(trial_balance(db))
        continuity = continuity_of(month.month, db)
    units = [unit for unit, held in sums.items() if held]
    if units:
        return gettext("It does not add up to zero in %(units)s.", units=", ".join(units))
    if continuity and continuity.differing:
        return gettext("The closed month has changed.")
    return ""


def _parked(month: MonthToCheck) -> str:
    parked = {event.position for event in month.marketplace.read_models.parked()}
    parked |= {reaction.position for reaction in parked_reactions(month.store)}
    if not parked:
        return ""
    return ngettext(
        "%(n)s event is parked.",
        "%(n)s events are parked.",
        len(parked),
        n=formats.number(len(parked)),
    )


def _undecided(month: MonthToCheck) -> str:
    """The key of what is contested begins with the time until which the expert can answer."""
    now = f"{month.at:%Y-%m-%dT%H:%M:%S.%fZ}"
    keys = month.marketplace.log.rows.keys_held_by("earning-contested", ALL)
    overdue = sum(key < now for key in keys)
    if not overdue:
        return ""
    return ngettext(
        "%(n)s contest can be decided, and is not.",
        "%(n)s contests can be decided, and are not.",
        overdue,
        n=formats.number(overdue),
    )


def _unstated(month: MonthToCheck) -> str:
    holders = holders_to_state(month.marketplace.log, month.last_week.ends_at)
    if not holders:
        return ""
    return ngettext(
        "%(n)s account has something on no statement yet.",
        "%(n)s accounts have something on no statement yet.",
        len(holders),
        n=formats.number(len(holders)),
    )


def _unsettled(month: MonthToCheck) -> str:
    log = month.marketplace.log
    runs = [log.load(PayRun, id) for id in pay_runs(log)]
    due = [run for run in runs if parse_week(run.week).ends_at <= month.last_week.ends_at]
    payouts = [payout for run in due for payout in payouts_of(log, run)]
    unsettled = sum(payout.is_open or payout.status is PayoutStatus.STOPPED for payout in payouts)
    if not unsettled:
        return ""
    return ngettext(
        "The outcome of %(n)s payout is not known yet.",
        "The outcome of %(n)s payouts is not known yet.",
        unsettled,
        n=formats.number(unsettled),
    )


def _uninvoiced(month: MonthToCheck) -> str:
    """Of the invoices in the experts' names; the commission's are issued with them."""
    months = Months(month.month, month.month)
    with month.marketplace.ledger.read() as db:
        totals = invoice_totals(month.marketplace.log, months, db)
    waiting = [
        formats.money(line.waiting, line.currency)
        for line in totals
        if line.name == InvoiceKind.SELF_BILLED and line.waiting
    ]
    if not waiting:
        return ""
    return gettext("Not invoiced yet: %(amounts)s.", amounts=formats.series(waiting))


def _unreconciled(month: MonthToCheck) -> str:
    """Breaks at the end of the month; what a person has closed since is matched."""
    last_day = (month.first_of_next - timedelta(days=1)).date()
    breaks = month.marketplace.reconciliations.count_breaks(last_day)
    if not breaks:
        return ""
    return ngettext(
        "%(n)s amount differs between the ledger and a bank or Stripe.",
        "%(n)s amounts differ between the ledger and a bank or Stripe.",
        breaks,
        n=formats.number(breaks),
    )


MONTH_CHECKS = (
    MonthCheck(
        "ledger_posted",
        lazy_gettext("The ledger is posted up to the present"),
        _unposted,
        is_required=True,
    ),
    MonthCheck("ledger_balanced", lazy_gettext("The trial balance adds up to zero"), _unbalanced),
    MonthCheck("nothing_parked", lazy_gettext("No event is parked"), _parked),
    MonthCheck("contests_decided", lazy_gettext("No decision on a contest is overdue"), _undecided),
    MonthCheck(
        "statements_closed",
        lazy_gettext("The statements of the weeks that ended in the month are closed"),
        _unstated,
        "statements.show_statements",
    ),
    MonthCheck(
        "payouts_settled",
        lazy_gettext("The outcome of each payout of these weeks is known"),
        _unsettled,
        "pay_runs.show_pay_runs",
    ),
    MonthCheck(
        "earnings_invoiced",
        lazy_gettext("What became payable in the month is invoiced"),
        _uninvoiced,
        "finance_invoices.show_invoices",
    ),
    MonthCheck(
        "rails_reconciled",
        lazy_gettext("The ledger agrees with the statements of bank and Stripe"),
        _unreconciled,
        "reconciliation.show_reconciliation",
    ),
)
"""A room adds its own here, and a test to tests/web/accounting/test_checklist.py."""
