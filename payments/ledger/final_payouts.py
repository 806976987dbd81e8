"""What was paid so long ago that it is not expected to come back."""

from datetime import date, timedelta

from sqlalchemy import Connection, or_, select

from payments.ledger.cutoffs import Cutoff, day_number, span_of
from payments.ledger.daily_totals import DAY_US
from payments.ledger.flows import PAYMENTS, Flow, FlowFilter, flow_total
from payments.ledger.line_lists import lines_of
from payments.ledger.tables import entry


def final_total(unit: str, final_day: date, cutoff: Cutoff, db: Connection) -> int:
    """
    What was paid by the end of a day (UTC) and has not come back since, in minor units.

    final_day: payouts of this day and before are final.
    """
    paid = flow_total(FlowFilter(Flow.PAID, unit, last=final_day), cutoff, db)
    since = FlowFilter(Flow.RETURNED, unit, first=final_day + timedelta(days=1))
    if not flow_total(since, cutoff, db):
        return paid
    returned = lines_of(since, span_of(cutoff, db), db)
    return paid - sum(
        line.amount_minor for line in returned if _was_paid_by(line.number, final_day, db)
    )


def _was_paid_by(number: int, day: date, db: Connection) -> bool:
    """Whether what came back had been paid by a day: the keys of its events count from 1."""
    key = db.scalar(select(entry.c.key).where(entry.c.id == number)) or ""
    stream, _, version = key.partition("/")
    keys = [f"{stream}/{earlier}" for earlier in range(1, int(version))]
    is_payment = or_(*(entry.c.event_type.like(f"{name}.%") for name in PAYMENTS))
    paid = entry.c.key.in_(keys) & is_payment
    newest = select(entry.c.effective_us).where(paid).order_by(entry.c.id.desc()).limit(1)
    return (db.scalar(newest) or 0) < (day_number(day) + 1) * DAY_US
