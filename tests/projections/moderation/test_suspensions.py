"""The files of suspensions as lists show them, and whose time has come."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.reasons import AppealOutcome
from projections.engine.rebuild import Rebuilder
from projections.moderation.suspensions import (
    SuspensionStatus,
    all_suspensions,
    due,
    suspension_with_id,
    suspensions_by_brand,
    suspensions_of_member,
)
from tests.support.people import BRAND, EXPERT, MANAGER, MORNING, OTHER_BRAND, PAID, after

SUSPENSION = UUID("90000000-0000-4000-8000-000000000001")
TEXT, OTHER_TEXT = UUID(int=1), UUID(int=2)
SOMEBODY_ELSE = UUID("a0000000-0000-4000-8000-000000000002")
A_DAY = 86400


@pytest.fixture
def counter(market):
    market.brands.register(BRAND, "road", "Road", "Europe/Paris", "EUR", MANAGER, MORNING)
    market.members.join(EXPERT, ("en",), "FR", MORNING)
    market.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, MORNING)
    return market


def decide(market, starts=A_DAY, until=8 * A_DAY, brand_id=BRAND):
    period = (after(starts), None if until is None else after(until))
    market.suspensions.decide(
        SUSPENSION, EXPERT, brand_id, period, [3], (TEXT, 40), MANAGER, MORNING
    )


def asked(market, question, *arguments):
    market.projector.catch_up()
    with market.read_models.read(market.read_models.suspensions) as db:
        return question(*arguments, db)


def test_a_decision_waits_for_its_notice_to_be_over(counter):
    decide(counter)

    [case] = asked(counter, suspensions_by_brand, BRAND)
    assert (case.member_id, case.decided_by, case.status) == (
        EXPERT,
        MANAGER,
        SuspensionStatus.NOTICE,
    )
    assert (case.starts_at, case.until) == (after(A_DAY), after(8 * A_DAY))
    assert (case.evidence_positions, case.text_id) == ((3,), TEXT)


def test_one_without_notice_is_in_force_at_once(counter):
    decide(counter, starts=0, until=None)

    case = asked(counter, suspension_with_id, SUSPENSION)
    assert (case.status, case.until) == (SuspensionStatus.IN_FORCE, None)


def test_it_is_found_by_its_member_and_among_all_and_not_at_another_brand(counter):
    decide(counter)

    assert [each.suspension_id for each in asked(counter, suspensions_of_member, EXPERT)] == [
        SUSPENSION
    ]
    assert [each.suspension_id for each in asked(counter, all_suspensions)] == [SUSPENSION]
    assert asked(counter, suspensions_by_brand, OTHER_BRAND) == []
    assert asked(counter, suspensions_of_member, MANAGER) == []


def test_one_for_all_brands_is_no_brands(counter):
    decide(counter, brand_id=None)

    assert asked(counter, suspensions_by_brand, BRAND) == []
    assert asked(counter, suspension_with_id, SUSPENSION).brand_id is None


def test_an_appeal_waits_until_it_is_heard(counter):
    decide(counter)
    counter.suspensions.appeal(SUSPENSION, EXPERT, OTHER_TEXT, 20, after(60))
    assert asked(counter, suspension_with_id, SUSPENSION).appeal == OTHER_TEXT

    counter.suspensions.decide_appeal(
        SUSPENSION, AppealOutcome.REJECTED, (TEXT, 9), SOMEBODY_ELSE, after(120)
    )

    case = asked(counter, suspension_with_id, SUSPENSION)
    assert (case.appeal, case.appeal_outcome, case.status) == (
        None,
        AppealOutcome.REJECTED,
        SuspensionStatus.NOTICE,
    )


def test_an_appeal_that_is_right_ends_it(counter):
    decide(counter, starts=0)
    counter.suspensions.appeal(SUSPENSION, EXPERT, OTHER_TEXT, 20, after(60))

    counter.suspensions.decide_appeal(
        SUSPENSION, AppealOutcome.GRANTED, (TEXT, 9), SOMEBODY_ELSE, after(120)
    )

    case = asked(counter, suspension_with_id, SUSPENSION)
    assert (case.appeal_outcome, case.status) == (AppealOutcome.GRANTED, SuspensionStatus.OVER)
    assert (case.ended_at, case.ended_by) == (after(120), SOMEBODY_ELSE)


def test_whose_time_has_come_is_due_until_it_is_done(counter):
    decide(counter)

    def due_at(seconds):
        return asked(counter, lambda db: due(after(seconds), db))

    assert due_at(A_DAY - 1) == ([], [])
    assert due_at(A_DAY) == ([SUSPENSION], [])
    counter.suspensions.take_effect(SUSPENSION, after(A_DAY))
    assert due_at(A_DAY) == ([], [])
    assert due_at(8 * A_DAY) == ([], [SUSPENSION])
    counter.suspensions.expire(SUSPENSION, after(8 * A_DAY))
    assert due_at(9 * A_DAY) == ([], [])


def test_one_that_was_never_begun_in_its_time_only_ends(counter):
    decide(counter)

    assert asked(counter, lambda db: due(after(9 * A_DAY), db)) == ([], [SUSPENSION])


def test_rebuilt_the_files_are_the_same(counter):
    decide(counter, starts=0)
    counter.suspensions.appeal(SUSPENSION, EXPERT, OTHER_TEXT, 20, after(60))
    counter.suspensions.lift(SUSPENSION, MANAGER, MORNING + timedelta(hours=2))
    counter.projector.catch_up()

    rebuilder = Rebuilder(counter.log, counter.read_model_store, lambda *_: None)

    assert rebuilder.check(counter.read_models.suspensions) == []
