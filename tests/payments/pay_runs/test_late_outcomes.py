"""Answers of a rail that come late: of an attempt that has an outcome, or that another followed."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain.errors import NotNow
from payments.earnings.earning import WrittenText
from payments.earnings.unstated_items import AccountHolder
from payments.gateway import GatewayBug, PaymentMade, PaymentRefused, PaymentUnknown
from payments.pay_runs.asking_times import PAYS_AGAIN_AFTER
from payments.pay_runs.carrying_out import PayoutCarrier
from payments.pay_runs.payout import Payout, PayoutStatus, Rail
from payments.pay_runs.payout_commands import PayoutCommands
from payments.pay_runs.payout_lists import payouts_in_review
from payments.statements.statement_commands import load_account
from payments.weeks import week_of
from tests.payments.pay_runs.pay_run_fixture import OWED, SECOND_PERSON, TUESDAY, WEEK, payout_of
from tests.support.people import EXPERT, euros

ID = payout_of()
LATER = TUESDAY + PAYS_AGAIN_AFTER
NEXT_DAY = TUESDAY + timedelta(hours=30)
REFUSED = PaymentRefused("balance_insufficient")
FOUND = WrittenText(uuid4(), 9)


class SlowWorker:
    """A worker that has begun a try, and records what the rail answered when a test says so."""

    def __init__(self, desk, at=TUESDAY):
        self.desk, self.now = desk, at
        self._intent = desk.payouts.attempt(ID, at)
        self.attempt = self._intent.attempt

    def wakes_up_with(self, outcome, at=NEXT_DAY):
        self.now = at
        commands = _CommittedBefore(self.desk, self._intent)
        PayoutCarrier(commands, _Answering(outcome), lambda: self.now).carry_out(ID)


class _CommittedBefore(PayoutCommands):
    """Commands of a worker whose try was committed before."""

    def __init__(self, desk, intent):
        super().__init__(desk.log, None)
        self._intent = intent

    def attempt(self, _id, _at):
        return self._intent


class _Answering:
    def __init__(self, outcome):
        self._outcome = outcome

    def transfer(self, _intent):
        if isinstance(self._outcome, GatewayBug):
            raise self._outcome
        return self._outcome


@pytest.fixture
def by_stripe(desk):
    desk.owes(stripe="acct_1")
    desk.starts(Rail.STRIPE)
    return desk


def is_refused(desk, at=LATER):
    """Another worker asks for the same attempt, and records its refusal."""
    attempt = desk.payouts.attempt(ID, at).attempt
    desk.payouts.refuse(ID, attempt, "balance_insufficient", at)


def events(desk):
    return [type(recorded.data) for recorded in desk.log.history(ID)]


def account(desk):
    return load_account(desk.log, AccountHolder(EXPERT, "EUR"))


def in_review(desk):
    return payouts_in_review(desk.log, desk.payout().pay_run_id)


@pytest.mark.parametrize("outcome", [REFUSED, PaymentUnknown("APIError 503")])
def test_a_late_answer_of_the_first_attempt_leaves_the_second_alone(by_stripe, outcome):
    late = SlowWorker(by_stripe)
    is_refused(by_stripe)
    by_stripe.payouts.retry(ID, SECOND_PERSON, LATER)
    second = SlowWorker(by_stripe, LATER)

    late.wakes_up_with(outcome)

    assert by_stripe.payout().status is PayoutStatus.ATTEMPTED
    assert by_stripe.balances() == {"in_transit": 2_500}
    second.wakes_up_with(PaymentMade("tr_2"))
    assert (by_stripe.payout().status, second.attempt) == (PayoutStatus.PAID, 2)
    assert by_stripe.balances() == {"platform:stripe": 2_500}


def test_a_late_refusal_of_a_try_that_was_repeated_waits_for_the_newest_answer(by_stripe):
    late = SlowWorker(by_stripe)
    by_stripe.payouts.attempt(ID, LATER)
    by_stripe.payouts.note_unknown(ID, 1, "APIError 503", LATER)

    late.wakes_up_with(REFUSED)

    assert by_stripe.payout().status is PayoutStatus.UNKNOWN
    assert by_stripe.balances() == {"in_transit": 2_500}


def test_a_late_answer_that_is_unknown_after_a_refusal_is_for_a_person_to_look_at(by_stripe):
    late = SlowWorker(by_stripe)
    by_stripe.payouts.attempt(ID, LATER)
    by_stripe.payouts.refuse(ID, 1, "account closed", LATER)

    late.wakes_up_with(PaymentUnknown("timeout"))
    late.wakes_up_with(PaymentUnknown("timeout"))

    payout = by_stripe.payout()
    assert (payout.status, payout.discrepancy) == (PayoutStatus.REFUSED, "timeout")
    assert payout.needs_review
    [*_, found] = by_stripe.log.history(ID)
    assert type(found.data).__name__ == "DiscrepancyFound"
    assert by_stripe.balances() == {"payable": 2_500}


def test_what_a_worker_asks_is_of_the_attempt_that_it_committed(by_stripe):
    """Another worker's refusal and a retry come in right after the commit."""
    log, execute = by_stripe.log, by_stripe.log.execute

    class Interrupted:
        def __getattr__(self, name):
            return getattr(log, name)

        def execute(self, decide, **values):
            position = execute(decide, **values)
            by_stripe.payouts.refuse(ID, 1, "balance_insufficient", TUESDAY)
            by_stripe.payouts.retry(ID, SECOND_PERSON, TUESDAY)
            return position

    intent = PayoutCommands(Interrupted(), None).attempt(ID, TUESDAY)

    assert (intent.attempt, by_stripe.payout().attempt) == (1, 2)


