"""What finance calls the movements of the ledger, and what they add up to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, false, func, not_, or_, select

from payments.accounts import PAYOUT_SOURCES
from payments.ledger.cutoffs import Cutoff, day_of_number, totals_in
from payments.ledger.tables import account, daily_total, entry
from payments.weeks import week_of_day

WEEK_DAYS = 7
TO_MONDAY = 3
"""1 January 1970 was a Thursday: so many days after a Monday."""


class Flow(StrEnum):
    """A kind of movement, as finance names it."""

    EARNED = "earned"
    """What experts earned, less what was refused."""
    RELEASED = "released"
    """From held to payable."""
    SENT = "sent"
    """From payable to in transit, less what came back."""
    PAID = "paid"
    """Out of the platform's bank or payment service, less what came back."""
    RETURNED = "returned"
    """Paid out, and come back."""
    OWED = "owed"
    """What is owed to experts: held, payable and in transit."""
    PAID_IN = "paid_in"
    """By brands, for bookings."""
    SPENT = "spent"
    """Of brands' budgets, for conversations, less what was returned."""
    CHARGED = "charged"
    """To brands, on account or by invoice, less what their budgets paid or they were credited."""
    POINTS_ISSUED = "points_issued"
    POINTS_REDEEMED = "points_redeemed"
    POINTS_EXPIRED = "points_expired"


class FlowRule(NamedTuple):
    """Which lines a flow is made of, and which sign makes it positive."""

    classes: tuple[str, ...]
    events: tuple[str, ...] = ()
    """The names of their events, without version; empty: all."""
    except_events: tuple[str, ...] = ()
    sign: int = 1


AWAITED_PAYMENTS = ("Payout.Paid", "Payout.PaymentRecorded", "Payout.FoundPaid")
PAYMENTS = (*AWAITED_PAYMENTS, "Payout.PaidAfterRefusal", "Payout.FurtherPaymentFound")
"""The events by which a payout left the platform."""
RETURNS = ("Payout.Reversed", "Payout.ReturnRecorded")
"""Those by which one came back."""
PAID_FROM = tuple(source.name for source in PAYOUT_SOURCES)
BUDGET_PAYS = (
    "BudgetReservation.Spent",
    "BudgetReservation.Returned",
    "BudgetReservation.SpentAgain",
)
BRAND_PAYS = ("BrandAccount.PaymentReceived", "BrandAccount.PaymentReversed")
RULES: Mapping[Flow, FlowRule] = {
    Flow.EARNED: FlowRule(("expert:held",), except_events=("Earning.Released",)),
    Flow.RELEASED: FlowRule(("expert:payable",), ("Earning.Released",)),
    Flow.SENT: FlowRule(("expert:in_transit",), except_events=AWAITED_PAYMENTS),
    Flow.PAID: FlowRule(PAID_FROM, PAYMENTS + RETURNS),
    Flow.RETURNED: FlowRule(PAID_FROM, RETURNS, sign=-1),
    Flow.OWED: FlowRule(("expert:held", "expert:payable", "expert:in_transit")),
    Flow.PAID_IN: FlowRule(
        ("brand:prepaid",), ("Booking.FundingReceived", "Booking.InvoiceReduced")
    ),
    Flow.SPENT: FlowRule(("brand:receivable",), BUDGET_PAYS),
    Flow.CHARGED: FlowRule(("brand:receivable",), except_events=BRAND_PAYS, sign=-1),
    Flow.POINTS_ISSUED: FlowRule(("brand:points_issued",), sign=-1),
    Flow.POINTS_REDEEMED: FlowRule(("brand:points_redeemed",)),
    Flow.POINTS_EXPIRED: FlowRule(("brand:points_expired",)),
}


class FlowFilter(NamedTuple):
    """A flow in one unit; of a brand, and of days on which it happened (both count)."""

    flow: Flow
    unit: str
    owner: str = ""
    """A brand's id; empty: all."""
    first: date | None = None
    last: date | None = None


