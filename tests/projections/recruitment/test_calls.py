"""Calls for experts, as lists show them."""

from uuid import UUID

import pytest

from domain.log.entries import Decision
from domain.recruitment.call_for_experts import CallCloseReason, CallForExperts
from projections.engine.rebuild import Rebuilder
from projections.recruitment.calls import (
    call_with_id,
    calls_of,
    invited_to,
    joined_by,
    open_calls,
    sent_to,
)
from tests.support.people import BRAND, MANAGER, MORNING, OTHER_BRAND, after
from tests.support.pool_members import CALL, MONTH_S, member_id, offer


@pytest.fixture
def query(market):
    def query(read, *arguments):
        market.projector.catch_up()
        with market.read_models.read(market.read_models.calls) as db:
            return read(*arguments, db)

    return query


def publishes(market, call_id=CALL, at=MORNING, **fields):
    def decide():
        call = CallForExperts(call_id)
        call.publish(offer(**fields), MANAGER, at)
        return Decision([call])

    market.log.execute(decide)


def joins(market, number):
    """Record that a member joins, without the rules of joining."""
    joined = CallForExperts.MemberJoined(at=after(90), member_id=member_id(number))
    market.log.update(CallForExperts, CALL, lambda call: call.record(joined))


def test_a_call_is_known_with_all_that_it_offers(market, query):
    publishes(market)

    [call] = query(calls_of, BRAND)
    assert (call.call_id, call.details, call.published_at) == (CALL, offer(), after(0))
    assert (call.invited, call.joined, call.openings_left, call.reason) == (0, 0, 3, None)
    assert query(calls_of, OTHER_BRAND) == []


def test_who_was_invited_and_who_joined_is_counted(market, query):
    publishes(market)
    market.calls.invite(CALL, [member_id(1), member_id(2)], after(60))
    market.calls.invite(CALL, [member_id(2), member_id(3)], after(61))
    joins(market, 2)

    call = query(call_with_id, CALL)
    assert (call.invited, call.joined, call.openings_left) == (3, 1, 2)
    assert set(query(invited_to, CALL)) == {member_id(1), member_id(2), member_id(3)}
    assert query(sent_to, member_id(1)) == {CALL}
    assert query(joined_by, member_id(1)) == frozenset()
    assert query(joined_by, member_id(2)) == {CALL}


def test_a_call_is_open_until_it_ends_or_is_closed(market, query):
    publishes(market)
    publishes(market, UUID(int=2), ends_at=after(3600))

    assert {call.call_id for call in query(open_calls, after(60))} == {CALL, UUID(int=2)}
    assert {call.call_id for call in query(open_calls, after(3600))} == {CALL}
    assert query(open_calls, after(MONTH_S)) == []

    market.calls.close(CALL, "filled", MANAGER, after(120))
    call = query(call_with_id, CALL)
    assert (call.closed_at, call.reason) == (after(120), CallCloseReason.FILLED)
    assert not call.is_open(after(121))
    assert {call.call_id for call in query(open_calls, after(121))} == {UUID(int=2)}


def test_the_newest_call_comes_first(market, query):
    publishes(market)
    publishes(market, UUID(int=2), at=after(60))

    assert [call.call_id for call in query(calls_of, BRAND)] == [UUID(int=2), CALL]
    assert query(call_with_id, UUID(int=3)) is None


def test_rebuilt_the_calls_are_the_same(market):
    publishes(market)
    market.calls.invite(CALL, [member_id(number) for number in range(9)], after(60))
    market.projector.catch_up()
    joins(market, 3)
    market.calls.close(CALL, "mistake", MANAGER, after(120))
    market.projector.catch_up()

    assert (
        Rebuilder(market.log, market.read_model_store, lambda *_: None).check(
            market.read_models.calls
        )
        == []
    )
