"""A brand plans, compares, confirms and changes bookings; nothing typed is lost."""

import re
from datetime import timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from domain.bookings.booking import Booking, BookingStatus
from domain.brands.opening_hours import OpeningHours
from domain.clock import system_clock
from domain.money import Money
from projections.bookings.bookings import bookings_of
from tests.domain.bookings.booking_examples import PLAN
from tests.support.people import ELECTRICITY, MANAGER, after, euros
from tests.web.members.pool_fixture import BRAND, EXPERT, OTHER, scenario_of
from tests.web.shop import NEST, ROAD
from web.members.profile_forms import LANGUAGES

BOOKINGS = "/brands/nest/bookings"
TODAY = system_clock().astimezone(ZoneInfo("Europe/Paris")).date()
TYPED = {
    "subject_id": str(ELECTRICITY),
    "first_day": (TODAY + timedelta(days=7)).isoformat(),
    "last_day": (TODAY + timedelta(days=34)).isoformat(),
    "windows": "mon-fri 18:00-20:00",
    "seats": "2",
    "languages": ["fr"],
    "mode": "always",
    "price": "2,00",
    "budget": "100",
    "requests_per_week": "70",
    "shape": "evenings",
}


@pytest.fixture
def scenario(app, shop, sqlite_url):
    """Behind the application: two brands, and the subject of a test."""
    with scenario_of(app, shop.store, sqlite_url) as scenario:
        yield scenario


@pytest.fixture
def ines(scenario, signed_in):  # noqa: ARG001 - the fixture registers the brand
    return signed_in(BRAND)


def sends(client, path, data=None):
    """Send a form with the token that every page of a signed-in person has."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)[1]
    return client.post(path, data={**(data or {}), "csrf_token": token})


def known(scenario):
    """The brand's bookings, as pages list them."""
    scenario.update_read_models()
    read_models = scenario.market.read_models
    with read_models.read(read_models.bookings) as db:
        return bookings_of(NEST.brand_id, db)


def drafted(ines, scenario, **fields):
    answer = sends(ines, BOOKINGS, data={**TYPED, **fields})
    assert answer.status_code == 303
    [booking, *_] = known(scenario)
    return booking.booking_id


def confirmed(ines, scenario):
    booking_id = drafted(ines, scenario)
    sends(ines, f"{BOOKINGS}/{booking_id}/confirm", data={"method": "card", "funding_id": uuid4()})
    [booking] = known(scenario)
    commands = scenario.market.bookings
    for funding_id in scenario.market.log.load(Booking, booking_id).requested_funding:
        commands.receive_funding(booking_id, funding_id, "test", system_clock())
    scenario.update_read_models()
    return booking.booking_id


def status_of(scenario, booking_id):
    return scenario.market.log.load(Booking, booking_id).status


# Planning.


def test_a_brand_without_bookings_reads_what_a_plan_shows(ines):
    assert "You have not booked anything yet." in ines.get(BOOKINGS).text


def test_a_new_plan_has_a_quote_as_soon_as_the_demand_is_known(ines):
    assert "too little history" in ines.get(f"{BOOKINGS}/new").text

    page = ines.get(f"{BOOKINGS}/new", query_string=TYPED).text

    assert "The number of requests is your assumption" in page
    assert re.search(r"Booked time</dt><dd><strong>80\.0", page)


