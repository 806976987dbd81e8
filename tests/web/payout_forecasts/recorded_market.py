"""A simulated market as log and ledger have it, as if it had been recorded week by week."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from domain.bookings.shift import Shift
from domain.log.entries import Decision
from domain.terms import Paid
from payments.earnings.earning import Earning, earning_id
from payments.earnings.earning_commands import held_reservation
from payments.earnings.earning_rules import ConversationPay
from payments.payout_forecasts.payout_weeks import HOUR_US, week_number
from tests.domain.bookings.booking_examples import BOOKING
from tests.payments.ledger.ledger_fixture import Stream, closed
from tests.payments.payout_forecasts.simulated_market import simulated_market
from tests.support.people import BRAND, euros

PAID = Paid(euros(200), 20)
HOLD_US = 7 * 24 * HOUR_US
PEOPLE, AHEAD = 4, 5


def market_until(now_us, weeks, seed=11):
    """The facts of so many past weeks, and of shifts in the next ones."""
    first = week_number(now_us) - weeks
    return simulated_market(seed, weeks + AHEAD, HOLD_US, first_week=first, people=PEOPLE)


def record(market, facts, now_us):
    """Append all that has happened by now, post it, and date the ledger's entries as it was."""
    streams = [_assigned(shift) for shift in facts.shifts if shift.assigned_us < now_us]
    held = []
    for pay in facts.earned:
        if pay.closed_us < now_us:
            conversation, earning = _earned(pay, now_us)
            streams += [conversation, earning]
            held += _listed(earning) if pay.due_us >= now_us else []
    market.log.execute(lambda: Decision(streams, reserve=held), command="test")
    market.projector.catch_up()
    market.poster.catch_up()
    _date_by_effect(market.log.database_url)


def _assigned(shift):
    stream = Stream(uuid4())
    stream.record(
        Shift.Assigned(
            at=at(shift.assigned_us),
            member_id=shift.expert_id,
            booking_id=BOOKING,
            brand_id=BRAND,
            starts_at=at(shift.starts_us),
            ends_at=at(shift.ends_us),
            seat=1,
            terms=PAID,
        )
    )
    return stream


def _earned(pay, now_us):
    conversation = Stream(uuid4())
    conversation.record(closed(PAID, pay.expert_id, at(pay.closed_us)))
    commission, net = PAID.price.share(20)
    terms = ConversationPay(conversation.id, BRAND, pay.expert_id, PAID.price, commission, net)
    earning = Stream(earning_id(conversation.id))
    earning.record(Earning.Held(at=at(pay.closed_us), pay=terms, held_until=at(pay.due_us)))
    if pay.due_us < now_us:
        earning.record(Earning.Released(at=at(pay.due_us), pay=terms))
    return [conversation, earning]


def _listed(stream):
    """As the commands list what is held."""
    earning = Earning(stream.id)
    for event in stream.pending_events:
        earning.replay(event)
    return [held_reservation(earning)]


def _date_by_effect(database_url):
    file = database_url.removeprefix("sqlite:///").removesuffix(".db") + ".ledger.db"
    with closing(sqlite3.connect(file)) as db, db:
        triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE entry SET recorded_us = effective_us")


def at(moment_us):
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment_us)