def test_a_payment_after_a_recorded_refusal_is_taken_back_and_listed(by_stripe):
    late = SlowWorker(by_stripe)
    is_refused(by_stripe)
    assert by_stripe.balances() == {"payable": 2_500}

    late.wakes_up_with(PaymentMade("tr_1", TUESDAY.date()))
    late.wakes_up_with(PaymentMade("tr_1", TUESDAY.date()))

    payout = by_stripe.payout()
    assert (payout.status, payout.reference) == (PayoutStatus.PAID, "tr_1")
    assert events(by_stripe).count(Payout.PaidAfterRefusal) == 1
    assert by_stripe.balances() == {"platform:stripe": 2_500}
    assert (account(by_stripe).to_pay_minor, account(by_stripe).deducted) == (0, {ID: 2_500})
    assert in_review(by_stripe) == [ID]
    with pytest.raises(NotNow, match="refused payout"):
        by_stripe.payouts.retry(ID, SECOND_PERSON, NEXT_DAY)


def test_what_the_next_run_has_paid_by_then_is_owed_by_the_expert(by_stripe):
    late = SlowWorker(by_stripe)
    is_refused(by_stripe)
    week = week_of(WEEK.ends_at)
    by_stripe.adds(euros(300), at=week.begins_at)
    by_stripe.closes_week(week=week)
    by_stripe.prepares(Rail.STRIPE, at=week.ends_at, week=week)
    run = by_stripe.starts(Rail.STRIPE, at=week.ends_at, week=week)
    by_stripe.adds(euros(1_000), at=week.ends_at)

    late.wakes_up_with(PaymentMade("tr_1"), week.ends_at)

    assert by_stripe.payout(week=week).pay_run_id == run
    balances = {"in_transit": 2_800, "platform:stripe": 2_500, "advance": -1_500}
    assert by_stripe.balances() == balances
    owing = account(by_stripe)
    assert (owing.payable_minor, owing.owed_minor, owing.to_pay_minor) == (0, 1_500, 0)
    [found] = [
        e.data for e in by_stripe.log.history(ID) if isinstance(e.data, Payout.PaidAfterRefusal)
    ]
    assert (found.amount, found.owed) == (OWED, euros(1_500))


def test_a_payment_beside_the_one_on_record_is_owed_and_listed(by_stripe):
    late = SlowWorker(by_stripe)
    is_refused(by_stripe)
    by_stripe.payouts.retry(ID, SECOND_PERSON, LATER)
    SlowWorker(by_stripe, LATER).wakes_up_with(PaymentMade("tr_2"), LATER)

    late.wakes_up_with(PaymentMade("tr_1"))

    payout = by_stripe.payout()
    assert (payout.status, payout.reference) == (PayoutStatus.PAID, "tr_2")
    assert set(payout.payments.with_expert) == {"tr_1", "tr_2"}
    assert by_stripe.balances() == {"platform:stripe": 5_000, "advance": -2_500}
    assert in_review(by_stripe) == [ID]


def test_of_two_payments_one_that_is_reversed_is_payable_again(by_stripe):
    late = SlowWorker(by_stripe)
    is_refused(by_stripe)
    by_stripe.payouts.retry(ID, SECOND_PERSON, LATER)
    SlowWorker(by_stripe, LATER).wakes_up_with(PaymentMade("tr_2"), LATER)
    late.wakes_up_with(PaymentMade("tr_1"))

    by_stripe.payouts.note_reversed(ID, "tr_2", NEXT_DAY)
    by_stripe.payouts.note_reversed(ID, "tr_2", NEXT_DAY)
    by_stripe.payouts.note_reversed(ID, "tr_9", NEXT_DAY)

    payout = by_stripe.payout()
    assert (payout.status, payout.reference) == (PayoutStatus.PAID, "tr_1")
    assert by_stripe.balances() == {"platform:stripe": 2_500, "payable": 2_500, "advance": -2_500}
    assert account(by_stripe).to_pay_minor == 0


