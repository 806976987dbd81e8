"""A log with all that a receipt can list."""

from datetime import timedelta
from uuid import uuid4

from domain.terms import Paid
from tests.payments.statements.test_statement_commands import (
    NEXT_WEEK,
    RELEASED_AT,
    StatementDesk,
)
from tests.support.people import OTHER_EXPERT, euros


def year_of_work(ledger_desk):
    """Two conversations, a deduction and two statements of one expert; others' between them."""
    desk = StatementDesk(ledger_desk)
    desk.ledger.pays_in()
    desk.releases()
    desk.ledger.earns_points(10)
    for _ in range(3):
        desk.ledger.closes(uuid4(), Paid(euros(900), 20), OTHER_EXPERT)
    desk.closes_week()
    desk.releases(RELEASED_AT + timedelta(weeks=1))
    desk.adjusts(-500, RELEASED_AT + timedelta(weeks=1))
    desk.closes_week(NEXT_WEEK)
    desk.ledger.pays_in()
    desk.ledger.posted()
    return desk
