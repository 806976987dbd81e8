"""Suspensions as lists show them, and those that are due."""

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
OTHER_MANAGER = UUID("a0000000-0000-4000-8000-000000000002")
A_DAY = 86400


@pytest.fixture
def brand_market(market):
    market.brands.register(BRAND, "road", "Road", "Europe/Paris", "EUR", MANAGER, MORNING)
    market.members.join(EXPERT, ("en",), "FR", MORNING)
    market.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, MORNING)
    return market


def decide(market, starts=A_DAY, until=8 * A_DAY, brand_id=BRAND):
    period = (after(starts), None if until is None else after(until))
    market.suspensions.decide(
        SUSPENSION, EXPERT, brand_id, period, [3], (TEXT, 40), MANAGER, MORNING
    )


def query(market, read, *arguments):
    market.projector.catch_up()
    with market.read_models.read(market.read_models.suspensions) as db:
        return read(*arguments, db)


def test_a_decision_waits_for_its_notice_to_be_over(brand_market):
    decide(brand_market)

    [suspension] = query(brand_market, suspensions_by_brand, BRAND)
    assert (suspension.member_id, suspension.decided_by, suspension.status) == (
        EXPERT,
        MANAGER,
        SuspensionStatus.NOTICE,
    )
    assert (suspension.starts_at, suspension.until) == (after(A_DAY), after(8 * A_DAY))
    assert (suspension.evidence_positions, suspension.text_id) == ((3,), TEXT)


def test_a_suspension_without_notice_is_in_force_at_once(brand_market):
    decide(brand_market, starts=0, until=None)

    suspension = query(brand_market, suspension_with_id, SUSPENSION)
    assert (suspension.status, suspension.until) == (SuspensionStatus.IN_FORCE, None)


def test_a_suspension_is_listed_by_member_and_brand_and_among_all(brand_market):
    decide(brand_market)

    assert [
        suspension.suspension_id
        for suspension in query(brand_market, suspensions_of_member, EXPERT)
    ] == [SUSPENSION]
    assert [suspension.suspension_id for suspension in query(brand_market, all_suspensions)] == [
        SUSPENSION
    ]
    assert query(brand_market, suspensions_by_brand, OTHER_BRAND) == []
    assert query(brand_market, suspensions_of_member, MANAGER) == []


def test_a_suspension_for_all_brands_is_listed_at_no_brand(brand_market):
    decide(brand_market, brand_id=None)

    assert query(brand_market, suspensions_by_brand, BRAND) == []
    assert query(brand_market, suspension_with_id, SUSPENSION).brand_id is None


def test_an_appeal_waits_until_it_is_heard(brand_market):
    decide(brand_market)
    brand_market.suspensions.appeal(SUSPENSION, EXPERT, OTHER_TEXT, 20, after(60))
    assert query(brand_market, suspension_with_id, SUSPENSION).appeal == OTHER_TEXT

    brand_market.suspensions.decide_appeal(
        SUSPENSION, AppealOutcome.REJECTED, (TEXT, 9), OTHER_MANAGER, after(120)
    )

    suspension = query(brand_market, suspension_with_id, SUSPENSION)
    assert (suspension.appeal, suspension.appeal_outcome, suspension.status) == (
        None,
        AppealOutcome.REJECTED,
        SuspensionStatus.NOTICE,
    )


def test_a_granted_appeal_ends_the_suspension(brand_market):
    decide(brand_market, starts=0)
    brand_market.suspensions.appeal(SUSPENSION, EXPERT, OTHER_TEXT, 20, after(60))

    brand_market.suspensions.decide_appeal(
        SUSPENSION, AppealOutcome.GRANTED, (TEXT, 9), OTHER_MANAGER, after(120)
    )

    suspension = query(brand_market, suspension_with_id, SUSPENSION)
    assert (suspension.appeal_outcome, suspension.status) == (
        AppealOutcome.GRANTED,
        SuspensionStatus.OVER,
    )
    assert (suspension.ended_at, suspension.ended_by) == (after(120), OTHER_MANAGER)


def test_a_suspension_is_due_until_it_has_taken_effect_or_expired(brand_market):
    decide(brand_market)

    def due_at(seconds):
        return query(brand_market, lambda db: due(after(seconds), db))

    assert due_at(A_DAY - 1) == ([], [])
    assert due_at(A_DAY) == ([SUSPENSION], [])
    brand_market.suspensions.take_effect(SUSPENSION, after(A_DAY))
    assert due_at(A_DAY) == ([], [])
    assert due_at(8 * A_DAY) == ([], [SUSPENSION])
    brand_market.suspensions.expire(SUSPENSION, after(8 * A_DAY))
    assert due_at(9 * A_DAY) == ([], [])


def test_a_suspension_that_never_took_effect_only_expires(brand_market):
    decide(brand_market)

    assert query(brand_market, lambda db: due(after(9 * A_DAY), db)) == ([], [SUSPENSION])


def test_rebuilt_the_suspensions_are_the_same(brand_market):
    decide(brand_market, starts=0)
    brand_market.suspensions.appeal(SUSPENSION, EXPERT, OTHER_TEXT, 20, after(60))
    brand_market.suspensions.lift(SUSPENSION, MANAGER, MORNING + timedelta(hours=2))
    brand_market.projector.catch_up()

    rebuilder = Rebuilder(brand_market.log, brand_market.read_model_store, lambda *_: None)

    assert rebuilder.check(brand_market.read_models.suspensions) == []
