"""Payouts: what becomes of one, what the ledger holds meanwhile, and what a person may do."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain.errors import Invalid, NotFound, NotNow
from payments.earnings.earning import WrittenText
from payments.earnings.unstated_items import AccountHolder
from payments.pay_runs.asking_times import PAYS_AGAIN_AFTER
from payments.pay_runs.pay_run import PayRunStatus
from payments.pay_runs.pay_run_commands import started_pay_runs
from payments.pay_runs.payout import PayoutStatus, Rail
from payments.pay_runs.payout_lists import (
    NEVER,
    open_payouts,
    payouts_in_review,
    payouts_to_finalise,
)
from payments.statements.statement_account import statement_account_id
from payments.statements.statement_commands import load_account
from payments.weeks import week_of
from tests.payments.pay_runs.pay_run_fixture import OWED, SECOND_PERSON, TUESDAY, WEEK, payout_of
from tests.support.people import EXPERT, MANAGER, euros

ID = payout_of()
MINUTE = timedelta(minutes=1)
FOUND = WrittenText(uuid4(), 9)


@pytest.fixture
def by_hand(desk):
    desk.owes()
    desk.starts()
    return desk


@pytest.fixture
def by_stripe(desk):
    desk.owes(stripe="acct_1")
    desk.starts(Rail.STRIPE)
    return desk


def refused(desk):
    desk.payouts.attempt(ID, TUESDAY)
    desk.payouts.refuse(ID, 1, "balance_insufficient", TUESDAY)


def test_a_recorded_payment_is_paid_from_the_bank_and_labelled(by_hand):
    by_hand.payouts.record_payment(ID, OWED, " B-17 ", MANAGER, TUESDAY)
    by_hand.payouts.record_payment(ID, OWED, "B-17", MANAGER, TUESDAY)

    payout = by_hand.payout()
    assert (payout.status, payout.reference) == (PayoutStatus.PAID, "B-17")
    assert payout.version == 2
    assert by_hand.balances() == {"platform:bank": 2_500}


def test_a_second_payment_is_not_recorded(by_hand):
    by_hand.payouts.record_payment(ID, OWED, "B-17", MANAGER, TUESDAY)

    with pytest.raises(NotNow, match="already recorded"):
        by_hand.payouts.record_payment(ID, OWED, "B-18", MANAGER, TUESDAY)


@pytest.mark.parametrize(
    ("amount", "reference", "sentence"),
    [
        (euros(2_499), "B-17", "exactly the amount"),
        (OWED, "  ", "reference of the bank"),
        (OWED, "B" * 141, "at most 140"),
    ],
)
def test_another_amount_or_no_reference_is_refused(by_hand, amount, reference, sentence):
    with pytest.raises(Invalid, match=sentence):
        by_hand.payouts.record_payment(ID, amount, reference, MANAGER, TUESDAY)

    assert by_hand.payout().version == 1


def test_what_people_could_not_pay_is_payable_again(by_hand):
    by_hand.payouts.record_refusal(ID, "account_closed", MANAGER, TUESDAY)

    assert by_hand.payout().status is PayoutStatus.REFUSED
    assert by_hand.balances() == {"payable": 2_500}
    assert payouts_in_review(by_hand.log, by_hand.payout().pay_run_id) == [ID]


def test_by_hand_the_gateway_is_never_asked(by_hand):
    run_id = by_hand.payout().pay_run_id

    with pytest.raises(NotNow, match="not due"):
        by_hand.payouts.attempt(ID, TUESDAY)

    assert list(open_payouts(by_hand.log, run_id, TUESDAY)) == []
    assert list(open_payouts(by_hand.log, run_id)) == [ID]


def test_people_do_not_record_what_stripe_carries(by_stripe):
    with pytest.raises(NotNow, match="Stripe carries"):
        by_stripe.payouts.record_payment(ID, OWED, "B-17", MANAGER, TUESDAY)
    with pytest.raises(NotNow, match="Stripe carries"):
        by_stripe.payouts.record_refusal(ID, "account_closed", MANAGER, TUESDAY)


def test_an_attempt_is_recorded_before_the_call_and_not_made_twice_at_once(by_stripe):
    intent = by_stripe.payouts.attempt(ID, TUESDAY)

    assert (intent.id, intent.amount, intent.account_id) == (ID, OWED, "acct_1")
    assert (intent.attempt, intent.first_tried_at) == (1, TUESDAY)
    with pytest.raises(NotNow, match="not due"):
        by_stripe.payouts.attempt(ID, TUESDAY + PAYS_AGAIN_AFTER - MINUTE)
    again = by_stripe.payouts.attempt(ID, TUESDAY + PAYS_AGAIN_AFTER)
    assert again == intent
    assert by_stripe.balances() == {"in_transit": 2_500}


def test_the_pause_after_unknown_outcomes_doubles_up_to_an_hour(by_stripe):
    at, pauses = TUESDAY, []
    for _ in range(8):
        by_stripe.payouts.attempt(ID, at)
        by_stripe.payouts.note_unknown(ID, 1, "APIError 503", at)
        due_at = by_stripe.payout().due_at
        pauses.append((due_at - at) // MINUTE)
        at = due_at

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert by_stripe.payout().attempt == 1
    assert by_stripe.payout().first_tried_at == TUESDAY


def test_what_stripe_paid_is_paid_from_its_balance_once(by_stripe):
    by_stripe.payouts.attempt(ID, TUESDAY)
    by_stripe.payouts.note_paid(ID, 1, "tr_1", TUESDAY)
    by_stripe.payouts.note_paid(ID, 1, "tr_1", TUESDAY)
    by_stripe.payouts.note_unknown(ID, 1, "late", TUESDAY)
    by_stripe.payouts.refuse(ID, 1, "late", TUESDAY)

    assert by_stripe.balances() == {"platform:stripe": 2_500}
    assert by_stripe.payout().status is PayoutStatus.PAID


def test_after_a_refusal_only_a_person_has_it_tried_again(by_stripe):
    refused(by_stripe)
    run_id = by_stripe.payout().pay_run_id
    by_stripe.runs.complete_if_done(run_id, TUESDAY)
    assert by_stripe.balances() == {"payable": 2_500}
    with pytest.raises(NotNow, match="not due"):
        by_stripe.payouts.attempt(ID, NEVER)

    by_stripe.payouts.retry(ID, SECOND_PERSON, TUESDAY)

    assert by_stripe.balances() == {"in_transit": 2_500}
    assert by_stripe.run(run_id).status is PayRunStatus.STARTED
    assert started_pay_runs(by_stripe.log) == [run_id]
    intent = by_stripe.payouts.attempt(ID, TUESDAY + MINUTE)
    assert (intent.attempt, intent.first_tried_at) == (2, TUESDAY)


def test_a_retry_pays_what_is_payable_then(by_stripe):
    refused(by_stripe)
    by_stripe.adds(euros(-300), at=TUESDAY)

    by_stripe.payouts.retry(ID, SECOND_PERSON, TUESDAY)

    assert by_stripe.payout().amount == euros(2_200)
    assert by_stripe.balances() == {"in_transit": 2_200}


def test_a_retry_pays_at_most_what_was_refused_also_after_the_next_statement(by_stripe):
    refused(by_stripe)
    by_stripe.adds(euros(300), at=TUESDAY)
    week = week_of(WEEK.ends_at)
    by_stripe.closes_week(week=week)

    by_stripe.payouts.retry(ID, SECOND_PERSON, week.ends_at)

    assert by_stripe.payout().amount == OWED
    assert by_stripe.balances() == {"in_transit": 2_500, "payable": 300}


def test_what_the_next_run_pays_is_not_tried_again(by_stripe):
    refused(by_stripe)
    by_stripe.adds(euros(-2_500), at=TUESDAY)

    with pytest.raises(NotNow, match="withheld"):
        by_stripe.payouts.retry(ID, SECOND_PERSON, TUESDAY)


def test_only_what_was_refused_is_tried_again(by_stripe):
    with pytest.raises(NotNow, match="refused payout"):
        by_stripe.payouts.retry(ID, SECOND_PERSON, TUESDAY)


def test_people_choose_a_reason_from_the_list(by_hand):
    with pytest.raises(Invalid, match="Choose a reason"):
        by_hand.payouts.record_refusal(ID, "no_idea", MANAGER, TUESDAY)

    assert by_hand.payout().version == 1


def test_people_do_not_return_what_stripe_carries(by_stripe):
    by_stripe.payouts.attempt(ID, TUESDAY)
    by_stripe.payouts.note_paid(ID, 1, "tr_1", TUESDAY)

    with pytest.raises(NotNow, match="Stripe carries"):
        by_stripe.payouts.record_return(ID, "account_closed", MANAGER, TUESDAY)


def test_payouts_of_one_transfer_have_one_reference(desk):
    experts = [uuid4() for _ in range(3)]
    desk.owes(*experts)
    id = desk.starts()

    desk.payouts.record_payments(list(open_payouts(desk.log, id)), "B-17", MANAGER, TUESDAY)

    assert {desk.payout(expert_id).reference for expert_id in experts} == {"B-17"}
    assert desk.balances() == {"platform:bank": 7_500}
    assert list(open_payouts(desk.log, id)) == []


def test_what_is_in_a_file_is_paid_by_the_next_run_instead(desk):
    desk.owes()
    run = desk.starts(Rail.SEPA)
    desk.runs.note_file(run, "0" * 64, 1, MANAGER, TUESDAY)
    desk.payouts.record_refusal(ID, "account_closed", MANAGER, TUESDAY)

    with pytest.raises(NotNow, match="next run"):
        desk.payouts.retry(ID, SECOND_PERSON, TUESDAY)


def test_what_is_not_as_we_meant_stops_until_a_person_has_looked(by_stripe):
    by_stripe.payouts.attempt(ID, TUESDAY)
    by_stripe.payouts.stop(ID, 1, "made more than once: tr_1, tr_2", TUESDAY)
    by_stripe.payouts.stop(ID, 1, "again", TUESDAY)
    run_id = by_stripe.payout().pay_run_id

    assert by_stripe.payout().code == "made more than once: tr_1, tr_2"
    assert payouts_in_review(by_stripe.log, run_id) == [ID]
    assert list(open_payouts(by_stripe.log, run_id, TUESDAY + timedelta(days=400))) == []
    by_stripe.payouts.resume(ID, FOUND, SECOND_PERSON, TUESDAY)
    assert by_stripe.payouts.attempt(ID, TUESDAY).attempt == 1
    with pytest.raises(NotNow, match="not stopped"):
        by_stripe.payouts.resume(ID, FOUND, SECOND_PERSON, TUESDAY)


@pytest.mark.parametrize("days", [0, 30])
def test_what_comes_back_is_payable_again_also_when_it_was_final(by_hand, days):
    by_hand.payouts.record_payment(ID, OWED, "B-17", MANAGER, TUESDAY)
    at = TUESDAY + timedelta(days=days)
    if days:
        by_hand.payouts.finalise(ID, at)

    by_hand.payouts.record_return(ID, "account_closed", MANAGER, at)

    assert by_hand.payout().status is PayoutStatus.RETURNED
    assert by_hand.balances() == {"payable": 2_500}
    with pytest.raises(NotNow, match="not paid"):
        by_hand.payouts.record_return(ID, "account_closed", MANAGER, at)


def test_five_business_days_later_it_is_final(by_hand):
    by_hand.payouts.record_payment(ID, OWED, "B-17", MANAGER, TUESDAY)
    due = TUESDAY + timedelta(days=7)
    assert list(payouts_to_finalise(by_hand.log, due - MINUTE)) == []
    with pytest.raises(NotNow, match="not final yet"):
        by_hand.payouts.finalise(ID, due - MINUTE)

    assert list(payouts_to_finalise(by_hand.log, due)) == [ID]
    by_hand.payouts.finalise(ID, due)

    assert by_hand.payout().status is PayoutStatus.FINAL
    assert list(payouts_to_finalise(by_hand.log, due)) == []


def test_a_payout_that_is_not_there_is_not_found(desk):
    with pytest.raises(NotFound, match="does not exist"):
        desk.payouts.finalise(uuid4(), TUESDAY)


def test_the_account_of_the_statement_says_what_was_taken(by_hand):
    account = load_account(by_hand.log, AccountHolder(EXPERT, "EUR"))

    assert account.id == statement_account_id(EXPERT, "EUR")
    assert (account.deducted, account.to_pay_minor) == ({ID: 2_500}, 0)


def test_an_outcome_of_a_payout_in_the_banks_file_waits_for_the_file(desk):
    desk.owes()
    run = desk.starts(Rail.SEPA)
    head = desk.log.rows.head()

    for record in (
        lambda: desk.payouts.record_refusal(ID, "account_closed", MANAGER, TUESDAY),
        lambda: desk.payouts.record_payment(ID, OWED, "B-17", MANAGER, TUESDAY),
        lambda: desk.payouts.record_payments([ID], "B-17", MANAGER, TUESDAY),
    ):
        with pytest.raises(NotNow, match="Download the file for the bank first"):
            record()

    assert desk.log.rows.head() == head
    desk.runs.note_file(run, "0" * 64, 1, MANAGER, TUESDAY)
    desk.payouts.record_payment(ID, OWED, "B-17", MANAGER, TUESDAY)
    assert desk.payout().status is PayoutStatus.PAID
