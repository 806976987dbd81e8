"""The demonstration's money: paid to the cent, contested, withheld, and some left to review."""

from collections import Counter

import pytest

from payments.earnings.earning import Earning
from payments.ledger.general_ledger import GENERAL_LEDGER, GeneralLedger
from payments.ledger.recomputation import first_difference
from payments.ledger.trial_balance import sum_by_unit, trial_balance
from payments.pay_runs.pay_run import PayRun
from payments.pay_runs.payout import Payout
from payments.payees.payee import Payee
from payments.statements.statement_account import StatementAccount
from tests.web.demo.conftest import LAST_OF_JUNE, TODAY
from tests.web.demo.log_reader import everything


def events_of(log, event_type):
    return [event for _, event in everything(log) if isinstance(event, event_type)]


@pytest.fixture(scope="module")
def day(a_day):
    """The last of June 2017, and the weeks before today."""
    return a_day[0].market


def test_what_a_day_earned_is_on_statements_and_paid_when_nothing_withholds_it(day):
    stated = Counter()
    for statement in events_of(day.log, StatementAccount.StatementClosed):
        for line in statement.lines:
            stated[line.earning_id] += 1
    paid = events_of(day.log, Payout.PaymentRecorded)

    assert set(stated.values()) == {1}
    unstated = day.log.rows.count_reservations("unstated")
    assert len(stated) + unstated == len(events_of(day.log, Earning.Released))
    assert len(paid) > 0


def test_the_months_are_closed_and_the_ledger_is_what_the_log_says(day):
    day.poster.catch_up()

    assert day.log.load(GeneralLedger, GENERAL_LEDGER).closed_through >= "2017-07"
    assert first_difference(day.log, day.ledger) is None
    with day.ledger.read() as db:
        assert set(sum_by_unit(trial_balance(db)).values()) == {0}


def test_a_pay_run_waits_for_a_second_person_and_a_contest_for_a_decision(day):
    runs = [id for id, event in everything(day.log) if isinstance(event, PayRun.Prepared)]
    last = day.log.load(PayRun, runs[-1])
    contested = [id for id, event in everything(day.log) if isinstance(event, Earning.Contested)]

    assert last.needs_approval
    assert day.log.load(Earning, contested[-1]).is_answered


def test_payment_details_are_complete_but_for_two_experts(day):
    recorded = events_of(day.log, Payee.DetailsRecorded)

    assert sum(not event.missing for event in recorded) == len(recorded) - 1
    assert len(recorded) == 11


def test_loading_again_changes_nothing(a_day):
    demo, _ = a_day
    head = demo.log.rows.head()

    demo.load(period=LAST_OF_JUNE, today=TODAY)

    assert demo.log.rows.head() == head
