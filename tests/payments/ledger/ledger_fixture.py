"""A log and its ledger on one database, and events that happen without commands."""

from contextlib import contextmanager
from uuid import UUID, uuid4

from domain.aggregate import Aggregate
from domain.bookings.booking import Booking
from domain.bookings.budget_reservation import BudgetReservation, reservation_id
from domain.bookings.funding import FundingMethod, FundingRequest
from domain.conversations.conversation import Conversation
from domain.log.entries import Decision
from domain.log.event_log import EventLog
from domain.rewards.points import Lot
from domain.rewards.recognition import Recognition
from domain.rewards.redemption import Redemption
from domain.terms import Voluntary
from payments.earnings.earning import earning_id
from payments.ledger.database import LedgerDatabase
from payments.ledger.general_ledger import GeneralLedgerCommands
from payments.ledger.journal import stored_entries
from payments.ledger.poster import Poster
from payments.ledger.recomputation import first_difference
from payments.ledger.trial_balance import trial_balance
from tests.support.people import AMBASSADOR, BRAND, EXPERT, MANAGER, PAID, after, euros

NOON, PRICE, BUDGET = after(3 * 3600), euros(200), euros(10_000)
BOOKING = UUID("b1000000-0000-4000-8000-000000000001")


class Stream(Aggregate):
    """Events of any aggregate, appended as they are: the ledger reads events, not rules."""

    def replay(self, _event):
        self.version += 1


class LedgerDesk:
    """Appends events to the log, posts them, and looks at the ledger."""

    def __init__(self, log, database):
        self.log, self.database = log, database
        self.poster = Poster(log, database)

    def happens(self, id, *events, reserve=(), release=()):
        """Append events to a stream; return the position of the last."""

        def decide():
            stream = self.log.load_or_new(Stream, id)
            for event in events:
                stream.record(event)
            return Decision([stream], reserve=reserve, release=release)

        return self.log.execute(decide, command="test")

    def pays_in(self, money=BUDGET, method=FundingMethod.CARD, at=NOON):
        funding = FundingRequest(uuid4(), money, method)
        received = Booking.FundingReceived(
            at=at, brand_id=BRAND, funding=funding, reference="test", by=None
        )
        return self.happens(BOOKING, received)

    def gets_back(self, money, at=NOON):
        return self.happens(BOOKING, Booking.Refunded(at=at, brand_id=BRAND, amount=money, by=None))

    def reserves(self, conversation_id, money=PRICE, at=NOON):
        reserved = BudgetReservation.Reserved(
            at=at,
            booking_id=BOOKING,
            brand_id=BRAND,
            conversation_id=conversation_id,
            respondent_id=EXPERT,
            amount=money,
        )
        return self.happens(reservation_id(conversation_id), reserved)

    def spends(self, conversation_id, money=PRICE, at=NOON):
        return self._settles(BudgetReservation.Spent, conversation_id, money, at)

    def releases(self, conversation_id, money=PRICE, at=NOON):
        return self._settles(BudgetReservation.Released, conversation_id, money, at)

    def returns(self, conversation_id, money=PRICE, at=NOON):
        return self._settles(BudgetReservation.Returned, conversation_id, money, at)

    def spends_again(self, conversation_id, money=PRICE, at=NOON):
        return self._settles(BudgetReservation.SpentAgain, conversation_id, money, at)

    def _settles(self, event_type, conversation_id, money, at):
        event = event_type(
            at=at,
            booking_id=BOOKING,
            brand_id=BRAND,
            conversation_id=conversation_id,
            amount=money,
        )
        return self.happens(reservation_id(conversation_id), event)

    def closes(self, conversation_id, terms=PAID, respondent_id=EXPERT, at=NOON):
        return self.happens(conversation_id, closed(terms, respondent_id, at))

    def earns_points(self, points, at=NOON):
        terms = Voluntary(points)
        return self.closes(uuid4(), terms, AMBASSADOR, at)

    def earning(self, event_type, pay, at=NOON, **values):
        """An event of what a conversation earns."""
        return self.happens(earning_id(pay.conversation_id), event_type(at=at, pay=pay, **values))

    def redeems(self, points, at=NOON):
        """Return the id of the redemption."""
        redemption_id = uuid4()
        values = {"brand_id": BRAND, "member_id": AMBASSADOR, "gift_id": uuid4()}
        lots = (Lot("2026-06", points),)
        event = Redemption.Requested(
            at=at, points=points, lots=lots, unit_cost=euros(500), **values
        )
        self.happens(redemption_id, event)
        return redemption_id

    def cancels(self, redemption_id, points, at=NOON):
        values = {"brand_id": BRAND, "member_id": AMBASSADOR, "gift_id": uuid4()}
        lots = (Lot("2026-06", points),)
        event = Redemption.Cancelled(at=at, lots=lots, reason="mistake", by=BRAND, **values)
        return self.happens(redemption_id, event)

    def points_expire(self, points, at=NOON):
        event = Recognition.PointsExpired(
            at=at, brand_id=BRAND, member_id=AMBASSADOR, month="2026-06", points=points
        )
        return self.happens(uuid4(), event)

    def closes_period(self, month, at=NOON):
        return GeneralLedgerCommands(self.log).close_period(month, MANAGER, at)

    def posted(self):
        """Post all there is; return the progress."""
        return self.poster.catch_up()

    def entries(self):
        with self.database.read() as db:
            return list(stored_entries(db))

    def balances(self):
        """By name and unit, of accounts that hold something."""
        with self.database.read() as db:
            return {
                (name, unit): balance for name, unit, _, balance in trial_balance(db) if balance
            }

    def difference(self):
        return first_difference(self.log, self.database)


def closed(terms, respondent_id=EXPERT, at=NOON, **values):
    fields = {"reason": "answered", "visitor_messages": 3, "respondent_messages": 4} | values
    return Conversation.Closed(
        at=at,
        brand_id=BRAND,
        respondent_id=respondent_id,
        terms=terms,
        by=None,
        last_message_at=at,
        slot=0,
        **fields,
    )


@contextmanager
def opened_ledger(database_url):
    with EventLog(database_url) as log:
        database = LedgerDatabase(database_url)
        try:
            yield LedgerDesk(log, database)
        finally:
            database.close()
