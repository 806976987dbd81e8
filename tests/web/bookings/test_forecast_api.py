"""What programs read of the forecast: the figures of the page."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain.bookings.staffing import RequestLoad, people_needed
from domain.clock import system_clock
from tests.support.people import ELECTRICITY
from tests.web.api.programs import program_of
from tests.web.bookings.demand_fixture import add_history
from tests.web.bookings.test_forecast_views import rows_of
from tests.web.shop import NEST

ASSUMED = {"requests_per_week": 70, "shape": "evenings"}


@pytest.fixture
def program(booking_program):
    return booking_program.program


@pytest.fixture
def with_history(booking_program):
    add_history(booking_program.market, NEST.brand_id, system_clock())
    return booking_program


def test_a_forecast_has_the_week_and_its_gaps(program):
    answer = program.get("/forecast", **ASSUMED).json

    assert len(answer["half_hours"]) == 336
    assert answer["expected_requests"]["mean"] == 140
    [monday_evening] = [
        half_hour
        for half_hour in answer["half_hours"]
        if (half_hour["weekday"], half_hour["time"]) == ("mon", "18:00")
    ]
    assert monday_evening["expected_requests"]["mean"] == 1
    needed = people_needed(RequestLoad(1.0, 1800, 600.0), answer["promise_s"], 0.8)
    assert monday_evening["people_needed"] == monday_evening["gap"] == needed
    windows = {gap["windows"] for gap in answer["gaps"]}
    assert windows == {
        f"{day} 18:00-23:00" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    }
    assert "assumed_demand" in answer["assumptions"]


def test_page_and_api_have_the_same_figures(with_history, signed_in):
    answer = with_history.program.get("/forecast", weeks=4).json
    page = signed_in("ines@nest.example").get("/brands/nest/bookings/forecast?weeks=4").text

    of_wednesday = [one for one in answer["half_hours"] if one["weekday"] == "wed"]
    shown = rows_of(page, "Wednesday")
    assert [
        (f"{one['expected_requests']['mean']:.1f}", str(one["people_needed"]))
        for one in of_wednesday
    ] == [(row[1], row[3]) for row in shown]
    assert [f"{one['gap']:.1f}" for one in of_wednesday] == [row[5] for row in shown]
    assert f"{round(answer['expected_requests']['mean'])} requests expected" in page
    assert answer["gaps"][0]["windows"] == "sat 14:00-18:00"


@pytest.mark.parametrize("subject", ["electricity", str(ELECTRICITY)])
def test_page_and_api_filter_the_same_requests_by_subject(booking_program, signed_in, subject):
    now = system_clock()
    add_history(booking_program.market, NEST.brand_id, now)
    asked_about(ELECTRICITY, booking_program.market, now)
    signed = signed_in("ines@nest.example")

    every = booking_program.program.get("/forecast").json["expected_requests"]["mean"]
    answer = booking_program.program.get("/forecast", subject=subject).json
    page = signed.get(f"/brands/nest/bookings/forecast?subject_id={ELECTRICITY}").text

    mean = answer["expected_requests"]["mean"]
    assert 0 < mean < every
    assert f"{round(mean)} requests expected" in page


def asked_about(subject_id, market, now, weeks=10):
    """Three requests each noon, which are lost."""
    for number in range(weeks * 7 * 3):
        at = now.replace(hour=11, minute=number % 3) - timedelta(days=1 + number // 3)
        request = uuid4()
        market.conversations.request(
            request, NEST.brand_id, uuid4(), "fr", at, subject_id=subject_id
        )
        market.conversations.lose(request, "nobody_present", at + timedelta(minutes=5))
    market.projector.catch_up()


def test_without_history_the_number_of_a_week_is_missing(program):
    answer = program.get("/forecast")

    assert answer.status_code == 422
    assert "requests_per_week" in answer.json["errors"]["query"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weeks", 5),
        ("weeks", 0),
        ("weeks", "two"),
        ("requests_per_week", 0),
        ("shape", "round"),
        ("subject", "absent"),
        ("subject", ""),
        ("subject", "x" * 101),
    ],
)
def test_a_wrong_query_is_said_by_field(program, field, value):
    answer = program.get("/forecast", **{**ASSUMED, field: value})

    assert answer.status_code == 422
    assert field in answer.json["errors"]["query"]


def test_reading_a_forecast_needs_the_scope(booking_program, shop):  # noqa: ARG001 - the brand
    program = program_of(shop, scopes=("write:bookings",))

    assert program.get("/forecast", **ASSUMED).status_code == 403
