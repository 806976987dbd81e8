"""The ledger under any order of statements, payouts and all the rest, on both databases."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from typing_extensions import override

from domain.errors import NotNow
from domain.log.entries import Decision
from domain.money import Money
from payments.earnings.earning import Earning, WrittenText, earning_id
from payments.earnings.unstated_items import AccountHolder
from payments.pay_runs.pay_run import PayRunLimits, pay_run_id
from payments.pay_runs.payout import OPEN, Payout, PayoutStatus, Rail
from payments.pay_runs.payout_status import SENT
from payments.payees.payee import MANDATE_VERSION
from payments.rail_statements.rail_statement import RailAccount
from payments.statements.statement_commands import load_account
from payments.statements.statement_lines import StatementLine
from payments.weeks import week_of
from tests.payments.ledger.test_invariants import Books, both, cents, few, fresh_url
from tests.payments.pay_runs.pay_run_fixture import PayRunDesk
from tests.support.people import EXPERT, MANAGER

__all__ = ["fresh_url"]
CURRENCIES = st.sampled_from(["EUR", "CHF"])
NO_LIMITS = PayRunLimits(10**9, 0)
OUTCOMES = (
    "payout_is_paid",
    "payout_is_refused",
    "payout_is_paid_late",
    "payout_is_stopped_and_ended",
    "payout_comes_back",
    "payout_is_tried_again",
    "payout_is_final",
)


class PaidBooks(Books):
    """What is released is stated week by week, and paid by runs, which fail in every way."""

    def __init__(self):
        super().__init__()
        self.runs = PayRunDesk(self.desk)
        self.unstated = {"EUR": [], "CHF": []}
        self.payout_ids = []
        self.runs.payees.record_details(EXPERT, "FR", (), EXPERT, self.now)
        self.runs.payees.grant_mandate(EXPERT, MANDATE_VERSION, EXPERT, self.now)
        self.runs.payees.link_recipient(EXPERT, "acct_1", EXPERT, self.now)

    @override
    @rule(number=few)
    def earning_is_released(self, number):
        if conversation_id := self._any(self.pays, number):
            pay = self.pays.pop(conversation_id)
            self.desk.earning(Earning.Released, pay, self.now)
            self.held[pay.net.currency] -= pay.net.amount
            line = StatementLine(earning_id(conversation_id), conversation_id, self.now, pay.net)
            self.unstated[pay.net.currency].append(line)

    @rule(currency=CURRENCIES)
    def statement_is_closed(self, currency):
        week = str(week_of(self.now).before)
        lines = self.unstated[currency]

        def decide():
            account = load_account(self.desk.log, AccountHolder(EXPERT, currency))
            if week <= account.week:
                return Decision([])
            account.close_statement(EXPERT, currency, week, lines, self.now)
            return Decision([account])

        before = self._account(currency).week
        self.desk.log.execute(decide)
        if week > before:
            self.unstated[currency] = []

    @rule(amount=st.integers(-3_000, 3_000).filter(bool), currency=CURRENCIES)
    def is_adjusted(self, amount, currency):
        self.runs.adds(Money(amount, currency), EXPERT, self.now)

    @rule(rail=st.sampled_from([Rail.MANUAL, Rail.STRIPE]))
    def week_is_paid(self, rail):
        week = week_of(self.now).before
        id = pay_run_id(str(week), rail)
        with suppress(NotNow):  # nothing to pay, or no statement of this week
            self.runs.runs.prepare(str(week), rail, NO_LIMITS, MANAGER, self.now)
            self.runs.runs.start(id, MANAGER, self.now)
            self.runs.runs.initiate_payouts(id, self.now)
        for currency in ("EUR", "CHF"):
            payout = self.runs.payout(EXPERT, currency, week)
            if payout.version and payout.id not in self.payout_ids:
                self.payout_ids.append(payout.id)

    @rule(
        rail=st.sampled_from([Rail.MANUAL, Rail.STRIPE]),
        bonus=cents,
        outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=6),
    )
    def week_passes_and_is_paid(self, rail, bonus, outcomes):
        """What takes several rules in this order, which is rare by chance."""
        self.is_adjusted(bonus, "EUR")
        self.days += 7
        for currency in ("EUR", "CHF"):
            self.statement_is_closed(currency)
        self.week_is_paid(rail)
        for outcome in outcomes:
            self.days += 4
            getattr(self, outcome)(len(self.payout_ids) - 1)

    @rule(number=few)
    def payout_is_paid(self, number):
        for payout in self._payout(number, OPEN):
            if payout.rail is Rail.MANUAL:
                amount, reference = payout.amount, f"B-{number}"
                self.runs.payouts.record_payment(payout.id, amount, reference, MANAGER, self.now)
            elif self._is_attempted(payout):
                if number % 2:
                    self.runs.payouts.note_unknown(payout.id, payout.attempt, "503", self.now)
                self._is_paid_by_stripe(payout, payout.attempt)

    @rule(number=few)
    def payout_is_refused(self, number):
        for payout in self._payout(number, OPEN):
            if payout.rail is Rail.MANUAL:
                self.runs.payouts.record_refusal(payout.id, "not_sent", MANAGER, self.now)
            elif self._is_attempted(payout):
                self.runs.payouts.refuse(payout.id, payout.attempt, "no_balance", self.now)

    @rule(number=few)
    def payout_is_paid_late(self, number):
        """A worker wakes up with the payment of an attempt that has an outcome, or is open."""
        for payout in self._payout(number, set(PayoutStatus)):
            if payout.rail is Rail.STRIPE:
                self._is_paid_by_stripe(payout, 1 + number % payout.attempt)

    @rule(number=few, attempt=few, outcome=st.sampled_from(["refuse", "note_unknown"]))
    def worker_wakes_up_without_a_payment(self, number, attempt, outcome):
        """Only the answer that is waited for changes anything."""
        for payout in self._payout(number, set(PayoutStatus)):
            late = 1 + attempt % payout.attempt
            getattr(self.runs.payouts, outcome)(payout.id, late, "late", self.now)
            is_waited_for = (payout.status, payout.attempt) == (PayoutStatus.ATTEMPTED, late)
            after = self.runs.log.load(Payout, payout.id)
            assert is_waited_for or after.version == payout.version

    @rule(number=few, is_paid=st.booleans())
    def payout_is_stopped_and_ended(self, number, *, is_paid=True):
        for payout in self._payout(number, OPEN):
            if payout.rail is Rail.STRIPE:
                self.runs.payouts.stop(payout.id, payout.attempt, "not what was meant", self.now)
                self._is_ended(payout, is_paid)

    @rule(number=few)
    def payout_comes_back(self, number):
        for payout in self._payout(number, SENT):
            if payout.recorded_from is RailAccount.BANK:
                self.runs.payouts.record_return(payout.id, "account_closed", MANAGER, self.now)
            else:
                references = sorted(payout.payments.with_expert)
                reference = references[number % len(references)]
                self.runs.payouts.note_reversed(payout.id, reference, self.now)

    @rule(number=few)
    def payout_is_tried_again(self, number):
        for payout in self._payout(number, {PayoutStatus.REFUSED}):
            with suppress(NotNow):  # paid by another week meanwhile, or deducted
                self.runs.payouts.retry(payout.id, MANAGER, self.now)

    @rule(number=few)
    def payout_is_final(self, number):
        for payout in self._payout(number, {PayoutStatus.PAID}):
            with suppress(NotNow):
                self.runs.payouts.finalise(payout.id, self.now)

    @override
    def _agrees(self, balances):
        payouts = [self.runs.log.load(Payout, id) for id in self.payout_ids]
        for currency in ("EUR", "CHF"):
            account = self._account(currency)
            unstated = sum(line.net.amount for line in self.unstated[currency])
            self.payable[currency] = account.payable_minor + unstated
            own = [payout for payout in payouts if payout.amount.currency == currency]
            moving = sum(payout.amount.amount for payout in own if payout.is_open)
            by_stripe = sum(self._received(payout) for payout in own if payout.rail is Rail.STRIPE)
            accounts = {
                f"expert:{EXPERT}:in_transit": moving,
                f"expert:{EXPERT}:advance": -account.owed_minor,
                "platform:stripe": by_stripe,
            }
            found = {name: balances.get((name, currency), 0) for name in accounts}
            assert found == accounts
            taken = {payout.id: self._took(payout) for payout in own}
            assert account.deducted == {id: amount for id, amount in taken.items() if amount}
        super()._agrees(balances)

    def _took(self, payout):
        """What of it is not payable."""
        return self._received(payout) + (payout.amount.amount if payout.is_open else 0)

    def _received(self, payout):
        return sum(payment.amount.amount for payment in payout.payments.with_expert.values())

    def _is_paid_by_stripe(self, payout, attempt):
        """By a transfer of its own, also when it is the same attempt's as before."""
        reference = f"tr_{payout.id}_{payout.version}"
        self.runs.payouts.note_paid(payout.id, attempt, reference, self.now)
        after = self.runs.log.load(Payout, payout.id)
        assert reference in after.payments.with_expert

    def _is_ended(self, payout, is_paid):
        text = WrittenText(payout.id, 9)
        if is_paid:
            reference = f"found_{payout.version}"
            self.runs.payouts.find_paid(
                payout.id, RailAccount.STRIPE, reference, self.now.date(), text, MANAGER, self.now
            )
        else:
            self.runs.payouts.find_not_paid(payout.id, text, MANAGER, self.now)

    def _account(self, currency):
        return load_account(self.desk.log, AccountHolder(EXPERT, currency))

    def _is_attempted(self, payout):
        """Unless another attempt is recent: days pass between the steps."""
        try:
            self.runs.payouts.attempt(payout.id, self.now)
        except NotNow:
            return False
        return True

    def _payout(self, number, statuses):
        """One of those that have a status, or none."""
        payouts = [self.runs.log.load(Payout, id) for id in self.payout_ids]
        wanted = [payout for payout in payouts if payout.status in statuses]
        return [wanted[number % len(wanted)]] if wanted else []


@pytest.mark.slow
@both
def test_every_invariant_holds_at_every_step(fresh_url, request):
    examples = 20 if "sqlite" in request.node.name else 8
    machine = type("BooksOfOneDatabase", (PaidBooks,), {"database_url": staticmethod(fresh_url)})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