def test_a_payment_of_the_first_attempt_stops_the_second_before_it_is_made(by_stripe):
    late = SlowWorker(by_stripe)
    is_refused(by_stripe)
    by_stripe.payouts.retry(ID, SECOND_PERSON, LATER)

    late.wakes_up_with(PaymentMade("tr_1"))

    assert by_stripe.payout().status is PayoutStatus.STOPPED
    assert in_review(by_stripe) == [ID]
    with pytest.raises(NotNow, match="not due"):
        by_stripe.payouts.attempt(ID, NEXT_DAY)
    by_stripe.payouts.find_not_paid(ID, FOUND, SECOND_PERSON, NEXT_DAY)
    balances = {"payable": 2_500, "advance": -2_500, "platform:stripe": 2_500}
    assert by_stripe.balances() == balances


def test_a_look_up_that_finds_the_payment_of_the_next_attempt_settles_that_one(by_stripe):
    late = SlowWorker(by_stripe)
    is_refused(by_stripe)
    by_stripe.payouts.retry(ID, SECOND_PERSON, LATER)
    second = SlowWorker(by_stripe, LATER)

    late.wakes_up_with(PaymentMade("tr_2", attempt=2))
    second.wakes_up_with(PaymentMade("tr_2", attempt=2))

    payout = by_stripe.payout()
    assert (payout.status, set(payout.payments.with_expert)) == (PayoutStatus.PAID, {"tr_2"})
    assert by_stripe.balances() == {"platform:stripe": 2_500}


def test_a_payment_that_counts_for_another_attempt_is_no_outcome_but_stops(by_stripe):
    late = SlowWorker(by_stripe)
    is_refused(by_stripe)
    by_stripe.payouts.retry(ID, SECOND_PERSON, LATER)
    late.wakes_up_with(PaymentMade("tr_1"))
    by_stripe.payouts.resume(ID, FOUND, SECOND_PERSON, NEXT_DAY)

    SlowWorker(by_stripe, NEXT_DAY).wakes_up_with(PaymentMade("tr_1", attempt=1))

    assert by_stripe.payout().status is PayoutStatus.STOPPED
    assert by_stripe.payout().code == "it was paid before: tr_1"


def test_a_late_discrepancy_leaves_the_outcome_and_is_listed(by_stripe):
    late = SlowWorker(by_stripe)
    SlowWorker(by_stripe, LATER).wakes_up_with(PaymentMade("tr_1"), LATER)
    assert in_review(by_stripe) == []

    for _ in range(2):
        late.wakes_up_with(GatewayBug("made more than once: tr_1, tr_2"))

    assert by_stripe.payout().status is PayoutStatus.PAID
    assert events(by_stripe).count(Payout.DiscrepancyFound) == 1
    assert in_review(by_stripe) == [ID]
    by_stripe.payouts.review(ID, FOUND, SECOND_PERSON, NEXT_DAY)
    assert in_review(by_stripe) == []


def test_a_payment_found_after_it_was_reversed_is_taken_back(by_stripe):
    late = SlowWorker(by_stripe)
    SlowWorker(by_stripe, LATER).wakes_up_with(PaymentMade("tr_1"), LATER)
    by_stripe.payouts.note_reversed(ID, "tr_1", LATER)
    assert by_stripe.balances() == {"payable": 2_500}

    late.wakes_up_with(PaymentMade("tr_1"))
    assert by_stripe.payout().status is PayoutStatus.RETURNED
    late.wakes_up_with(PaymentMade("tr_2"))

    assert by_stripe.payout().status is PayoutStatus.PAID
    assert by_stripe.balances() == {"platform:stripe": 2_500}


def test_a_part_that_was_taken_back_is_listed_once(by_stripe):
    SlowWorker(by_stripe).wakes_up_with(PaymentMade("tr_1"), TUESDAY)

    for left in (2_000, 2_000, 1_500):
        by_stripe.payouts.note_partly_reversed(ID, "tr_1", euros(left), NEXT_DAY)
    by_stripe.payouts.note_partly_reversed(ID, "tr_9", euros(1), NEXT_DAY)

    assert events(by_stripe).count(Payout.PartlyReversed) == 2
    assert in_review(by_stripe) == [ID]
    assert by_stripe.balances() == {"platform:stripe": 2_500}
