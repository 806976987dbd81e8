"""Whom a run lists: everyone who is still to be paid, also after experts who are not."""

from payments.pay_runs.pay_run_lines import PayRunLine
from payments.pay_runs.payout import Rail
from tests.payments.pay_runs.pay_run_fixture import OWED, TUESDAY
from tests.support.people import EXPERT, MANAGER, OTHER_EXPERT


def listed(desk, rail):
    return desk.lines(desk.prepares(rail))


def test_after_an_expert_who_was_paid_by_another_run_of_the_week_others_are_listed(desk):
    desk.owes(EXPERT)
    desk.starts(Rail.MANUAL)
    desk.owes(OTHER_EXPERT)

    assert listed(desk, Rail.SEPA) == (PayRunLine(OTHER_EXPERT, OWED),)


def test_after_an_expert_whom_another_rail_pays_others_are_listed(desk):
    desk.owes(EXPERT, stripe="acct_1")
    desk.owes(OTHER_EXPERT)

    assert listed(desk, Rail.SEPA) == (PayRunLine(OTHER_EXPERT, OWED),)


def test_a_run_says_who_started_it_and_when(desk):
    desk.owes()

    run = desk.run(desk.starts())

    assert (run.started_by, run.started_at) == (MANAGER, TUESDAY)
