"""Another member's or brand's ids answer exactly like absent ones, on every page, by every role."""

import re
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.booking_plan import shift_id_of
from tests.domain.bookings.booking_examples import (
    BOOKING,
    MONDAY_EVENING,
    PLAN,
    TUESDAY_EVENING,
)
from tests.support.people import BRAND, HEATING, MANAGER, OTHER_BRAND, after
from tests.web.bookings.shift_fixture import (
    ALICE,
    BRUNO,
    NO_NEWCOMERS,
    OTHER_OWNER,
    OWNER,
    PLATFORM,
    VOLUNTEER,
)

DRAFT, HEATING_BOOKING, ABSENT = (UUID(int=number) for number in (71, 72, 73))
# Every route of shifts, usual hours and calendars that has an id in it, with ids that exist for
# others and one that exists for nobody.
TAKEN_BY_ALICE = shift_id_of(BOOKING, MONDAY_EVENING, 1)
NEVER_TAKEN = shift_id_of(BOOKING, TUESDAY_EVENING, 2)
FOREIGN = {
    "shifts.take": ("post", "/shifts/{}/take", (DRAFT, HEATING_BOOKING)),
    "own_shifts.show_release": (
        "get",
        "/shifts/mine/{}/release",
        (TAKEN_BY_ALICE, NEVER_TAKEN, BOOKING),
    ),
    "own_shifts.release": (
        "post",
        "/shifts/mine/{}/release",
        (TAKEN_BY_ALICE, NEVER_TAKEN, BOOKING),
    ),
    "usual_hours.declare": ("post", "/usual-hours/{}", (BRAND, OTHER_BRAND)),
    "calendars.show_feed": ("get", "/calendars/{}.ics", (BOOKING,)),
    "brand_calendar.show_calendar": ("get", "/brands/{}/calendar", ("road",)),
    "brand_calendar.renew_calendar": ("post", "/brands/{}/calendar", ("road",)),
}
PEOPLE = (BRUNO, VOLUNTEER, OTHER_OWNER)
"""A qualified expert, a volunteer without a brand, and the owner of another brand."""
FORM = {
    "starts_at": MONDAY_EVENING.isoformat(),
    "seat": "1",
    "reason": "illness",
    "zone": "Europe/Paris",
    "from-0": "18:00",
    "until-0": "20:00",
}


@pytest.fixture
def busy(roster):
    roster.desk.running(shift_rules=NO_NEWCOMERS)
    roster.desk.drafted(booking_id=DRAFT)
    roster.market.subjects.add(HEATING, "heating", {"fr": "Chauffage"}, None, MANAGER, after(0))
    roster.desk.running_too(HEATING_BOOKING, replace(PLAN, subject_id=HEATING))
    roster.expert(ALICE)
    roster.expert(BRUNO)
    roster.takes(ALICE, MONDAY_EVENING)
    return roster


def answer(roster, email, method, address, id):
    """Status and page, without what differs from one request to the next."""
    client = roster.client(email)
    token = client.get("/").text.split('name="csrf_token" value="')[1].split('"')[0]
    path = address.format(id)
    response = (
        client.get(path)
        if method == "get"
        else client.post(path, data={**FORM, "csrf_token": token})
    )
    page = re.sub(r'name="csrf_token" value="[^"]*"', "", response.text)
    return response.status_code, page.replace(str(id), "ID")


@pytest.mark.parametrize("email", PEOPLE)
@pytest.mark.parametrize("endpoint", FOREIGN)
def test_foreign_ids_answer_like_absent_ones(busy, email, endpoint):
    method, address, foreign = FOREIGN[endpoint]
    absent_id = "nowhere" if "/brands/" in address else ABSENT
    absent = answer(busy, email, method, address, absent_id)

    assert absent[0] in (403, 404)
    for id in foreign:
        assert answer(busy, email, method, address, id) == absent


def test_every_new_route_with_an_id_is_walked(busy):
    blueprints = ("shifts", "own_shifts", "usual_hours", "calendars", "brand_calendar")
    with_ids = {
        rule.endpoint
        for rule in busy.shop.app.url_map.iter_rules()
        if rule.arguments and rule.endpoint.partition(".")[0] in blueprints
    }

    assert with_ids == set(FOREIGN)


def test_nothing_was_recorded_by_those_who_found_nothing(busy):
    before = busy.market.log.rows.head()

    for email in PEOPLE:
        for method, address, foreign in FOREIGN.values():
            for id in (*foreign, uuid4()):
                answer(busy, email, method, address, id)

    assert busy.market.log.rows.head() == before


@pytest.mark.parametrize("path", ["/shifts", "/shifts/mine", "/shifts/calendar", "/usual-hours"])
def test_pages_of_a_role_are_closed_to_others_and_to_strangers(busy, path):
    allowed = VOLUNTEER if path == "/usual-hours" else ALICE

    for email in (ALICE, VOLUNTEER, OWNER, PLATFORM):
        expected = 200 if email == allowed else 403
        assert busy.client(email).get(path).status_code == expected
    assert busy.shop.app.test_client().get(path).status_code == 302


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"starts_at": "soon"},
        {"starts_at": "2026-06-01T18:00:00"},
        {"starts_at": "0001-01-01T00:00:00+14:00"},
        {"seat": "0"},
        {"seat": "3"},
        {"seat": "99999999999999"},
        {"starts_at": "2026-06-01T16:15:00+00:00"},
    ],
)
def test_what_names_no_shift_is_absent(busy, values):
    client = busy.client(BRUNO)
    token = client.get("/").text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, **({**FORM, **values} if values else {})}

    assert client.post(f"/shifts/{BOOKING}/take", data=form).status_code == 404
