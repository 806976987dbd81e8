"""A brand, experts, money between them, and the application around them, on days of our choice."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from domain.bookings.funding import FundingMethod
from payments.earnings.earning import WrittenText, earning_id
from payments.earnings.earning_rules import ContestReason
from payments.ledger.entries import microseconds
from payments.rail_statements.rail_statement import RailAccount, RailCategory, StatedLine
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.support.people import BRAND, MANAGER, PAID, VISITOR, euros
from tests.support.raw_sql import execute
from tests.web.bookings.shift_fixture import ALICE, BRUNO
from tests.web.shop import session_of
from web.private_store.accounts import account_of

FINANCE, PLATFORM = "fran@comptoir.example", "plat@comptoir.example"
CONVERSATION = UUID("c0ffee00-0000-4000-8000-000000000001")
WRITTEN = WrittenText(UUID("7e000000-0000-4000-8000-000000000001"), 40)


def on(month, day, hour=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


class FinanceDesk:
    def __init__(self, shop, market, clock, database_url):
        self.shop, self.market, self.clock = shop, market, clock
        self.ledger = LedgerDesk(market.log, market.ledger)
        self.database_url = database_url
        self.alice, self.bruno = self.id_of(ALICE), self.id_of(BRUNO)

    def id_of(self, email):
        with self.shop.store.sessions.session_factory() as session:
            return account_of(session, email).id

    def client(self, email=FINANCE):
        client = self.shop.app.test_client()
        with client.session_transaction() as session:
            session.update(session_of(self.shop.store, email))
        return client

    def register_brand(self):
        at = on(1, 2)
        with self.recorded(at):
            self.market.brands.register(BRAND, "road", "Road", "Europe/Paris", "EUR", MANAGER, at)
        self.market.projector.catch_up()

    def recorded(self, at):
        """What is appended in this block is recorded at a time of ours, and then posted."""
        return RecordedAt(self, at)

    def converses(self, closed_at, expert_id=None, conversation_id=CONVERSATION, *, earns=True):
        """A whole conversation, closed and earned at a time."""
        expert_id = expert_id or self.alice
        log, begin = self.market, closed_at - timedelta(minutes=5)
        with self.recorded(closed_at):
            if not self.market.log.rows.rows_of(expert_id):
                log.members.join(expert_id, ("fr",), "FR", begin)
                log.members.start_engagement(expert_id, BRAND, PAID, MANAGER, begin)
            log.presence.come_online(uuid4(), expert_id, 2, begin)
            commands = log.conversations
            commands.request(conversation_id, BRAND, VISITOR, "fr", begin)
            commands.offer(conversation_id, (expert_id,), begin)
            commands.claim(conversation_id, expert_id, begin)
            commands.send_first_reply(conversation_id, expert_id, begin)
            commands.close(conversation_id, None, "answered", (3, 4), closed_at, closed_at)
            if earns:
                closed = log.log.history(conversation_id)[-1].data
                log.earnings.earn(conversation_id, closed, timedelta(days=7))

    def contests(self, at, conversation_id=CONVERSATION):
        with self.recorded(at):
            id, reason = earning_id(conversation_id), ContestReason.NOT_ANSWERED
            self.market.earnings.contest(id, BRAND, reason, WRITTEN, MANAGER, at)

    def accepts_contest(self, at, conversation_id=CONVERSATION):
        with self.recorded(at):
            by = self.id_of(FINANCE)
            self.market.earnings.accept_contest(earning_id(conversation_id), WRITTEN, by, at)

    def closes(self, at, expert_id=None, price=200):
        """Only the event that is posted."""
        terms = PAID if price == PAID.price.amount else PAID.__class__(euros(price), 20)
        conversation_id = uuid4()
        with self.recorded(at):
            self.ledger.closes(conversation_id, terms, expert_id or self.alice, at)
        return conversation_id

    def pays_in(self, at, amount=10_000, method=FundingMethod.CARD):
        with self.recorded(at):
            self.ledger.pays_in(euros(amount), method, at)

    def bank_states(self, at, amount=10_000):
        """What came in by `pays_in` is on the bank's statement."""
        line = StatedLine("1", "test", euros(amount), at.date(), RailCategory.PAYMENT)
        with self.recorded(at):
            self.market.rail_statements.import_lines(RailAccount.BANK, [line], MANAGER, at)

    def known_at(self, at):
        self.clock.at = at


class RecordedAt:
    def __init__(self, desk, at):
        self._desk, self._at = desk, at

    def __enter__(self):
        self._head = self._desk.market.log.rows.head()

    def __exit__(self, *error):
        execute(
            self._desk.database_url,
            "UPDATE events SET recorded_us = ? WHERE position > ?",
            microseconds(self._at),
            self._head,
        )
        assert not self._desk.ledger.posted().problem
