"""The ledger under any order of events: every invariant holds at every step, on both databases."""

from collections import Counter
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from domain.bookings.funding import FundingMethod
from domain.money import Money
from domain.terms import Paid
from payments.earnings.earning import Earning
from payments.earnings.earning_rules import ConversationPay
from payments.ledger.recomputation import export, recomputed_entries
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import AMBASSADOR, BRAND, EXPERT, MANAGER, after, euros

FLOORS = (":prepaid", ":reserved", ":held", ":payable", ":refunds_payable", ":points")
ISSUED = f"brand:{BRAND}:points_issued"
REDEEMED = f"brand:{BRAND}:points_redeemed"
EXPIRED = f"brand:{BRAND}:points_expired"
DECIDED = {"reason_text_id": MANAGER, "text_length": 1, "by": MANAGER}
POINTS = f"ambassador:{AMBASSADOR}:brand:{BRAND}:points"
cents = st.integers(1, 5_000)
few = st.integers(0, 50)


class Books(RuleBasedStateMachine):
    """
    A brand pays in, reserves, spends and gets back; an ambassador earns and redeems.

    What commands would refuse is not attempted; what the log holds is posted at once or later.
    """

    database_url = ""

    def __init__(self):
        super().__init__()
        self._opened = opened_ledger(self.database_url())
        self.desk = self._opened.__enter__()
        self.prepaid = self.points = self.days = 0
        self.reserved, self.redeemed = {}, {}
        self.held, self.payable, self.owed = Counter(), Counter(), Counter()
        self.from_budget = set()
        self.pays, self.refused = {}, {}
        self.closed_months = []

    @override
    def teardown(self):
        self.holds()
        self._opened.__exit__(None, None, None)

    @property
    def now(self):
        return after(86_400 * self.days)

    @initialize(amount=cents)
    def begins(self, amount):
        self.pays_in(amount, FundingMethod.CARD)

    @rule(amount=cents, method=st.sampled_from(FundingMethod))
    def pays_in(self, amount, method):
        self.desk.pays_in(euros(amount), method, self.now)
        self.prepaid += amount
        if method is FundingMethod.INVOICE:
            self.owed["EUR"] += amount

    @rule(amount=cents)
    def reserves(self, amount):
        if amount <= self.prepaid:
            conversation_id = uuid4()
            self.desk.reserves(conversation_id, euros(amount), self.now)
            self.reserved[conversation_id] = amount
            self.prepaid -= amount

    @rule(number=few, percent=st.integers(0, 100))
    def closes_what_is_reserved(self, number, percent):
        if conversation_id := self._any(self.reserved, number):
            price = euros(self.reserved.pop(conversation_id))
            self.desk.closes(conversation_id, Paid(price, percent), at=self.now)
            self.desk.spends(conversation_id, price, self.now)
            self.from_budget.add(conversation_id)
            self._earns(conversation_id, price, percent)

    @rule(amount=cents, percent=st.integers(0, 100), currency=st.sampled_from(["EUR", "CHF"]))
    def closes_on_account(self, amount, percent, currency):
        price = Money(amount, currency)
        conversation_id = uuid4()
        self.desk.closes(conversation_id, Paid(price, percent), at=self.now)
        self._earns(conversation_id, price, percent)
        self.owed[currency] += amount

    @rule(number=few)
    def earning_is_released(self, number):
        if conversation_id := self._any(self.pays, number):
            pay = self.pays.pop(conversation_id)
            self.desk.earning(Earning.Released, pay, self.now)
            self.held[pay.net.currency] -= pay.net.amount
            self.payable[pay.net.currency] += pay.net.amount

    @rule(number=few)
    def contest_is_accepted(self, number):
        if conversation_id := self._any(self.pays, number):
            self.refused[conversation_id] = pay = self.pays.pop(conversation_id)
            self.desk.earning(
                Earning.ContestAccepted, pay, self.now, appeal_until=self.now, **DECIDED
            )
            self.held[pay.net.currency] -= pay.net.amount
            if conversation_id in self.from_budget:
                self.desk.returns(conversation_id, pay.price, self.now)
                self.prepaid += pay.price.amount
            else:
                self.owed[pay.price.currency] -= pay.price.amount

    @rule(number=few)
    def appeal_is_granted(self, number):
        if conversation_id := self._any(self.refused, number):
            self.pays[conversation_id] = pay = self.refused.pop(conversation_id)
            self.desk.earning(Earning.AppealGranted, pay, self.now, **DECIDED)
            self.held[pay.net.currency] += pay.net.amount
            if conversation_id in self.from_budget and pay.price.amount <= self.prepaid:
                self.desk.spends_again(conversation_id, pay.price, self.now)
                self.prepaid -= pay.price.amount
            else:
                self.from_budget.discard(conversation_id)
                self.owed[pay.price.currency] += pay.price.amount

    @rule(number=few)
    def releases(self, number):
        if conversation_id := self._any(self.reserved, number):
            amount = self.reserved.pop(conversation_id)
            self.desk.releases(conversation_id, euros(amount), self.now)
            self.prepaid += amount

    @rule()
    def gets_back_what_is_left(self):
        if self.prepaid:
            self.desk.gets_back(euros(self.prepaid), self.now)
            self.prepaid = 0

    @rule(points=st.integers(1, 100))
    def earns_points(self, points):
        self.desk.earns_points(points, self.now)
        self.points += points

    @rule(points=st.integers(1, 100))
    def redeems(self, points):
        if points <= self.points:
            self.redeemed[self.desk.redeems(points, self.now)] = points
            self.points -= points

    @rule(number=few)
    def cancels(self, number):
        if redemption_id := self._any(self.redeemed, number):
            points = self.redeemed.pop(redemption_id)
            self.desk.cancels(redemption_id, points, self.now)
            self.points += points

    @rule()
    def points_expire(self):
        if self.points:
            self.desk.points_expire(self.points, self.now)
            self.points = 0

    @rule(days=st.integers(1, 20))
    def days_pass(self, days):
        self.days += days

    @rule()
    def closes_the_last_month(self):
        month = f"{after(86_400 * (self.days - 31)):%Y-%m}"
        if month < f"{self.now:%Y-%m}" and month > max(self.closed_months, default=""):
            self.desk.closes_period(month, self.now)
            self.closed_months.append(month)

    @invariant()
    def holds(self):
        progress = self.desk.posted()
        assert (progress.behind, progress.failure) == (0, None)
        balances = self.desk.balances()
        sums = Counter()
        for (name, unit), balance in balances.items():
            sums[unit] += balance
            assert balance >= 0 or not name.endswith(FLOORS)
        assert not any(sums.values())
        self._agrees(balances)
        self._is_recomputed()

    def _agrees(self, balances):
        """With what the rules above remember."""
        assert balances.get((f"brand:{BRAND}:prepaid", "EUR"), 0) == self.prepaid
        assert balances.get((f"brand:{BRAND}:reserved", "EUR"), 0) == sum(self.reserved.values())
        assert balances.get((POINTS, "PTS"), 0) == self.points
        for currency in ("EUR", "CHF"):
            held = balances.get((f"expert:{EXPERT}:held", currency), 0)
            payable = balances.get((f"expert:{EXPERT}:payable", currency), 0)
            owed = -balances.get((f"brand:{BRAND}:receivable", currency), 0)
            assert owed == self.owed[currency]
            assert (held, payable) == (self.held[currency], self.payable[currency])
        outstanding, redeemed = self.points, balances.get((REDEEMED, "PTS"), 0)
        expired, issued = balances.get((EXPIRED, "PTS"), 0), -balances.get((ISSUED, "PTS"), 0)
        assert issued == redeemed + expired + outstanding

    def _is_recomputed(self):
        assert self.desk.difference() is None
        entries = self.desk.entries()
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        again = recomputed_entries(self.desk.log.all_rows(), self.desk.log.rows.identity())
        assert b"".join(export(entries)) == b"".join(export(again))

    def _earns(self, conversation_id, price, percent):
        commission = Money((price.amount * percent + 50) // 100, price.currency)
        net = Money(price.amount - commission.amount, price.currency)
        self.pays[conversation_id] = ConversationPay(
            conversation_id=conversation_id,
            brand_id=BRAND,
            expert_id=EXPERT,
            price=price,
            commission=commission,
            net=net,
        )
        self.held[price.currency] += net.amount

    def _any(self, values, number):
        return list(values)[number % len(values)] if values else None


@pytest.fixture
def fresh_url(request, tmp_path_factory):
    """A function that gives the URL of another empty database each time."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path_factory.mktemp('books')}/test.db"
        return
    server, opened = request.getfixturevalue("postgres_server"), []

    def url():
        opened.append(server.database())
        return opened[-1].__enter__()

    yield url
    for database in opened:
        database.__exit__(None, None, None)


both = pytest.mark.parametrize(
    "fresh_url",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)


@pytest.mark.slow
@both
def test_every_invariant_holds_at_every_step(fresh_url, request):
    examples = 40 if "sqlite" in request.node.name else 12
    machine = type("BooksOfOneDatabase", (Books,), {"database_url": staticmethod(fresh_url)})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
