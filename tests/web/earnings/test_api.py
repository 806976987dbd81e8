"""What conversations cost, as a brand's programs read it."""

from uuid import uuid4

import pytest

from tests.support.people import EXPERT
from tests.web.api.programs import program_of
from tests.web.shop import ROAD


@pytest.fixture
def program(desk, shop):  # noqa: ARG001 - the brands must be there
    return program_of(shop)


def test_a_price_says_where_it_stands_and_until_when_it_can_be_contested(desk, program):
    conversation_id = desk.closes()
    desk.update()

    [price] = program.get("/spend").json["items"]

    until = desk.earning(conversation_id).held_until
    assert price == {
        "conversation_id": str(conversation_id),
        "price": {"amount_minor": 200, "currency": "EUR"},
        "status": "held",
        "refusal_reasons": [],
        "contestable_until": until.isoformat(),
    }
    assert program.get(f"/spend/{conversation_id}").json == price


def test_prices_that_cost_nothing_say_why(desk, program):
    refused, contested = desk.closes(messages=(0, 1)), desk.contested(days_ago=2)

    rules = program.get(f"/spend/{refused}").json
    waiting = program.get(f"/spend/{contested}").json

    assert (rules["status"], rules["refusal_reasons"]) == ("refused", ["visitor_wrote_nothing"])
    assert (waiting["status"], waiting["contestable_until"]) == ("contested", None)


def test_a_conversation_closed_a_moment_ago_is_listed_before_the_rules_are_checked(desk, program):
    conversation_id = desk.counter.is_answered(EXPERT, desk.now)
    desk.update()

    [price] = program.get("/spend").json["items"]

    assert price["status"] == "checked"
    assert program.get(f"/spend/{conversation_id}").status_code == 404


def test_pages_follow_each_other(desk, program):
    closed = [str(desk.closes(days_ago=3 - number / 10)) for number in range(3)]
    desk.update()

    first = program.get("/spend", limit=2).json
    second = program.get("/spend", limit=2, cursor=first["next_cursor"]).json

    ids = [item["conversation_id"] for item in first["items"] + second["items"]]
    assert ids == closed[::-1]
    assert second["next_cursor"] is None
    assert program.get("/spend", cursor="guessed").status_code == 422


def test_prices_of_other_brands_are_absent(desk, program):
    conversation_id = desk.closes(brand=ROAD)
    desk.update()

    assert program.get("/spend").json["items"] == []
    for id in (conversation_id, uuid4()):
        assert program.get(f"/spend/{id}").status_code == 404


def test_the_scope_is_needed(desk, shop):  # noqa: ARG001 - the brands must be there
    program = program_of(shop, scopes=("read:conversations",))

    assert program.get("/spend").status_code == 403
