"""What programs write: drafts of bookings, and what becomes of bookings."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.bookings.booking import Booking
from tests.web.api.programs import CREATOR, program_of
from tests.web.bookings.booking_program import ASSUMED, PLAN, UNTIL

LATER = (UNTIL + timedelta(days=7)).isoformat()


def event_names(booking_program, booking_id):
    history = booking_program.market.log.history(UUID(booking_id))
    return [type(event.data).__name__ for event in history]


def test_a_draft_is_written_by_the_creator_of_the_token(booking_program):
    booking_id = booking_program.drafts()

    [event] = booking_program.market.log.history(UUID(booking_id))
    assert isinstance(event.data, Booking.Drafted)
    assert event.data.by == CREATOR


def test_a_draft_sent_twice_with_one_key_is_one_draft(booking_program):
    first = booking_program.program.write("/bookings", PLAN, key="k")
    again = booking_program.program.write("/bookings", PLAN, key="k")
    other = booking_program.program.write("/bookings", PLAN, key="other")

    assert first.json == again.json
    assert other.json["booking_id"] != first.json["booking_id"]
    assert len(booking_program.program.get("/bookings").json["items"]) == 2


def test_a_draft_can_be_read_at_once_and_sent_back_changed(booking_program):
    booking_id = booking_program.drafts()
    plan = booking_program.shows(booking_id)["plan"]

    path = f"/bookings/{booking_id}"
    response = booking_program.program.write(path, plan | {"seats": 3}, method="PUT")

    assert (response.status_code, response.json["status"]) == (200, "draft")
    assert booking_program.shows(booking_id)["plan"]["seats"] == 3


def test_a_draft_keeps_what_the_brand_expects_and_can_be_quoted_as_it_is_read(booking_program):
    booking_id = booking_program.drafts(**ASSUMED)
    plan = booking_program.shows(booking_id)["plan"]

    quoted = booking_program.program.post("/quote", plan)

    assert {name: plan[name] for name in ASSUMED} == ASSUMED
    assert quoted.json == booking_program.program.post("/quote", PLAN | ASSUMED).json
    assert "assumed_demand" in quoted.json["assumptions"]


def test_a_confirmed_booking_still_says_what_the_brand_expects(booking_program):
    plan = booking_program.shows(booking_program.runs(**ASSUMED))["plan"]

    assert {name: plan[name] for name in ASSUMED} == ASSUMED


def test_a_draft_changed_without_an_expectation_has_none(booking_program):
    path = f"/bookings/{booking_program.drafts(**ASSUMED)}"

    changed = booking_program.program.write(path, PLAN, method="PUT").json["plan"]

    assert (changed["requests_per_week"], changed["shape"]) == (None, None)


def test_a_confirmed_draft_awaits_its_payment_and_by_invoice_runs(booking_program):
    by_card, by_invoice = booking_program.drafts(), booking_program.drafts()

    awaiting = booking_program.does(by_card, "confirm", method="card")
    running = booking_program.does(by_invoice, "confirm", method="invoice")

    assert (awaiting.status_code, awaiting.json["status"]) == (200, "awaiting_funds")
    assert running.json["status"] == "running"


def test_a_booking_is_changed_in_every_way_and_ended(booking_program):
    booking_id = booking_program.runs()
    amount = {"amount_minor": 5_000, "currency": "EUR"}

    for action, body in (
        ("pause", {"reason": "cost"}),
        ("resume", {}),
        ("top-up", {"amount": amount, "method": "invoice"}),
        ("move-end", {"until": LATER}),
        ("move-end", {"until": UNTIL.isoformat()}),
        ("end", {"reason": "brand_wish"}),
    ):
        response = booking_program.does(booking_id, action, **body)
        assert response.status_code == 200, (action, response.json)

    booking = booking_program.shows(booking_id)
    assert booking["status"] == "ended"
    assert booking["budget"]["refunded"]["amount_minor"] == 15_000
    assert event_names(booking_program, booking_id)[3:] == [
        *("Paused", "Resumed", "TopUpRequested", "FundingReceived", "Extended", "Shortened"),
        *("Ended", "InvoiceReduced"),
    ]


def test_every_change_names_the_creator_of_the_token(booking_program):
    booking_id = booking_program.runs()
    booking_program.does(booking_id, "pause", reason="cost")
    booking_program.does(booking_id, "end", reason="brand_wish")

    history = booking_program.market.log.history(UUID(booking_id))
    people = {event.data.by for event in history if hasattr(event.data, "by")}
    assert people == {CREATOR}


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("pause", {"reason": "cost"}),
        ("top-up", {"amount": PLAN["budget"], "method": "card"}),
        ("move-end", {"until": LATER}),
        ("end", {"reason": "brand_wish"}),
    ],
)
def test_a_repeated_change_happens_once(booking_program, action, body):
    booking_id = booking_program.runs()

    first = booking_program.does(booking_id, action, key="k", **body)
    head = booking_program.head
    again = booking_program.does(booking_id, action, key="k", **body)

    assert (first.status_code, first.json) == (200, again.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert booking_program.head == head


@pytest.mark.parametrize(
    ("action", "body", "status"),
    [
        ("resume", {}, 409),
        ("discard", {}, 409),
        ("confirm", {"method": "card"}, 409),
        ("confirm", {"method": "barter"}, 422),
        ("pause", {"reason": "boredom"}, 422),
        ("pause", {}, 422),
        ("move-end", {"until": "soon"}, 422),
        ("move-end", {"until": UNTIL.isoformat()}, 422),
        ("top-up", {"amount": {"amount_minor": 0, "currency": "EUR"}, "method": "card"}, 422),
        ("top-up", {"amount": {"amount_minor": 9**20, "currency": "EUR"}, "method": "card"}, 422),
        ("top-up", {"amount": {"amount_minor": 500, "currency": "GBP"}, "method": "card"}, 422),
        ("top-up", {"amount": PLAN["budget"], "method": "barter"}, 422),
        ("end", {"reason": "period_over"}, 422),
    ],
)
def test_what_a_running_booking_refuses_changes_nothing(booking_program, action, body, status):
    booking_id = booking_program.runs()
    head = booking_program.head

    response = booking_program.does(booking_id, action, **body)

    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert booking_program.head == head


def test_a_confirmed_booking_is_no_longer_a_draft(booking_program):
    booking_id = booking_program.runs()

    response = booking_program.program.write(f"/bookings/{booking_id}", PLAN, method="PUT")

    assert response.status_code == 409


def test_writing_needs_a_key_and_the_scope(booking_program, shop):
    reader = program_of(shop, scopes=("read:bookings",))

    assert booking_program.program.post("/bookings", PLAN).status_code == 400
    assert reader.write("/bookings", PLAN).status_code == 403
    assert booking_program.program.get("/bookings").json["items"] == []


def test_a_write_to_an_absent_booking_is_absent(booking_program):
    assert booking_program.does(uuid4(), "resume").status_code == 404