def test_the_quote_alone_is_what_the_page_shows(ines):
    part = ines.get(f"{BOOKINGS}/quote", query_string=TYPED)
    page = ines.get(f"{BOOKINGS}/new", query_string=TYPED).text

    assert part.status_code == 200
    assert part.text.strip() in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("first_day", "2020-01-01", "must start today or later"),
        ("last_day", "2020-01-01", "must end after it starts"),
        ("windows", "evenings", "Write the time ranges like"),
        ("windows", "mon 18:00-20:00, 19:00-21:00", "must end before the next one"),
        ("windows", "mon 18:05-20:00", "a quarter of an hour"),
        ("windows", "", "at least one time range"),
        ("seats", "0", "between 1 and 50"),
        ("seats", "1000000", "between 1 and 50"),
        ("price", "-2", "Enter an amount"),
        ("price", "0.005", "Enter an amount"),
        ("price", "0", "greater than zero"),
        ("budget", "1", "must pay for at least one conversation"),
        ("languages", [], "Choose the languages"),
        ("mode", "never", "Choose when the experts answer"),
        ("mode", "when_closed", "Set your opening hours first"),
        ("subject_id", str(UUID(int=9)), "Choose a subject from the list"),
        ("requests_per_week", "many", "number of requests in a week"),
    ],
)
def test_what_cannot_be_booked_is_said_beside_the_field(ines, scenario, field, typed, sentence):
    head = scenario.market.log.rows.head()

    answer = sends(ines, BOOKINGS, data={**TYPED, field: typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}-says"' in answer.text
    kept = {name: value for name, value in TYPED.items() if name in ("budget", "price", "windows")}
    for name, value in {**kept, field: typed}.items():
        if isinstance(value, str) and name in ("budget", "price", "windows"):
            assert f'name="{name}" type="text" value="{value}"' in answer.text
    assert scenario.market.log.rows.head() == head


def test_all_that_cannot_be_booked_is_said_at_once(ines):
    wrong = {"seats": "0", "windows": "evenings", "subject_id": str(UUID(int=9))}

    answer = sends(ines, BOOKINGS, data={**TYPED, **wrong})

    assert set(re.findall(r'id="(\w+)-says"', answer.text)) == set(wrong)


def test_a_draft_sent_twice_is_one_draft(ines, scenario):
    form_id = uuid4()
    for _ in range(2):
        sends(ines, BOOKINGS, data={**TYPED, "booking_id": form_id})

    assert len(known(scenario)) == 1


def test_a_draft_with_the_id_of_another_brands_booking_is_a_draft_like_any_other(ines, scenario):
    theirs, pounds = uuid4(), Money(2_000, "GBP")
    plan = replace(
        PLAN, first_day=TODAY, until=TODAY + timedelta(days=30), price=pounds, budget=pounds
    )
    scenario.market.bookings.draft(theirs, ROAD.brand_id, plan, MANAGER, system_clock())

    answer = sends(ines, BOOKINGS, data={**TYPED, "booking_id": theirs})

    assert answer.status_code == 303
    [own] = known(scenario)
    assert own.booking_id != theirs


def test_drafts_stand_side_by_side_and_one_is_changed_and_discarded(ines, scenario):
    first = drafted(ines, scenario)
    drafted(ines, scenario, seats="3")
    assert ines.get(BOOKINGS).text.count("Change the draft") == 2

    sends(ines, f"{BOOKINGS}/{first}/edit", data={**TYPED, "seats": "5"})
    assert '<input class="form-control" id="seats" name="seats" type="text" value="5"' in (
        ines.get(f"{BOOKINGS}/{first}/edit").text
    )
    sends(ines, f"{BOOKINGS}/{first}/discard")

    assert len(known(scenario)) == 1


def test_experts_are_booked_in_every_language_that_members_answer_in(ines, scenario):
    drafted(ines, scenario, languages=list(LANGUAGES))

    [booking] = known(scenario)
    assert booking.plan.languages == LANGUAGES


def test_a_plan_says_which_opening_hours_it_is_outside_of(ines, scenario):
    hours = OpeningHours.weekly("Europe/Paris", {0: [("09:00", "19:00")]})
    scenario.market.brands.set_opening_hours(NEST.brand_id, hours, MANAGER, after(0))
    scenario.update_read_models()

    booking_id = drafted(ines, scenario, mode="when_closed")

    page = ines.get(f"{BOOKINGS}/{booking_id}").text
    assert "Your opening hours are those of the day on which you saved the plan" in page


# Without a history.


def quote_shown(page):
    """The expected requests with their label, and the cost; None without a quote."""
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    found = re.search(r"Cost +(€[\d.]+).*?Requests expected( +assumed)? +(\d+)", text)
    return found and found.groups()


def test_a_draft_shows_the_quote_that_was_shown_when_it_was_typed(ines, scenario):
    typed = quote_shown(ines.get(f"{BOOKINGS}/new", query_string=TYPED).text)

    booking_id = drafted(ines, scenario)

    assert typed[1].strip() == "assumed"
    for page in ("", f"/{booking_id}", f"/{booking_id}/edit"):
        assert quote_shown(ines.get(BOOKINGS + page).text) == typed, page
    assert "70 in a week. When they come: Mostly in the evenings." in (
        ines.get(f"{BOOKINGS}/{booking_id}").text
    )


def test_the_form_of_a_draft_opens_with_what_was_typed(ines, scenario):
    form = ines.get(f"{BOOKINGS}/{drafted(ines, scenario)}/edit").text

    assert re.search(r'name="requests_per_week"[^>]* value="70"', form)
    assert '<option value="evenings" selected>' in form
    assert "too little history" not in form


def test_a_changed_expectation_changes_the_quote(ines, scenario):
    booking_id = drafted(ines, scenario)
    before = quote_shown(ines.get(f"{BOOKINGS}/{booking_id}").text)

    sends(ines, f"{BOOKINGS}/{booking_id}/edit", data={**TYPED, "requests_per_week": "140"})

    scenario.update_read_models()
    after_change = quote_shown(ines.get(f"{BOOKINGS}/{booking_id}").text)
    assert int(after_change[2]) == 2 * int(before[2])


def test_a_draft_without_history_or_expectation_says_what_to_do(ines, scenario):
    booking_id = drafted(ines, scenario, requests_per_week="")

    for page in (BOOKINGS, f"{BOOKINGS}/{booking_id}"):
        text = ines.get(page).text
        assert quote_shown(text) is None
        assert text.count("change the draft and enter how many requests you expect") == 1


def test_a_confirmed_booking_keeps_its_quote_until_it_ends(ines, scenario):
    booking_id = confirmed(ines, scenario)

    assert quote_shown(ines.get(f"{BOOKINGS}/{booking_id}").text)[1].strip() == "assumed"

    sends(ines, f"{BOOKINGS}/{booking_id}/end", data={"reason": "brand_wish"})
    scenario.update_read_models()
    ended = ines.get(f"{BOOKINGS}/{booking_id}").text
    assert quote_shown(ended) is None
    assert "70 in a week. When they come: Mostly in the evenings." in ended


def test_a_draft_of_a_brand_that_is_never_open_has_a_quote(ines, scenario):
    closed = OpeningHours.weekly("Europe/Paris", {})
    scenario.market.brands.set_opening_hours(NEST.brand_id, closed, MANAGER, after(0))
    scenario.update_read_models()

    booking_id = drafted(ines, scenario, shape="opening_hours")

    for page in (BOOKINGS, f"{BOOKINGS}/{booking_id}"):
        assert quote_shown(ines.get(page).text)


# Confirming and paying.


def test_a_confirmed_booking_waits_for_its_payment(ines, scenario):
    booking_id = drafted(ines, scenario)

    sends(ines, f"{BOOKINGS}/{booking_id}/confirm", data={"method": "bank_transfer"})

    scenario.update_read_models()
    assert "Your payment is awaited" in ines.get(f"{BOOKINGS}/{booking_id}").text


def test_confirming_twice_pays_in_once(ines, scenario):
    booking_id, funding_id = drafted(ines, scenario), uuid4()
    for _ in range(2):
        typed = {"method": "card", "funding_id": funding_id}
        answer = sends(ines, f"{BOOKINGS}/{booking_id}/confirm", data=typed)
        assert answer.status_code == 303

    booking = scenario.market.log.load(Booking, booking_id)
    assert [request.amount for request in booking.requested_funding.values()] == [euros(10_000)]


def test_a_draft_that_was_changed_meanwhile_is_not_confirmed(ines, scenario):
    booking_id = drafted(ines, scenario)
    shown = plan_shown(ines, booking_id)
    sends(ines, f"{BOOKINGS}/{booking_id}/edit", data={**TYPED, "budget": "400"})

    answer = sends(ines, f"{BOOKINGS}/{booking_id}/confirm", data={"method": "card", "plan": shown})

    assert answer.status_code == 409
    assert "was changed meanwhile" in answer.text
    assert scenario.market.log.load(Booking, booking_id).status is BookingStatus.DRAFT


def test_another_way_to_pay_with_the_same_form_is_not_taken_for_a_repetition(ines, scenario):
    booking_id, funding_id = drafted(ines, scenario), uuid4()
    statuses = [
        sends(
            ines,
            f"{BOOKINGS}/{booking_id}/confirm",
            data={"method": method, "funding_id": funding_id},
        ).status_code
        for method in ("card", "bank_transfer")
    ]

    assert statuses == [303, 422]


def test_a_payment_that_is_awaited_is_withdrawn_once(ines, scenario):
    booking_id = drafted(ines, scenario)
    sends(ines, f"{BOOKINGS}/{booking_id}/confirm", data={"method": "bank_transfer"})
    assert "Withdraw the payment" in ines.get(f"{BOOKINGS}/{booking_id}").text

    statuses = [sends(ines, f"{BOOKINGS}/{booking_id}/withdraw").status_code for _ in range(2)]

    assert statuses == [303, 409]
    [booking] = known(scenario)
    assert booking.status is BookingStatus.DRAFT
    assert "Confirm and pay" in ines.get(f"{BOOKINGS}/{booking_id}").text


def test_hours_that_are_booked_already_are_said_in_another_quote(ines, scenario):
    assert "already booked" not in ines.get(f"{BOOKINGS}/quote", query_string=TYPED).text

    confirmed(ines, scenario)

    assert "already booked" in ines.get(f"{BOOKINGS}/quote", query_string=TYPED).text
    mornings = TYPED | {"windows": "mon-fri 08:00-10:00"}
    assert "already booked" not in ines.get(f"{BOOKINGS}/quote", query_string=mornings).text


def test_the_page_says_what_was_done(ines, scenario):
    booking_id = confirmed(ines, scenario)

    answer = sends(ines, f"{BOOKINGS}/{booking_id}/pause", data={"reason": "cost"})

    page = ines.get(answer.location).text
    assert "You have paused the booking." in page
    assert "Experts keep their shifts." in page


OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


def test_a_form_that_expired_is_sent_again_with_all_that_was_typed(ines, scenario):
    page = ines.post(BOOKINGS, data={**TYPED, "csrf_token": "old"}, headers=OUR_PAGE)

    assert page.status_code == 400
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    token = [value for name, value in fields if name == "csrf_token"][-1]
    kept = MultiDict((name, value) for name, value in fields if name in TYPED)
    assert kept.to_dict(flat=False)["languages"] == ["fr"]
    kept.add("csrf_token", token)
    answer = ines.post(BOOKINGS, data=kept)
    assert answer.status_code == 303
    assert len(known(scenario)) == 1


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}])
def test_what_another_site_sends_does_not_come_back(ines, headers):
    page = ines.post(BOOKINGS, data={**TYPED, "csrf_token": "old"}, headers=headers)

    assert page.status_code == 400
    assert 'value="mon-fri 18:00-20:00"' not in page.text


