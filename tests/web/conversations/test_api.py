"""Conversations and lost requests as programs read them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain.conversations.conversation_reasons import LostReason
from tests.support.people import AMBASSADOR, EMPLOYEE, MORNING
from tests.web.api.programs import program_of
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import ROAD

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def counter(app, sqlite_url):
    with counter_of(app, sqlite_url) as counter:
        yield counter


@pytest.fixture
def program(counter, shop):  # noqa: ARG001 - the brands must be there
    return program_of(shop)


@pytest.fixture
def ids(counter, program):
    def ids(path="/conversations", **query):
        counter.update_read_models()
        return [item["conversation_id"] for item in program.get(path, **query).json["items"]]

    return ids


def test_an_answered_conversation_has_its_figures_and_no_names(counter, program):
    conversation_id = counter.is_answered(ratings=(5, 4, 3), sales=(4990,))
    counter.update_read_models()

    answered = program.get(f"/conversations/{conversation_id}").json

    assert answered == {
        "conversation_id": str(conversation_id),
        "requested_at": "2026-06-01T09:00:00+00:00",
        "language": "fr",
        "outcome": "answered",
        "lost_reason": None,
        "model": "paid",
        "respondent": answered["respondent"],
        "wait_s": 45,
        "handled_s": answered["handled_s"],
        "price": {"amount_minor": 200, "currency": "EUR"},
        "points": None,
        "hourly_wage": None,
        "ratings": {"speed": 5, "service": 4, "answer": 3},
        "sales": 1,
        "sales_amount": {"amount_minor": 4990, "currency": "EUR"},
    }
    assert len(answered["respondent"]) == 8


def test_an_answer_of_an_employee_has_the_hourly_wage_and_no_price(counter, program):
    conversation_id = counter.is_answered(EMPLOYEE)
    counter.update_read_models()

    answered = program.get(f"/conversations/{conversation_id}").json

    assert answered["hourly_wage"] == {"amount_minor": 2150, "currency": "EUR"}
    assert (answered["price"], answered["points"]) == (None, None)


def test_a_request_that_waits_has_no_figures(counter, program):
    conversation_id = counter.asks()
    counter.update_read_models()

    waiting = program.get(f"/conversations/{conversation_id}").json

    assert waiting["outcome"] == "waiting"
    assert waiting["sales_amount"] == {"amount_minor": 0, "currency": "EUR"}
    figures = (
        "lost_reason",
        "model",
        "respondent",
        "wait_s",
        "price",
        "points",
        "hourly_wage",
        "ratings",
    )
    assert {waiting[name] for name in figures} == {None}


def test_conversations_of_other_brands_are_absent(counter, program, ids):
    conversation_id = counter.is_answered(brand=ROAD)

    assert ids() == []
    for absent in (conversation_id, uuid4()):
        response = program.get(f"/conversations/{absent}")
        assert (response.status_code, response.json["detail"]) == (
            404,
            "There is no page at this address.",
        )


def test_the_list_has_the_newest_request_first_and_can_be_filtered(counter, ids):
    paid = counter.is_answered(at=MORNING)
    voluntary = counter.is_answered(AMBASSADOR, at=MORNING + DAY)
    lost = counter.is_lost(at=MORNING + 2 * DAY)

    assert ids() == list(map(str, (lost, voluntary, paid)))
    assert ids(outcome="answered") == list(map(str, (voluntary, paid)))
    assert ids(model="voluntary") == [str(voluntary)]
    assert ids(**{"from": "2026-06-02", "to": "2026-06-03"}) == [str(voluntary)]


def test_lost_requests_have_their_reason(counter, program, ids):
    lost = counter.is_lost(LostReason.ALL_FULL)
    counter.is_lost(LostReason.NOBODY_PRESENT, at=MORNING + DAY)
    counter.is_answered()
    counter.update_read_models()

    assert len(ids("/lost-requests")) == 2
    assert program.get("/lost-requests", reason="all_full").json["items"] == [
        {
            "conversation_id": str(lost),
            "requested_at": "2026-06-01T09:00:00+00:00",
            "language": "fr",
            "reason": "all_full",
        }
    ]


@pytest.mark.parametrize("path", ["/conversations", "/lost-requests"])
def test_pages_hold_every_item_once(counter, program, path):
    # Several at one moment, so that only their ids tell them apart.
    lost = {str(counter.is_lost(at=MORNING + number // 3 * MINUTE)) for number in range(10)}
    counter.update_read_models()

    pages = program.pages(path, limit=4)

    assert list(map(len, pages)) == [4, 4, 2]
    items = [item for page in pages for item in page]
    assert {item["conversation_id"] for item in items} == lost
    assert items == sorted(items, key=lambda item: item["requested_at"], reverse=True)


def test_new_requests_move_nothing_between_two_pages(counter, program):
    old = {str(counter.is_lost(at=MORNING + number * MINUTE)) for number in range(4)}
    counter.update_read_models()
    first = program.get("/conversations", limit=2).json

    for number in range(3):
        counter.is_lost(at=MORNING + DAY + number * MINUTE)
    counter.update_read_models()
    second = program.get("/conversations", limit=2, cursor=first["next_cursor"]).json

    items = first["items"] + second["items"]
    assert {item["conversation_id"] for item in items} == old
    assert second["next_cursor"] is None


def test_a_cursor_belongs_to_its_list_and_filters(counter, program):
    for _ in range(3):
        counter.is_lost()
    counter.update_read_models()
    cursor = program.get("/conversations", limit=1).json["next_cursor"]

    assert program.get("/conversations", limit=2, cursor=cursor).status_code == 200
    for path, query in (
        ("/lost-requests", {"cursor": cursor}),
        ("/conversations", {"cursor": cursor, "outcome": "lost"}),
        ("/conversations", {"cursor": cursor[:-1]}),
        ("/conversations", {"cursor": ""}),
    ):
        response = program.get(path, **query)
        assert response.status_code == 422
        assert response.json["errors"]["query"].keys() == {"cursor"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "201"),
        ("from", "20260601"),
        ("to", "2026-06-31"),
        ("from", "1969-12-31"),
        ("to", "2100-01-02"),
        ("outcome", "gone"),
        ("model", ""),
        ("form", "2026-06-01"),
    ],
)
def test_a_wrong_or_unknown_parameter_is_named(program, name, value):
    response = program.get("/conversations", **{name: value})

    assert response.status_code == 422
    assert response.json["errors"]["query"].keys() == {name}


@pytest.mark.parametrize("path", ["/conversations", "/lost-requests"])
def test_a_period_without_days_is_refused(program, path):
    response = program.get(path, **{"from": "2026-06-02", "to": "2026-06-02"})

    assert response.status_code == 422
    assert response.json["errors"]["query"] == {
        "to": ["The end must be at least one day after the start."]
    }


def test_all_days_of_which_the_error_speaks_are_taken(program):
    refused = program.get("/conversations", to="2100-01-02").json["errors"]["query"]["to"]
    taken = program.get("/conversations", **{"from": "1970-01-01", "to": "2100-01-01"})

    assert refused == [
        "Enter a date between 1970 and 2100 as year-month-day, for example 2017-06-30."
    ]
    assert taken.status_code == 200