def flow_total(wanted: FlowFilter, cutoff: Cutoff, db: Connection) -> int:
    """In minor units."""
    query = select(func.sum(daily_total.c.credit_minor + daily_total.c.debit_minor))
    total = db.scalar(query.where(_of_filter(wanted), totals_in(cutoff)))
    return RULES[wanted.flow].sign * int(total or 0)


def flow_by_owner(wanted: FlowFilter, cutoff: Cutoff, db: Connection) -> dict[str, int]:
    """By the brand's id."""
    amount = func.sum(daily_total.c.credit_minor + daily_total.c.debit_minor)
    query = select(daily_total.c.owner, amount).where(_of_filter(wanted), totals_in(cutoff))
    sign = RULES[wanted.flow].sign
    return {
        owner: sign * int(sum_) for owner, sum_ in db.execute(query.group_by(daily_total.c.owner))
    }


def flows_by_week(
    flows: Iterable[Flow], unit: str, cutoff: Cutoff, db: Connection
) -> dict[str, dict[Flow, int]]:
    """The amounts of each week (ISO, UTC) in which anything moved, the oldest first."""
    weeks: dict[str, dict[Flow, int]] = defaultdict(dict)
    monday = (daily_total.c.effective_day + TO_MONDAY) // WEEK_DAYS * WEEK_DAYS - TO_MONDAY
    amount = func.sum(daily_total.c.credit_minor + daily_total.c.debit_minor)
    for flow in flows:
        condition = _of_filter(FlowFilter(flow, unit)) & totals_in(cutoff)
        query = select(monday.label("monday"), amount).where(condition).group_by("monday")
        for day, sum_ in db.execute(query):
            weeks[str(week_of_day(day_of_number(day)))][flow] = RULES[flow].sign * int(sum_)
    return dict(sorted(weeks.items()))


def class_totals(
    classes: Iterable[str], cutoff: Cutoff, db: Connection
) -> dict[tuple[str, str], int]:
    """What all accounts of each class hold together, by class and unit, in minor units."""
    amount = func.sum(daily_total.c.credit_minor + daily_total.c.debit_minor)
    columns = (daily_total.c.account_class, daily_total.c.unit)
    query = select(*columns, amount).where(daily_total.c.account_class.in_(list(classes)))
    rows = db.execute(query.where(totals_in(cutoff)).group_by(*columns))
    return {(name, unit): int(sum_) for name, unit, sum_ in rows}


def units_of(db: Connection) -> list[str]:
    """The units in which anything was posted."""
    return list(db.scalars(select(account.c.unit).distinct().order_by(account.c.unit)))


def lines_of_flow(flow: Flow) -> ColumnElement[bool]:
    """Whether a line, joined with its account and entry, belongs to a flow."""
    rule = RULES[flow]
    names = (
        name.replace(":", ":%:", 1) if not name.startswith("platform") else name
        for name in rule.classes
    )
    is_of_class = or_(false(), *(account.c.name.like(name) for name in names))
    return is_of_class & _of_events(rule, entry.c.event_type)


def _of_filter(wanted: FlowFilter) -> ColumnElement[bool]:
    rule, columns = RULES[wanted.flow], daily_total.c
    found = columns.account_class.in_(rule.classes) & (columns.unit == wanted.unit)
    if wanted.owner:
        found &= columns.owner == wanted.owner
    if wanted.first:
        found &= columns.effective_day >= (wanted.first - date(1970, 1, 1)).days
    if wanted.last:
        found &= columns.effective_day <= (wanted.last - date(1970, 1, 1)).days
    return found & _of_events(rule, columns.event_type)


def _of_events(rule: FlowRule, event_type: Any) -> ColumnElement[bool]:
    unwanted = [not_(event_type.like(f"{name}.%")) for name in rule.except_events]
    wanted = [event_type.like(f"{name}.%") for name in rule.events]
    return and_(*unwanted, *([or_(*wanted)] if wanted else []), event_type != "")