def test_who_was_signed_out_is_led_to_sign_in(app, scenario):  # noqa: ARG001 - registers the brand
    page = app.test_client().post(BOOKINGS, data=TYPED, headers=OUR_PAGE)

    assert page.status_code == 400
    assert "sign in on another tab" in page.text
    assert 'value="mon-fri 18:00-20:00"' in page.text


def test_a_password_does_not_come_back(app, scenario):  # noqa: ARG001 - registers the brand
    typed = {"email": "ines@nest.example", "password": "one two three four"}

    page = app.test_client().post("/sign-in", data=typed, headers=OUR_PAGE)

    assert page.status_code == 400
    assert "one two three four" not in page.text
    assert "ines@nest.example" not in page.text


def plan_shown(client, booking_id):
    return re.search(r'name="plan" value="(\w+)"', client.get(f"{BOOKINGS}/{booking_id}").text)[1]


def test_an_invoice_is_offered_within_a_credit_limit_only(ines, scenario):
    booking_id = drafted(ines, scenario)
    assert 'value="invoice"' not in ines.get(f"{BOOKINGS}/{booking_id}").text

    scenario.market.brands.set_credit_limit(NEST.brand_id, euros(50_000), MANAGER, after(0))

    offered = ines.get(f"{BOOKINGS}/{booking_id}").text
    assert 'value="invoice"' in offered
    assert "Invoice (up to €500.00)" in offered
    sends(ines, f"{BOOKINGS}/{booking_id}/confirm", data={"method": "invoice"})
    assert status_of(scenario, booking_id) is BookingStatus.RUNNING


