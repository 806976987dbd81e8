"""Routing leaves out experts whom no booking pays, by the rules of a claim."""

from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.booking_plan import BookingMode
from domain.bookings.budget import Payability
from domain.bookings.funding import FundingMethod
from domain.conversations.payable_respondents import with_payability
from domain.conversations.routing import PresentRespondent, RoutingRequest
from domain.errors import NotNow
from tests.domain.bookings.booking_examples import MONDAY_EVENING, PLAN, BookingDesk
from tests.support.people import (
    BRAND,
    ELECTRICITY,
    HEATING,
    MANAGER,
    VISITOR,
    VOLUNTARY,
    after,
    euros,
)

EVENING = MONDAY_EVENING + timedelta(minutes=1)


@pytest.fixture
def desk(log):
    return BookingDesk(log)


def payabilities(
    desk, ids, at=EVENING, conversation_id=None, subject_id=ELECTRICITY, language="fr"
):
    request = RoutingRequest(conversation_id or uuid4(), VISITOR, language, subject_id, waited_s=0)
    present = [PresentRespondent(id, "paid", ("fr",), frozenset({ELECTRICITY}), 2, 0) for id in ids]
    routed = with_payability(desk.log, BRAND, request, present, at)
    return {respondent.respondent_id: respondent.payability for respondent in routed}


def test_without_a_booking_all_are_payable_on_account(desk):
    expert = desk.engaged_expert(MONDAY_EVENING)

    assert payabilities(desk, [expert]) == {expert: Payability.PAYABLE}


@pytest.mark.parametrize(
    ("plan", "request_fields", "payability"),
    [
        (PLAN, {}, Payability.PAYABLE),
        (PLAN, {"at": EVENING + timedelta(hours=3)}, Payability.NOT_BOOKED),
        (PLAN, {"subject_id": HEATING}, Payability.NOT_BOOKED),
        (PLAN, {"language": "en"}, Payability.NOT_BOOKED),
        (replace(PLAN, mode=BookingMode.REINFORCEMENT), {}, Payability.REINFORCEMENT),
    ],
)
def test_a_booking_pays_for_what_it_covers(desk, plan, request_fields, payability):
    desk.running(plan)
    expert = desk.engaged_expert(MONDAY_EVENING)

    assert payabilities(desk, [expert], **request_fields) == {expert: payability}


def test_when_too_little_is_left_experts_are_left_out_and_volunteers_are_not(desk):
    desk.running(replace(PLAN, budget=euros(300)))
    expert, volunteer = desk.engaged_expert(MONDAY_EVENING), desk.expert()
    desk.members.start_engagement(volunteer, BRAND, VOLUNTARY, MANAGER, after(-6000))
    desk.presence.come_online(uuid4(), volunteer, 1, MONDAY_EVENING)
    first = desk.request([expert], EVENING)
    desk.conversations.claim(first, expert, EVENING)

    assert payabilities(desk, [expert, volunteer]) == {
        expert: Payability.BUDGET_SPENT,
        volunteer: Payability.PAYABLE,
    }
    assert payabilities(desk, [expert], conversation_id=first) == {expert: Payability.PAYABLE}


def test_a_spent_budget_explains_more_than_a_booking_for_other_times(desk):
    desk.running(replace(PLAN, budget=euros(200)))
    expert = desk.engaged_expert(MONDAY_EVENING)
    desk.conversations.claim(desk.request([expert], EVENING), expert, EVENING)
    next_week = replace(PLAN, first_day=PLAN.until, until=PLAN.until + timedelta(days=7))
    for _ in range(4):  # before and after it, in the order of their ids
        add_funded(desk, next_week)

    assert payabilities(desk, [expert]) == {expert: Payability.BUDGET_SPENT}


def add_funded(desk, plan):
    booking_id, funding_id = uuid4(), uuid4()
    desk.bookings.draft(booking_id, BRAND, plan, MANAGER, after(30))
    desk.bookings.confirm(booking_id, funding_id, FundingMethod.CARD, 20, MANAGER, after(31))
    desk.bookings.receive_funding(booking_id, funding_id, "test", after(32))


def test_who_has_gone_offline_is_left_out(desk):
    expert = desk.engaged_expert(MONDAY_EVENING)
    desk.presence.leave(expert, "declared", EVENING)

    assert payabilities(desk, [expert]) == {}


def test_nothing_is_written_and_a_claim_goes_by_the_same_rule(desk):
    desk.running()
    expert = desk.engaged_expert(MONDAY_EVENING)
    late = EVENING + timedelta(hours=3)
    request = desk.request([expert], late)
    head = desk.log.rows.head()

    assert payabilities(desk, [expert], late) == {expert: Payability.NOT_BOOKED}

    assert desk.log.rows.head() == head
    with pytest.raises(NotNow, match="No coverage is booked"):
        desk.conversations.claim(request, expert, late)
