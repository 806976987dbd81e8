"""What people record of a payout: on which day, and what they found when the rail did not say."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from domain.errors import Invalid, NotNow
from payments.earnings.earning import WrittenText
from payments.ledger.general_ledger import GeneralLedgerCommands
from payments.ledger.tables import entry
from payments.pay_runs.asking_times import ABANDONED_AFTER, PAYS_AGAIN_AFTER
from payments.pay_runs.payout import Payout, PayoutStatus, Rail
from payments.pay_runs.payout_lists import payouts_in_review, payouts_to_finalise
from payments.rail_statements.rail_statement import RailAccount
from tests.payments.pay_runs.pay_run_fixture import OWED, SECOND_PERSON, TUESDAY, payout_of
from tests.support.people import MANAGER

ID = payout_of()
DAY = timedelta(days=1)
TEXT, NO_TEXT = WrittenText(uuid4(), 9), WrittenText(uuid4(), 0)
PAID_ON, THURSDAY = TUESDAY.date(), TUESDAY + 2 * DAY


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


@pytest.fixture
def stopped(by_stripe):
    by_stripe.payouts.attempt(ID, TUESDAY)
    by_stripe.payouts.stop(ID, 1, "made more than once: tr_1, tr_2", TUESDAY)
    return by_stripe


def finds_paid(desk, at=THURSDAY, **changed):
    values = {
        "paid_from": RailAccount.STRIPE,
        "reference": " tr_1 ",
        "paid_on": PAID_ON,
        "text": TEXT,
    } | changed
    desk.payouts.find_paid(ID, *values.values(), MANAGER, at)


def entries(desk):
    """The month in which each event of the payout is booked, and the day on which it counts."""
    assert desk.ledger.posted().failure is None
    with desk.ledger.database.read() as db:
        rows = db.execute(select(entry).where(entry.c.key.like(f"{ID}/%")).order_by(entry.c.id))
        return {
            row.event_type.split(".")[1]: (
                row.period,
                datetime.fromtimestamp(row.effective_us / 1e6, UTC).date(),
            )
            for row in rows
        }


# The day of value.


def test_a_payment_counts_from_the_day_on_which_the_bank_paid(by_hand):
    by_hand.payouts.record_payment(ID, OWED, "B-17", MANAGER, THURSDAY, PAID_ON)

    assert entries(by_hand)["PaymentRecorded"] == ("2026-06", PAID_ON)
    payout = by_hand.payout()
    assert (payout.paid_on, payout.final_at) == (PAID_ON, TUESDAY + 7 * DAY)
    assert list(payouts_to_finalise(by_hand.log, TUESDAY + 7 * DAY)) == [ID]


def test_what_came_back_counts_from_the_day_on_which_it_did(by_hand):
    by_hand.payouts.record_payment(ID, OWED, "B-17", MANAGER, TUESDAY)
    came_back_on = PAID_ON + DAY

    by_hand.payouts.record_return(ID, "account_closed", MANAGER, THURSDAY, came_back_on)

    assert entries(by_hand)["ReturnRecorded"] == ("2026-06", came_back_on)
    assert by_hand.balances() == {"payable": 2_500}


def test_a_payment_of_a_closed_month_is_booked_in_the_next_and_keeps_its_day(by_hand):
    july = TUESDAY + 30 * DAY
    GeneralLedgerCommands(by_hand.log).close_period("2026-06", MANAGER, july)

    by_hand.payouts.record_payment(ID, OWED, "B-17", MANAGER, july, PAID_ON)

    assert entries(by_hand)["PaymentRecorded"] == ("2026-07", PAID_ON)


@pytest.mark.parametrize("days", [-1, 3])
def test_a_day_before_the_payout_or_in_the_future_is_refused(by_hand, days):
    day = PAID_ON + days * DAY
    with pytest.raises(Invalid, match="Enter a day from 2026-06-09 to today"):
        by_hand.payouts.record_payment(ID, OWED, "B-17", MANAGER, THURSDAY, day)
    by_hand.payouts.record_payment(ID, OWED, "B-17", MANAGER, THURSDAY, PAID_ON)
    with pytest.raises(Invalid, match="Enter a day from 2026-06-09 to today"):
        by_hand.payouts.record_return(ID, "account_closed", MANAGER, THURSDAY, day)

    assert by_hand.payout().version == 2


def test_payments_of_one_transfer_have_one_day(by_hand):
    by_hand.payouts.record_payments([ID], "B-17", MANAGER, THURSDAY, PAID_ON)

    assert by_hand.payout().paid_on == PAID_ON


# What was stopped, or never asked for, is ended by a person.


def test_what_was_stopped_is_ended_as_paid_with_a_reason(stopped):
    finds_paid(stopped)

    payout = stopped.payout()
    assert (payout.status, payout.reference) == (PayoutStatus.PAID, "tr_1")
    assert payout.is_recorded_by_person
    assert stopped.balances() == {"platform:stripe": 2_500}
    assert payouts_in_review(stopped.log, payout.pay_run_id) == []
    stopped.runs.complete_if_done(payout.pay_run_id, THURSDAY)
    assert stopped.run(payout.pay_run_id).status == "completed"
    found = next(
        event.data for event in stopped.log.history(ID) if isinstance(event.data, Payout.FoundPaid)
    )
    assert (found.reason_text_id, found.text_length, found.by) == (*TEXT, MANAGER)


def test_what_people_paid_by_the_bank_instead_leaves_the_bank_and_may_come_back(stopped):
    finds_paid(stopped, paid_from=RailAccount.BANK, reference="B-17")
    assert stopped.balances() == {"platform:bank": 2_500}

    stopped.payouts.record_return(ID, "account_closed", MANAGER, THURSDAY)

    assert stopped.balances() == {"payable": 2_500}


def test_what_was_paid_at_stripe_is_returned_by_stripe_only(stopped):
    finds_paid(stopped)
    with pytest.raises(NotNow, match="Stripe carries"):
        stopped.payouts.record_return(ID, "account_closed", MANAGER, THURSDAY)

    stopped.payouts.note_reversed(ID, "tr_1", THURSDAY)

    assert stopped.balances() == {"payable": 2_500}


def test_what_was_stopped_is_ended_as_not_paid_and_payable_again(stopped):
    stopped.payouts.find_not_paid(ID, TEXT, MANAGER, THURSDAY)

    assert stopped.balances() == {"payable": 2_500}
    stopped.payouts.retry(ID, SECOND_PERSON, THURSDAY)
    assert stopped.payouts.attempt(ID, THURSDAY).attempt == 2


def test_a_payment_after_a_person_found_none_is_taken_back(stopped):
    stopped.payouts.find_not_paid(ID, TEXT, MANAGER, THURSDAY)

    stopped.payouts.note_paid(ID, 1, "tr_1", THURSDAY)

    assert stopped.payout().status is PayoutStatus.PAID
    assert stopped.balances() == {"platform:stripe": 2_500}


def test_without_a_key_what_was_never_asked_for_is_ended_by_a_person(by_stripe):
    with pytest.raises(NotNow, match="Stripe is being asked"):
        by_stripe.payouts.find_not_paid(ID, TEXT, MANAGER, TUESDAY)

    by_stripe.payouts.find_not_paid(ID, TEXT, MANAGER, TUESDAY + PAYS_AGAIN_AFTER)

    assert by_stripe.balances() == {"payable": 2_500}


def test_what_was_asked_for_is_ended_once_it_is_due_for_a_day(by_stripe):
    by_stripe.payouts.attempt(ID, TUESDAY)
    due_at = by_stripe.payout().due_at
    with pytest.raises(NotNow, match="Stripe is being asked"):
        finds_paid(by_stripe, at=due_at + ABANDONED_AFTER - timedelta(seconds=1))

    finds_paid(by_stripe, at=due_at + ABANDONED_AFTER)

    assert by_stripe.payout().status is PayoutStatus.PAID


def test_what_people_pay_by_hand_is_not_found(by_hand):
    with pytest.raises(NotNow, match="has an outcome"):
        finds_paid(by_hand)


def test_an_outcome_is_not_found_a_second_time(stopped):
    finds_paid(stopped)

    with pytest.raises(NotNow, match="has an outcome"):
        stopped.payouts.find_not_paid(ID, TEXT, MANAGER, THURSDAY)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": NO_TEXT}, "Write what you found"),
        ({"reference": " "}, "reference of the bank"),
        ({"paid_on": PAID_ON - DAY}, "Enter a day from"),
    ],
)
def test_a_finding_without_reason_reference_or_day_is_refused(stopped, changed, sentence):
    with pytest.raises(Invalid, match=sentence):
        finds_paid(stopped, **changed)

    assert stopped.payout().status is PayoutStatus.STOPPED


def test_each_decision_of_a_person_has_words(stopped):
    commands = stopped.payouts
    for decide in (commands.resume, commands.find_not_paid):
        with pytest.raises(Invalid, match="Write what you found"):
            decide(ID, NO_TEXT, MANAGER, THURSDAY)
    finds_paid(stopped)
    with pytest.raises(NotNow, match="not waiting for a review"):
        commands.review(ID, TEXT, MANAGER, THURSDAY)


def test_a_review_needs_words_and_ends_the_listing(by_hand):
    by_hand.payouts.record_refusal(ID, "account_closed", MANAGER, TUESDAY)
    run = by_hand.payout().pay_run_id
    with pytest.raises(Invalid, match="Write what you found"):
        by_hand.payouts.review(ID, NO_TEXT, MANAGER, TUESDAY)
    assert payouts_in_review(by_hand.log, run) == [ID]

    by_hand.payouts.review(ID, TEXT, MANAGER, TUESDAY)

    assert payouts_in_review(by_hand.log, run) == []