# Changing.


def test_a_running_booking_is_paused_resumed_moved_and_ended(ines, scenario):
    booking_id = confirmed(ines, scenario)
    one = f"{BOOKINGS}/{booking_id}"
    page = ines.get(one).text
    assert "€100.00" in page
    assert re.search("18:00.20:00", page)

    sends(ines, f"{one}/pause", data={"reason": "cost"})
    assert status_of(scenario, booking_id) is BookingStatus.PAUSED
    sends(ines, f"{one}/resume")
    later = (TODAY + timedelta(days=60)).isoformat()
    sends(ines, f"{one}/move", data={"last_day": later})
    plan = scenario.market.log.load(Booking, booking_id).plan
    assert (plan.until - timedelta(days=1)).isoformat() == later
    sends(ines, f"{one}/end", data={"reason": "brand_wish"})

    assert status_of(scenario, booking_id) is BookingStatus.ENDED
    scenario.update_read_models()
    assert "Refunded" in ines.get(one).text


def test_a_top_up_is_asked_for_once(ines, scenario):
    booking_id, funding_id = confirmed(ines, scenario), uuid4()
    typed = {"amount": "50", "method": "card", "funding_id": funding_id}
    for _ in range(2):
        assert sends(ines, f"{BOOKINGS}/{booking_id}/top-up", data=typed).status_code == 303

    booking = scenario.market.log.load(Booking, booking_id)
    assert [request.amount for request in booking.requested_funding.values()] == [euros(5_000)]


