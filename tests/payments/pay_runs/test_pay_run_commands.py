"""Pay runs: amounts fixed when they are prepared, a second person over the limit, paid once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from payments.pay_runs.pay_run import PayRunLimits, PayRunLine, PayRunStatus
from payments.pay_runs.pay_run_commands import pay_runs, payouts_of, started_pay_runs
from payments.pay_runs.payout import PayoutStatus, Rail
from payments.pay_runs.payout_lists import open_payouts
from payments.payees.payee import MANDATE_VERSION
from payments.weeks import week_of
from tests.payments.pay_runs.pay_run_fixture import (
    LIMITS,
    OWED,
    SECOND_PERSON,
    TUESDAY,
    WEEK,
    payout_of,
    pounds,
)
from tests.support.people import EXPERT, MANAGER, OTHER_EXPERT, after, euros

SMALL = PayRunLimits(run_minor=2_499, payout_minor=2_000)


def test_a_run_has_what_each_expert_is_owed_and_totals_by_currency(desk):
    desk.owes(EXPERT, OTHER_EXPERT)
    desk.owes(EXPERT, amount=pounds(3_000))

    run = desk.run(desk.prepares())

    assert set(run.lines) == {
        PayRunLine(EXPERT, OWED),
        PayRunLine(OTHER_EXPERT, OWED),
        PayRunLine(EXPERT, pounds(3_000)),
    }
    assert run.totals == (euros(5_000), pounds(3_000))
    assert pay_runs(desk.log) == [run.id]
    assert desk.balances()["payable"] == 3_000


def test_a_started_run_initiates_each_payout_once(desk):
    desk.owes(EXPERT, OTHER_EXPERT)

    id = desk.starts()
    assert desk.starts() == id

    run = desk.run(id)
    assert (run.status, run.payouts) == (PayRunStatus.STARTED, 2)
    assert {payout.expert_id for payout in payouts_of(desk.log, run)} == {EXPERT, OTHER_EXPERT}
    assert desk.payout().status is PayoutStatus.INITIATED
    assert desk.balances() == {
        "in_transit": 2_500,
        f"expert:{OTHER_EXPERT}:in_transit": 2_500,
    }
    assert started_pay_runs(desk.log) == [id]


def test_runs_started_at_the_same_time_initiate_each_payout_once(desk):
    experts = [uuid4() for _ in range(8)]
    desk.owes(*experts)
    ids = [desk.prepares(rail) for rail in (Rail.MANUAL, Rail.SEPA)]
    for id in ids:
        desk.runs.start(id, MANAGER, TUESDAY)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda id: desk.runs.initiate_payouts(id, TUESDAY), ids * 2))

    runs = [desk.run(id) for id in ids]
    assert sum(run.payouts for run in runs) == 8
    assert [desk.payout(expert_id).version for expert_id in experts] == [1] * 8
    assert sum(desk.balances().values()) == 8 * 2_500


def test_over_the_limit_a_second_person_approves_before_the_start(desk):
    desk.owes()
    id = desk.prepares(limits=SMALL)

    with pytest.raises(NotNow, match="second person"):
        desk.runs.start(id, MANAGER, TUESDAY)
    with pytest.raises(NotAllowed, match="Another person"):
        desk.runs.approve(id, MANAGER, TUESDAY)
    desk.runs.approve(id, SECOND_PERSON, TUESDAY)
    desk.runs.start(id, MANAGER, TUESDAY)

    assert desk.run(id).approved_by == SECOND_PERSON


def test_at_the_limit_no_second_person_is_needed(desk):
    desk.owes()
    id = desk.prepares(limits=PayRunLimits(2_500, 2_000))

    with pytest.raises(NotNow, match="no approval"):
        desk.runs.approve(id, SECOND_PERSON, TUESDAY)
    desk.runs.start(id, MANAGER, TUESDAY)


def test_an_approval_is_for_the_amounts_it_was_given_for(desk):
    desk.owes()
    id = desk.prepares(limits=SMALL)
    desk.runs.approve(id, SECOND_PERSON, TUESDAY)

    desk.prepares(limits=SMALL)
    assert desk.run(id).status is PayRunStatus.APPROVED
    desk.owes(OTHER_EXPERT)
    desk.prepares(limits=SMALL)

    assert desk.run(id).needs_approval


def test_what_a_later_statement_adds_waits_for_its_own_run(desk):
    next_week = week_of(WEEK.ends_at)
    desk.owes(amount=euros(2_500))
    run = desk.prepares()
    desk.adds(euros(3_000), at=WEEK.ends_at)
    desk.closes_week(week=next_week)

    desk.runs.start(run, MANAGER, TUESDAY)
    desk.runs.initiate_payouts(run, next_week.ends_at)

    assert desk.payout().amount == euros(2_500)
    later = desk.prepares(week=next_week, at=next_week.ends_at)
    assert desk.run(later).totals == (euros(3_000),)


def test_an_amount_of_which_less_is_left_waits_for_the_next_run(desk):
    desk.owes(EXPERT, OTHER_EXPERT)
    id = desk.prepares()
    desk.adds(euros(-100), OTHER_EXPERT, at=TUESDAY)
    desk.runs.start(id, MANAGER, TUESDAY)

    desk.runs.initiate_payouts(id, TUESDAY)

    assert desk.run(id).payouts == 1
    assert desk.payout(OTHER_EXPERT).version == 0


def test_who_lacks_details_or_is_below_the_threshold_is_left_out(desk):
    desk.owes(OTHER_EXPERT, amount=euros(1_999))
    desk.adds(OWED)
    desk.closes_week()

    with pytest.raises(NotNow, match="nothing to pay"):
        desk.prepares()

    assert pay_runs(desk.log) == []
    desk.payees.record_details(EXPERT, "FR", (), EXPERT, TUESDAY)
    desk.payees.grant_mandate(EXPERT, MANDATE_VERSION, EXPERT, TUESDAY)
    assert desk.run(desk.prepares()).lines == (PayRunLine(EXPERT, OWED),)


def test_each_rail_pays_its_own_receivers(desk):
    with_stripe, with_iban = uuid4(), uuid4()
    desk.owes(with_stripe, stripe="acct_1")
    desk.owes(with_iban)
    desk.owes(with_iban, amount=pounds(9_000))

    assert desk.run(desk.prepares(Rail.STRIPE)).lines == (PayRunLine(with_stripe, OWED),)
    assert desk.run(desk.prepares(Rail.SEPA)).lines == (PayRunLine(with_iban, OWED),)
    assert len(desk.run(desk.prepares(Rail.MANUAL)).lines) == 3


def test_an_expert_with_an_account_at_stripe_needs_no_iban(desk):
    desk.owes(stripe="acct_1")
    desk.payees.record_details(EXPERT, "FR", ("bank_account",), EXPERT, TUESDAY)

    desk.starts(Rail.STRIPE)

    assert desk.payout().stripe_account_id == "acct_1"


def test_a_run_waits_for_the_end_of_its_week_and_for_all_statements(desk):
    desk.owes()
    with pytest.raises(NotNow, match="not over"):
        desk.prepares(at=after(0))
    desk.adds(OWED, OTHER_EXPERT)

    with pytest.raises(NotNow, match="Close the statements"):
        desk.prepares()


def test_a_week_has_its_own_form(desk):
    with pytest.raises(Invalid, match="2017-W40"):
        desk.prepares(week="2026-23")


def test_a_cancelled_run_pays_nothing_and_can_be_prepared_again(desk):
    desk.owes()
    id = desk.prepares()

    desk.runs.cancel(id, MANAGER, TUESDAY)

    with pytest.raises(NotNow, match="cancelled"):
        desk.runs.start(id, MANAGER, TUESDAY)
    assert desk.starts() == id
    with pytest.raises(NotNow, match="no longer be cancelled"):
        desk.runs.cancel(id, MANAGER, TUESDAY)


def test_a_run_is_completed_when_each_payout_has_an_outcome(desk):
    desk.owes(EXPERT, OTHER_EXPERT)
    id = desk.starts()
    desk.payouts.record_payment(payout_of(), OWED, "B1", MANAGER, TUESDAY)
    desk.runs.complete_if_done(id, TUESDAY)
    assert desk.run(id).status is PayRunStatus.STARTED

    desk.payouts.record_refusal(payout_of(OTHER_EXPERT), "account_closed", MANAGER, TUESDAY)
    desk.runs.complete_if_done(id, TUESDAY)
    desk.runs.complete_if_done(id, TUESDAY)

    assert desk.run(id).status is PayRunStatus.COMPLETED
    assert started_pay_runs(desk.log) == list(open_payouts(desk.log, id)) == []


def test_what_was_paid_is_not_paid_by_a_run_of_the_next_week(desk):
    desk.owes()
    desk.starts()
    desk.adds(OWED, at=TUESDAY)
    week = week_of(WEEK.ends_at)
    desk.closes_week(week=week)

    run = desk.run(desk.prepares(week=week, at=week.ends_at))

    assert run.lines == (PayRunLine(EXPERT, OWED),)


def test_a_run_that_is_not_there_is_not_found(desk):
    with pytest.raises(NotFound, match="does not exist"):
        desk.runs.start(uuid4(), MANAGER, TUESDAY)


def test_the_limits_are_kept_with_the_run(desk):
    desk.owes()

    assert desk.run(desk.prepares()).limits == LIMITS
