"""A past month of two brands and two experts, appended as it happened, and posted."""

from datetime import UTC, datetime
from uuid import uuid4

from msgspec.structs import replace

from domain.terms import Paid
from tests.payments.ledger.ledger_fixture import LedgerDesk, closed
from tests.support.people import OTHER_BRAND, euros
from tests.web.bookings.shift_fixture import ALICE, BRUNO

OCTOBER = datetime(2017, 10, 5, tzinfo=UTC)


def fill_october(roster):
    """Three conversations of Alice at 2.00 for Road, one of Bruno at 6.45 for Other."""
    desk = LedgerDesk(roster.market.log, roster.market.ledger)
    alice, bruno = roster.id_of(ALICE), roster.id_of(BRUNO)
    for _ in range(3):
        desk.closes(uuid4(), Paid(euros(200), 20), alice, OCTOBER)
    other = replace(closed(Paid(euros(645), 30), bruno, OCTOBER), brand_id=OTHER_BRAND)
    desk.happens(uuid4(), other)
    desk.posted()
    return desk