@pytest.mark.parametrize(
    ("action", "fields", "status"),
    [
        ("resume", {}, 409),
        ("discard", {}, 409),
        ("pause", {"reason": "boredom"}, 422),
        ("move", {"last_day": "soon"}, 422),
        ("top-up", {"amount": "much", "method": "card"}, 422),
        ("top-up", {"amount": "5", "method": "barter"}, 422),
    ],
)
def test_what_a_running_booking_refuses_changes_nothing(ines, scenario, action, fields, status):
    booking_id = confirmed(ines, scenario)
    head = scenario.market.log.rows.head()

    answer = sends(ines, f"{BOOKINGS}/{booking_id}/{action}", data=fields)

    assert answer.status_code == status
    assert scenario.market.log.rows.head() == head


def part(text, action):
    """One of the small forms of the page."""
    return re.search(rf'action="[^"]*/{action}">.*?</form>', text, re.DOTALL)[0]


@pytest.mark.parametrize(
    ("action", "fields", "status", "field", "sentence"),
    [
        ("top-up", {"amount": "1.005", "method": "card"}, 422, "amount", "Enter an amount"),
        ("top-up", {"amount": "0", "method": "card"}, 422, "amount", "greater than zero"),
        ("top-up", {"amount": "5", "method": "barter"}, 422, "method", "Choose a reason"),
        ("top-up", {"amount": "5", "method": "invoice"}, 409, "amount", "credit limit does not"),
        ("move", {"last_day": "soon"}, 422, "last_day", "Enter the date as"),
        ("move", {"last_day": "2020-01-01"}, 422, "last_day", "not in the past"),
        ("pause", {"reason": "boredom"}, 422, "pause-reason", "Choose a reason"),
        ("end", {"reason": "boredom"}, 422, "end-reason", "Choose a reason"),
        ("end", {"reason": "period_over"}, 409, "end-reason", "not over yet"),
    ],
)
def test_a_small_form_keeps_what_was_typed_beside_the_sentence(
    ines, scenario, action, fields, status, field, sentence
):
    booking_id = confirmed(ines, scenario)
    head = scenario.market.log.rows.head()

    answer = sends(ines, f"{BOOKINGS}/{booking_id}/{action}", data=fields)

    sent = part(answer.text, action)
    assert answer.status_code == status
    assert re.search(rf'id="{field}-says">[^<]*{sentence}', sent)
    assert f'aria-describedby="{field}-says"' in sent
    for name in ("amount", "last_day"):
        if name in fields:
            assert f'value="{fields[name]}"' in sent
    before = answer.text.partition(sent)[0]
    assert re.search(r"<details[^>]* open><summary>[^<]*</summary>\s*<form [^>]*$", before)
    assert scenario.market.log.rows.head() == head


def test_a_small_form_keeps_what_was_chosen(ines, scenario):
    booking_id = confirmed(ines, scenario)

    sent = sends(
        ines, f"{BOOKINGS}/{booking_id}/top-up", data={"amount": "x", "method": "bank_transfer"}
    )

    assert '<option value="bank_transfer" selected>' in part(sent.text, "top-up")


def test_a_draft_that_cannot_be_confirmed_says_why_on_its_page(ines, scenario):
    booking_id = drafted(ines, scenario)

    typed = {"method": "invoice", "funding_id": uuid4()}
    answer = sends(ines, f"{BOOKINGS}/{booking_id}/confirm", data=typed)

    assert answer.status_code == 409
    assert re.search(r'id="method-says">[^<]*credit limit', answer.text)
    assert status_of(scenario, booking_id) is BookingStatus.DRAFT


# Others.


@pytest.mark.parametrize("email", [OTHER, EXPERT])
def test_another_brands_booking_is_absent(ines, scenario, signed_in, email):
    booking_id = drafted(ines, scenario)
    stranger, head = signed_in(email), scenario.market.log.rows.head()
    absent = stranger.get("/brands/nowhere/bookings")

    for path in ("", "/new", "/quote", f"/{booking_id}", f"/{booking_id}/edit"):
        for brand in ("nest", "road"):
            answer = stranger.get(f"/brands/{brand}/bookings{path}")
            if brand == "road" and email == OTHER and str(booking_id) not in path:
                continue
            assert answer.status_code == absent.status_code == 404
            assert "There is no page at this address." in answer.text
    for action in ("confirm", "discard", "top-up", "pause", "resume", "move", "end", "edit"):
        for brand in ("nest", "road"):
            path = f"/brands/{brand}/bookings/{booking_id}/{action}"
            assert sends(stranger, path, TYPED).status_code == 404
    assert scenario.market.log.rows.head() == head
