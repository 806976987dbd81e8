"""What programs read of quotes, bookings and shifts."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.support.people import ELECTRICITY
from tests.web.api.programs import Program, program_of, token_for
from tests.web.bookings.booking_program import ASSUMED, PLAN
from tests.web.shop import ROAD

# Quotes.


def test_a_quote_has_the_figures_of_a_plan_and_writes_nothing(booking_program):
    head = booking_program.head

    response = booking_program.program.post("/quote", PLAN | ASSUMED)

    assert response.status_code == 200
    assert response.json["booked_minutes"] == 2 * 4 * 5 * 120
    assert response.json["currency"] == "EUR"
    assert response.json["cost_minor"]["mean"] == 10_000
    assert response.json["budget_ends_on"] is not None
    assert "assumed_demand" in response.json["assumptions"]
    assert booking_program.head == head


def test_a_quote_without_a_budget_lasts(booking_program):
    plan = {name: value for name, value in PLAN.items() if name != "budget"}

    answer = booking_program.program.post("/quote", plan | ASSUMED).json

    assert answer["budget_ends_on"] is None
    assert answer["cost_minor"]["mean"] > 10_000
    assert answer["one_more_seat"]["answered_within_promise"] >= 0


def test_a_subject_is_named_by_its_short_name_or_its_id(booking_program):
    post = booking_program.program.post
    by_name = post("/quote", PLAN | ASSUMED)
    by_id = post("/quote", PLAN | ASSUMED | {"subject": str(ELECTRICITY)})

    assert by_name.json == by_id.json


def test_without_history_a_quote_asks_for_the_requests_of_a_week(booking_program):
    response = booking_program.program.post("/quote", PLAN)

    assert response.status_code == 422
    assert "requests_per_week" in response.json["errors"]["json"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("first_day", "2020-01-01", "must start today or later"),
        ("until", "2020-01-01", "must end after it starts"),
        ("until", 7, "Enter a date"),
        ("until", "2026-13-01", "Enter a date"),
        ("windows", "evenings", "Write the time ranges like"),
        ("windows", "mon 18:00-20:00, 19:00-21:00", "must end before the next one"),
        ("windows", "mon 18:05-20:00", "a quarter of an hour"),
        ("windows", "", "at least one time range"),
        ("windows", "x" * 501, "up to 500 characters"),
        ("seats", 0, "between 1 and 50"),
        ("seats", 1_000_000, "between 1 and 50"),
        ("seats", "2", "between 1 and 50"),
        ("seats", 2.5, "between 1 and 50"),
        ("mode", "never", "Choose when the experts answer"),
        ("languages", [], "Choose the languages"),
        ("languages", ["xx"], "Choose the languages"),
        ("subject", "absent", "There is no subject called absent."),
        ("price", {"amount_minor": -200, "currency": "EUR"}, "Send amount_minor"),
        ("price", {"amount_minor": 0.5, "currency": "EUR"}, "Send amount_minor"),
        ("price", {"amount_minor": 200, "currency": "GBP"}, "uses EUR, not GBP"),
        ("price", 200, "Send amount_minor"),
        ("budget", {"amount_minor": 100, "currency": "EUR"}, "at least one conversation"),
        ("budget", {"amount_minor": 10**30, "currency": "EUR"}, "Send amount_minor"),
        ("requests_per_week", 0, "number of requests in a week"),
        ("shape", "square", "Choose when the requests come"),
        ("sets", 2, "This field does not exist"),
    ],
)
@pytest.mark.parametrize("path", ["/quote", "/bookings"])
def test_what_cannot_be_booked_is_said_by_field(booking_program, path, field, value, sentence):
    head = booking_program.head

    response = booking_program.program.write(path, PLAN | ASSUMED | {field: value})

    assert response.status_code == 422
    [found] = response.json["errors"]["json"][field]
    assert sentence in found.replace("`", "")
    assert booking_program.head == head


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[]", 422),
        ("null", 422),
        ("", 422),
        ("{", 400),
        ("[" * 100_000, 400),
        ('{"seats": ' + "1" * 5000 + "}", 400),
        (b"\xff", 400),
    ],
)
def test_a_body_that_is_no_object_is_a_problem(booking_program, app, body, status):
    headers = {**booking_program.program.headers, "Content-Type": "application/json"}

    response = app.test_client().post("/api/v1/brands/nest/quote", data=body, headers=headers)

    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


# Bookings.


def test_bookings_are_listed_page_by_page_the_newest_first(booking_program):
    ids = [booking_program.drafts(seats=seats) for seats in (1, 2, 3)]
    booking_program.does(ids[1], "discard")

    pages = booking_program.program.pages("/bookings", limit=1)

    assert [[booking["booking_id"] for booking in page] for page in pages] == [[ids[2]], [ids[0]]]


def test_a_booking_shows_its_plan_as_it_is_sent_and_its_budget(booking_program):
    booking = booking_program.shows(booking_program.runs())

    unsaid = {"requests_per_week": None, "shape": None}
    assert booking["plan"] == PLAN | unsaid | {"subject": str(ELECTRICITY)}
    assert (booking["status"], booking["zone"]) == ("running", "Europe/Paris")
    assert booking["booked_minutes"] == 4800
    amounts = {name: amount["amount_minor"] for name, amount in booking["budget"].items()}
    assert amounts == {
        "paid_in": 10_000,
        "reserved": 0,
        "spent": 0,
        "refunded": 0,
        "left": 10_000,
    }
    assert booking["credited_minutes"] == 0


def test_another_brands_booking_is_absent_for_reads_and_writes(booking_program, shop, app):
    booking_id, head = booking_program.runs(), booking_program.head
    stranger = Program(app, token_for(shop, brand=ROAD)[0])

    def answers(id):
        path = f"/api/v1/brands/road/bookings/{id}"
        writes = ("confirm", "discard", "top-up", "pause", "resume", "move-end", "end")
        bodies = {
            "confirm": {"method": "card"},
            "top-up": {"method": "card", "amount": PLAN["price"]},
            "pause": {"reason": "cost"},
            "move-end": {"until": PLAN["until"]},
            "end": {"reason": "brand_wish"},
        }
        client, headers = app.test_client(), {**stranger.headers, "Idempotency-Key": str(uuid4())}
        yield client.get(path, headers=headers)
        yield client.get(f"{path}/shifts", headers=headers)
        yield client.put(path, json=PLAN, headers=headers)
        for action in writes:
            body = bodies.get(action)
            yield client.post(f"{path}/{action}", json=body, headers=headers)

    for other, absent in zip(answers(booking_id), answers(uuid4()), strict=True):
        assert other.status_code == absent.status_code == 404
        assert other.json == absent.json
    assert booking_program.head == head


def test_reading_needs_the_scope(booking_program, shop):  # noqa: ARG001 - the brand must be there
    program = program_of(shop, scopes=("write:bookings",))

    assert program.get("/bookings").status_code == 403
    assert program.post("/quote", PLAN).status_code == 403


# Shifts.


def test_shifts_are_listed_by_start_and_seat(booking_program):
    booking_id = booking_program.runs()

    pages = booking_program.program.pages(f"/bookings/{booking_id}/shifts", limit=7)

    shifts = [shift for page in pages for shift in page]
    assert [len(page) for page in pages] == [7, 7, 7, 7, 7, 5]
    places = [(shift["starts_at"], shift["seat"]) for shift in shifts]
    assert places == sorted(set(places))
    assert {shift["booked_minutes"] for shift in shifts} == {120}
    assert not any(shift["is_assigned"] for shift in shifts)


def test_shifts_of_a_span_end_before_its_last_day(booking_program):
    booking_id = booking_program.runs()
    path = f"/bookings/{booking_id}/shifts"
    [[first, *_]] = booking_program.program.pages(path)
    day = datetime.fromisoformat(first["starts_at"]).date()
    span = {"from": day.isoformat(), "to": (day + timedelta(days=1)).isoformat()}

    [shifts] = booking_program.program.pages(path, **span)

    assert [shift["seat"] for shift in shifts] == [1, 2]
    reversed_span = booking_program.program.get(path, **{"from": span["to"], "to": span["from"]})
    assert reversed_span.status_code == 422


def test_a_shift_says_whether_it_is_assigned_and_once_it_is_over_what_was_delivered(
    booking_program,
):
    over = booking_program.ran_in_june(delivered_minutes=90)
    coming = booking_program.runs()

    past = booking_program.program.get(f"/bookings/{over}/shifts", limit=2).json["items"]
    [first] = booking_program.program.get(f"/bookings/{coming}/shifts", limit=1).json["items"]

    assert [shift["is_assigned"] for shift in past] == [True, False]
    assert [shift["delivered_minutes"] for shift in past] == [90, 0]
    assert (first["is_assigned"], first["delivered_minutes"]) == (False, None)
