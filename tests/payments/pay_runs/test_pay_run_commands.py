"""Pay runs: amounts fixed when they are prepared, a second person over the limit, paid once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest

from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from payments.pay_runs.pay_run import PayRun, PayRunLimits, PayRunStatus, RunCancellationReason
from payments.pay_runs.pay_run_commands import (
    lines_of,
    pay_runs,
    pay_runs_to_initiate,
    payouts_of,
    runs_of_week,
    started_pay_runs,
)
from payments.pay_runs.pay_run_lines import LeftOutLine, LeftOutLineReason, PayRunLine
from payments.pay_runs.payout import PayoutStatus, Rail
from payments.pay_runs.payout_lists import open_payouts
from payments.payees.payee import MANDATE_VERSION
from payments.statements.account_reasons import WithheldReason
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

    assert set(lines_of(desk.log, run)) == {
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


def test_an_approval_says_what_was_approved(desk):
    desk.owes()
    id = desk.prepares(limits=SMALL)
    desk.owes(OTHER_EXPERT)
    desk.prepares(limits=SMALL)

    desk.runs.approve(id, SECOND_PERSON, TUESDAY)

    *_, approved = [event.data for event in desk.log.history(id)]
    assert approved == PayRun.Approved(
        at=TUESDAY, preparation=2, totals=(euros(5_000),), by=SECOND_PERSON
    )


def test_over_the_limit_a_person_prepares_whichever_currency_is_over_it(desk):
    desk.owes(EXPERT, amount=pounds(2_600))
    desk.owes(OTHER_EXPERT, amount=euros(2_100))

    with pytest.raises(NotNow, match="--by"):
        desk.prepares(limits=SMALL, by=None)

    assert pay_runs(desk.log) == []
    assert desk.run(desk.prepares(limits=SMALL)).totals_over_limit == (pounds(2_600),)
    # The same amounts again: they were prepared by a person.
    assert desk.run(desk.prepares(limits=SMALL, by=None)).prepared_by == MANAGER
    assert desk.run(desk.prepares(by=None)).prepared_by is None


def test_the_lines_are_read_when_they_are_needed_and_not_with_each_change(desk):
    desk.owes(*(uuid4() for _ in range(30)))
    id = desk.starts()

    size = sum(len(row.state) for row in desk.log.rows.rows_of(id))

    assert len(desk.lines(id)) == 30
    assert size < 1_500


def test_a_started_run_is_to_be_initiated_until_it_is(desk):
    desk.owes()
    id = desk.prepares()
    assert pay_runs_to_initiate(desk.log) == []
    desk.runs.start(id, MANAGER, TUESDAY)
    assert pay_runs_to_initiate(desk.log) == [id]

    desk.runs.initiate_payouts(id, TUESDAY)

    assert pay_runs_to_initiate(desk.log) == []


def test_the_run_says_whom_it_left_out_and_why(desk):
    experts = paid, less, incomplete, by_other_run = [uuid4() for _ in range(4)]
    desk.owes(*experts)
    id = desk.prepares(Rail.SEPA)
    desk.adds(euros(-100), less, at=TUESDAY)
    desk.payees.record_details(incomplete, "FR", ("bank_account",), incomplete, TUESDAY)
    desk.payees.link_recipient(by_other_run, "acct_1", by_other_run, TUESDAY)
    desk.starts(Rail.STRIPE)
    desk.runs.start(id, MANAGER, TUESDAY)

    desk.runs.initiate_payouts(id, TUESDAY)

    run = desk.run(id)
    assert run.payouts == 1
    assert {line.expert_id: (line.reason, line.withheld) for line in run.left_out} == {
        less: (LeftOutLineReason.LESS_LEFT, ()),
        incomplete: (LeftOutLineReason.WITHHELD, (WithheldReason.BANK_ACCOUNT_MISSING,)),
        by_other_run: (LeftOutLineReason.OTHER_RUN, ()),
    }
    assert {line.amount for line in run.left_out} == {OWED}
    assert [payout.expert_id for payout in payouts_of(desk.log, run)] == [paid]


def test_who_changed_to_another_rail_is_left_out(desk):
    desk.owes()
    id = desk.prepares(Rail.SEPA)
    desk.payees.link_recipient(EXPERT, "acct_1", EXPERT, TUESDAY)
    desk.runs.start(id, MANAGER, TUESDAY)

    desk.runs.initiate_payouts(id, TUESDAY)

    assert desk.run(id).left_out == (LeftOutLine(EXPERT, OWED, LeftOutLineReason.OTHER_RAIL),)


def test_a_run_that_was_initiated_in_part_goes_on_with_the_rest(desk):
    experts = [uuid4() for _ in range(5)]
    desk.owes(*experts)
    id = desk.prepares()
    desk.runs.start(id, MANAGER, TUESDAY)
    desk.runs._initiate(desk.run(id), desk.lines(id)[:2], TUESDAY)  # noqa: SLF001 - then killed

    desk.runs.initiate_payouts(id, TUESDAY)

    assert (desk.run(id).payouts, desk.run(id).left_out) == (5, ())
    assert [desk.payout(expert_id).version for expert_id in experts] == [1] * 5


def test_a_file_asks_for_a_day_after_the_one_on_which_it_is_first_written(desk):
    desk.owes()
    id = desk.starts(Rail.SEPA)
    weeks_later = TUESDAY + timedelta(weeks=3, days=3)  # a Friday

    day = desk.run(id).execution_day(weeks_later)
    desk.runs.note_file(id, "0" * 64, 1, MANAGER, weeks_later)

    assert day == date(2026, 7, 6)
    assert desk.run(id).execution_day(weeks_later + timedelta(days=30)) == day


def test_the_runs_of_a_week_are_found_by_it(desk):
    desk.owes()
    ids = {desk.prepares(rail) for rail in (Rail.MANUAL, Rail.SEPA)}

    assert {run.id for run in runs_of_week(desk.log, str(WEEK))} == ids
    assert runs_of_week(desk.log, str(week_of(WEEK.ends_at))) == []


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
    assert desk.lines(desk.prepares()) == (PayRunLine(EXPERT, OWED),)


def test_each_rail_pays_its_own_receivers(desk):
    with_stripe, with_iban = uuid4(), uuid4()
    desk.owes(with_stripe, stripe="acct_1")
    desk.owes(with_iban)
    desk.owes(with_iban, amount=pounds(9_000))

    assert desk.lines(desk.prepares(Rail.STRIPE)) == (PayRunLine(with_stripe, OWED),)
    assert desk.lines(desk.prepares(Rail.SEPA)) == (PayRunLine(with_iban, OWED),)
    assert len(desk.lines(desk.prepares(Rail.MANUAL))) == 3


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

    desk.runs.cancel(id, "wrong_amounts", MANAGER, TUESDAY)

    assert desk.run(id).cancelled_for is RunCancellationReason.WRONG_AMOUNTS
    with pytest.raises(NotNow, match="cancelled"):
        desk.runs.start(id, MANAGER, TUESDAY)
    assert desk.starts() == id
    with pytest.raises(NotNow, match="no longer be cancelled"):
        desk.runs.cancel(id, "wrong_amounts", MANAGER, TUESDAY)


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

    id = desk.prepares(week=week, at=week.ends_at)

    assert desk.lines(id) == (PayRunLine(EXPERT, OWED),)


def test_a_run_that_is_not_there_is_not_found(desk):
    with pytest.raises(NotFound, match="does not exist"):
        desk.runs.start(uuid4(), MANAGER, TUESDAY)


def test_the_limits_are_kept_with_the_run(desk):
    desk.owes()

    assert desk.run(desk.prepares()).limits == LIMITS
