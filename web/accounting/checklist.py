"""
What finance looks at before it closes a month: a list of checks, to which rooms add their own.

A check says what is open, in the reader's language, or nothing when all is done. What is open must
be confirmed by the person who closes the month; only what would make the figures wrong forbids it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from payments.accounting.ledger_months import continuity_of
from payments.earnings.earning_commands import earnings_to_decide
from payments.earnings.unstated_items import holders_to_state
from payments.ledger.trial_balance import sum_by_unit, trial_balance
from payments.months import first_day_of, last_day_of, month_after
from payments.weeks import Week, week_of
from web.i18n import formats
from web.i18n.language import gettext, lazy_gettext, ngettext
from web.i18n.periods import week_text
from web.invoices.expert_months import MonthReader
from web.marketplace import Marketplace
from web.pay_runs.paid_weeks import unpaid_weeks, unsettled_payouts
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
        return datetime.combine(first_day_of(month_after(self.month)), time(), tzinfo=UTC)

    @property
    def last_week(self) -> Week:
        """The last week that ended by the end of the month."""
        return week_of(self.first_of_next - timedelta(weeks=1))

    @property
    def weeks(self) -> list[Week]:
        """Those that ended in the month, the oldest first."""
        weeks = [self.last_week]
        while f"{weeks[0].begins_at - timedelta(days=1):%Y-%m}" == self.month:
            weeks.insert(0, weeks[0].before)
        return weeks


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
    undecided = len(earnings_to_decide(month.marketplace.log, month.at))
    if not undecided:
        return ""
    return ngettext(
        "%(n)s contest or appeal can be decided, and is not.",
        "%(n)s contests or appeals can be decided, and are not.",
        undecided,
        n=formats.number(undecided),
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
    unsettled = unsettled_payouts(month.marketplace.log, str(month.last_week))
    if not unsettled:
        return ""
    return ngettext(
        "The outcome of %(n)s payout is not known yet.",
        "The outcome of %(n)s payouts is not known yet.",
        unsettled,
        n=formats.number(unsettled),
    )


def _unpaid(month: MonthToCheck) -> str:
    weeks = unpaid_weeks(month.marketplace, [str(week) for week in month.weeks], month.at)
    if not weeks:
        return ""
    return gettext(
        "The pay run is missing or not started: %(weeks)s.",
        weeks=formats.series([week_text(week) for week in weeks]),
    )


def _uninvoiced(month: MonthToCheck) -> str:
    experts = MonthReader(month.marketplace, month.store).experts(month.month)
    if not experts:
        return ""
    return ngettext(
        "%(n)s expert has pay that is not invoiced yet.",
        "%(n)s experts have pay that is not invoiced yet.",
        len(experts),
        n=formats.number(len(experts)),
    )


def _unreconciled(month: MonthToCheck) -> str:
    """Breaks at the end of the month; what a person has closed since is matched."""
    breaks = month.marketplace.reconciliations.count_breaks(last_day_of(month.month))
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
    MonthCheck(
        "contests_decided",
        lazy_gettext("Contests and appeals that can be decided are decided"),
        _undecided,
        "contests.show_contests",
    ),
    MonthCheck(
        "statements_closed",
        lazy_gettext("The statements of the weeks that ended in the month are closed"),
        _unstated,
        "statements.show_statements",
    ),
    MonthCheck(
        "weeks_paid",
        lazy_gettext("Each of these weeks has its pay run"),
        _unpaid,
        "pay_runs.show_pay_runs",
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
