"""
What a reconciliation begins with: what was open at the end of a month, and what had agreed by then.

Ledger and statements only grow. What both sides said of a reference up to a day, and agreed on, is
added up and left out of later comparisons; what was open is carried on, and what people have looked
after, so that its page stays.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from domain.log.event_log import EventLog
from payments.ledger.cutoffs import day_number
from payments.ledger.database import LedgerDatabase
from payments.ledger.tables import daily_total
from payments.postings import RAILS
from payments.rail_statements.rail_statement import RailAccount, rail_statement_id
from payments.rail_statements.rail_statement_commands import (
    attended_keys,
    lines_of_month,
    stated_months,
)
from payments.reconciliation.ledger_movements import MovementDays, end_us, ledger_movements
from payments.reconciliation.reconcile import LedgerMovement, Outcome, RailLine, reconcile


class OpeningStamp(NamedTuple):
    """How much both sides said up to a day: an opening holds while this stays."""

    posted: int
    """Lines on the ledger's account of the rail."""
    stated: tuple[int, ...]
    """The newest event of each month of the rail's statement."""


class Opening(NamedTuple):
    """What the comparison of later days begins with."""

    stamp: OpeningStamp
    movements: tuple[LedgerMovement, ...]
    """Of what was open, or looked after."""
    lines: tuple[RailLine, ...]
    agreed_minor: Mapping[str, int]
    """By currency, what both sides have of all the rest."""


def opening_day(until: date) -> date:
    """The last day of the month before last: what was open then is seldom heard of anew."""
    last_month = until.replace(day=1) - timedelta(days=1)
    return last_month.replace(day=1) - timedelta(days=1)


def stamp_of(rail: RailAccount, day: date, log: EventLog, database: LedgerDatabase) -> OpeningStamp:
    """Of what both sides said up to a day (UTC), the rail to the end of its month."""
    query = select(func.coalesce(func.sum(daily_total.c.lines), 0)).where(
        daily_total.c.account_class == RAILS[rail].name,
        daily_total.c.effective_day <= day_number(day),
    )
    with database.read() as db:
        posted = int(db.scalar(query) or 0)
    months = [month for month in stated_months(log, rail) if month <= f"{day:%Y-%m}"]
    streams = (rail_statement_id(rail, month) for month in months)
    return OpeningStamp(posted, tuple(log.rows.positions_of(id, 1)[-1] for id in streams))


def opening_at(rail: RailAccount, day: date, log: EventLog, database: LedgerDatabase) -> Opening:
    """Read all that both sides said up to the end of a month. day: its last (UTC)."""
    stamp, span = stamp_of(rail, day, log, database), MovementDays(None, day)
    movements = ledger_movements(rail, span, log, database)
    items = reconcile(movements, rail_lines(rail, span, log), day).items
    attended, agreed = attended_keys(log, rail), Counter[str]()
    carried = []
    for item in items:
        if item.outcome is Outcome.MATCHED and item.key not in attended:
            agreed[item.currency] += item.ledger_minor
        else:
            carried.append(item)
    return Opening(
        stamp,
        tuple(movement for item in carried for movement in item.movements),
        tuple(line for item in carried for line in item.lines),
        dict(agreed),
    )


def rail_lines(rail: RailAccount, span: MovementDays, log: EventLog) -> Iterator[RailLine]:
    """What a rail stated of a span that begins after the end of a month; its last month whole."""
    first, last = (f"{day:%Y-%m}" if day else "" for day in (span.after, span.to))
    before_us = end_us(span.recorded_to) if span.recorded_to else None
    for month in stated_months(log, rail):
        if first < month and (not last or month <= last):
            for stated in lines_of_month(log, rail, month, before_us):
                amount, category = stated.amount, stated.category.value
                yield RailLine(
                    stated.reference, amount.currency, amount.amount, stated.on, category
                )
