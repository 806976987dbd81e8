"""Open shifts and my shifts: taking, losing kindly, releasing, hours, zones."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from domain.bookings.booking_plan import shift_id_of
from domain.bookings.shift import Shift
from domain.bookings.weekly_windows import parse_windows
from tests.domain.bookings.booking_examples import (
    BOOKING,
    MONDAY_EVENING,
    PARIS,
    TUESDAY_EVENING,
)
from tests.support.people import BRAND, MANAGER, after
from tests.web.bookings.shift_fixture import (
    ALICE,
    BRUNO,
    NO_NEWCOMERS,
    VOLUNTEER,
    form_values,
)
from web.members.time_zones import TimeZones
from web.private_store.accounts import Account

TAKE = f"/shifts/{BOOKING}/take"
SHIFT = shift_id_of(BOOKING, MONDAY_EVENING, 1)
RELEASE = f"/shifts/mine/{SHIFT}/release"
TUESDAY_SHIFT = shift_id_of(BOOKING, TUESDAY_EVENING, 1)


@pytest.fixture
def alice(roster):
    roster.desk.running(shift_rules=NO_NEWCOMERS)
    roster.expert(ALICE)
    roster.update()
    return roster.client(ALICE)


def presses_take(client, page="/shifts"):
    text = client.get(page).text
    return client.post(TAKE, data=form_values(text, TAKE))


def events_of(roster, shift_id=SHIFT):
    return [type(event.data).__name__ for event in roster.market.log.history(shift_id)]


# Open shifts.


def test_an_expert_reads_time_price_and_net_before_the_button(alice):
    text = alice.get("/shifts").text

    assert text.count("Take shift") == 2
    assert "Monday, 1 June 2026" in text
    assert "18:00\N{EN DASH}20:00" in text
    card = text.partition('class="card-ours shift-card"')[2]
    for words in ("€2.00", "€0.40", "€1.60", "Free seats: 2 of 2"):
        assert card.index(words) < card.index("Take shift")
    assert "Who is notified first" in text


def test_times_are_those_of_the_reader_with_the_brands_beside(alice):
    form = {"zone": "America/New_York", "next": "/shifts", **token_of(alice)}

    response = alice.post("/me/time-zone", data=form)

    assert (response.status_code, response.location) == (303, "/shifts")
    text = alice.get("/shifts").text
    assert "12:00\N{EN DASH}14:00" in text
    assert "Paris (Europe/Paris): 18:00\N{EN DASH}20:00" in text


def token_of(client, page="/shifts"):
    return {"csrf_token": client.get(page).text.split('name="csrf_token" value="')[1].split('"')[0]}


def test_a_zone_that_does_not_exist_is_refused(alice, roster):
    response = alice.post("/me/time-zone", data={"zone": "Mars/Base", **token_of(alice)})

    assert response.status_code == 422
    assert TimeZones(roster.shop.store).chosen_by(roster.id_of(ALICE)) is None


def test_the_zone_before_a_choice_is_that_of_the_country(roster):
    zones, member_id = TimeZones(roster.shop.store), roster.id_of(ALICE)

    assert zones.of(member_id, "BE") == "Europe/Brussels"
    assert zones.of(member_id, "US") == "Europe/Paris"


def test_the_list_has_pages_and_filters(alice, roster):
    roster.other_booking(until=TUESDAY_EVENING.date() + timedelta(days=90))
    roster.other_booking(week=parse_windows("mon-sun 10:00-18:00", PARIS))

    first = alice.get("/shifts?weeks=8").text
    second = alice.get("/shifts?weeks=8&page=2").text

    assert "page 1 of 2" in first
    assert "page 2 of 2" in second
    assert alice.get(f"/shifts?brand={uuid4()}").text.count("Take shift") == 0
    assert alice.get(f"/shifts?brand={BRAND}").text.count("Take shift") == 20
    assert alice.get("/shifts?weeks=3").status_code == 422


def test_an_account_without_profile_is_led_to_it(roster):
    text = roster.client(BRUNO).get("/shifts").text

    assert 'href="/me"' in text
    assert "Take shift" not in text


def test_without_open_shifts_the_page_says_what_to_do(roster):
    roster.expert(ALICE)
    roster.update()

    assert "There are no open shifts" in roster.client(ALICE).get("/shifts").text


# Taking.


def test_a_taken_shift_stands_on_the_next_page(alice, roster):
    response = presses_take(alice)

    assert response.status_code == 303
    assert response.location.startswith("/shifts/mine?assigned=")
    text = alice.get(response.location).text
    assert "You have taken the shift" in text
    assert events_of(roster) == ["Assigned"]


def test_sent_twice_it_is_taken_once(alice, roster):
    form = form_values(alice.get("/shifts").text, TAKE)

    responses = [alice.post(TAKE, data=form) for _ in range(2)]

    assert [response.status_code for response in responses] == [303, 303]
    assert events_of(roster) == ["Assigned"]


def test_one_who_was_not_first_reads_who_was_and_what_is_free(alice, roster):
    form = form_values(alice.get("/shifts").text, TAKE)
    roster.expert(BRUNO)
    roster.takes(BRUNO, MONDAY_EVENING)

    response = alice.post(TAKE, data=form)

    assert response.status_code == 409
    text = response.text
    assert "Bruno was a moment faster" in text
    assert "Weber" not in text
    cards = text.split('class="card-ours shift-card"')[1:]
    assert "18:00" in cards[0]
    assert "Free seats: 1 of 2" in cards[0]
    assert text.count("Take shift") == 2
    again = alice.post(TAKE, data=form_values(text, TAKE))
    assert again.status_code == 303
    assert events_of(roster, shift_id_of(BOOKING, MONDAY_EVENING, 2)) == ["Assigned"]


def test_an_account_that_is_gone_is_another_expert(alice, roster):
    form = form_values(alice.get("/shifts").text, TAKE)
    stranger = roster.desk.expert()
    roster.desk.shifts.take(BOOKING, MONDAY_EVENING, 1, stranger, roster.clock())

    response = alice.post(TAKE, data=form)

    assert "Another expert was a moment faster" in response.text


def test_a_paused_booking_is_refused_with_its_sentence(alice, roster):
    form = form_values(alice.get("/shifts").text, TAKE)
    roster.desk.bookings.pause(BOOKING, "cost", uuid4(), roster.clock())
    roster.update()

    response = alice.post(TAKE, data=form)

    assert response.status_code == 409
    assert "This booking is not running" in response.text
    assert events_of(roster) == []


def test_a_clash_is_shown_instead_of_the_button_and_refused(alice, roster):
    other = roster.other_booking()
    text = alice.get("/shifts").text
    form = form_values(text, f"/shifts/{other}/take")
    roster.takes(ALICE, MONDAY_EVENING)

    text = alice.get("/shifts").text
    response = alice.post(f"/shifts/{other}/take", data=form)

    assert "You have another shift then: Road, 18:00\N{EN DASH}20:00" in text
    assert response.status_code == 409
    assert "You have another shift at this time" in response.text


def test_held_seats_say_until_when(roster):
    roster.desk.running()
    roster.expert(ALICE)
    roster.expert(BRUNO)
    roster.takes(BRUNO, TUESDAY_EVENING)

    text = roster.client(BRUNO).get("/shifts").text
    newcomer = roster.client(ALICE).get("/shifts").text

    # Bruno reads French; the seat is his to take only after a day.
    assert "Gardées pour les nouveaux jusqu’au 2 juin 2026, 11:01" in text
    assert "Held for newcomers until 2 June 2026, 11:01: 1" in newcomer
    assert newcomer.count("Take shift") == 2


# My shifts.


def test_my_shifts_say_that_a_booking_is_paused(roster, alice):
    sentence = "The brand has paused this booking"
    roster.takes(ALICE, MONDAY_EVENING)
    assert sentence not in alice.get("/shifts/mine").text

    roster.desk.bookings.pause(BOOKING, "cost", MANAGER, after(150))
    roster.update()
    assert sentence in alice.get("/shifts/mine").text

    roster.desk.bookings.resume(BOOKING, MANAGER, after(160))
    roster.update()
    assert sentence not in alice.get("/shifts/mine").text


def test_hours_are_those_of_the_week_of_the_reader_and_in_all(alice, roster):
    later = roster.other_booking(
        until=TUESDAY_EVENING.date() + timedelta(days=20),
        week=parse_windows("wed 18:00-22:00", PARIS),
    )
    roster.takes(ALICE, MONDAY_EVENING)
    roster.takes(ALICE, MONDAY_EVENING + timedelta(days=9), booking_id=later)

    text = alice.get("/shifts/mine").text

    assert figures(text) == ["2.0 h", "6.0 h", "6.0 h"]
    roster.clock.move(days=1)
    assert figures(alice.get("/shifts/mine").text) == ["2.0 h", "4.0 h", "6.0 h"]
    assert "Past shifts" in alice.get("/shifts/mine").text


def figures(text):
    part = text.split('<dl class="figures">')[1].split("</dl>")[0]
    return [one.split("</dd>")[0].replace("\xa0", " ") for one in part.split("<dd>")[1:]]


def test_before_the_notice_time_a_shift_is_released_at_once(alice, roster):
    roster.takes(ALICE, TUESDAY_EVENING)
    action = f"/shifts/mine/{TUESDAY_SHIFT}/release"
    form = form_values(alice.get("/shifts/mine").text, action)

    responses = [alice.post(action, data=form) for _ in range(2)]

    assert [response.status_code for response in responses] == [303, 303]
    assert "You have released the shift" in alice.get(responses[0].location).text
    assert events_of(roster, TUESDAY_SHIFT) == ["Assigned", "Released"]


def test_within_the_notice_time_a_reason_is_asked_kindly(alice, roster):
    roster.takes(ALICE, MONDAY_EVENING)
    page = alice.get("/shifts/mine").text
    assert f'href="{RELEASE}"' in page
    text = alice.get(RELEASE).text
    form = form_values(text, RELEASE)

    missing = alice.post(RELEASE, data=form)
    released = alice.post(RELEASE, data={**form, "reason": "illness"})

    assert "no consequences" in text
    assert missing.status_code == 422
    assert "Choose a reason. The shift is still yours." in missing.text
    assert released.status_code == 303
    [assigned, gone] = roster.market.log.history(SHIFT)
    assert gone.data.reason == "illness"
    assert assigned.data.member_id == gone.data.member_id


def test_a_released_shift_can_be_taken_again(alice, roster):
    presses_take(alice)
    form = form_values(alice.get(RELEASE).text, RELEASE)
    alice.post(RELEASE, data={**form, "reason": "family"})

    presses_take(alice)

    assert events_of(roster) == ["Assigned", "Released", "Assigned"]
    assert roster.market.log.load(Shift, SHIFT).member_id == roster.id_of(ALICE)


def test_navigation_leads_experts_to_shifts_and_ambassadors_to_usual_hours(alice, roster):
    assert 'href="/shifts"' in alice.get("/").text
    assert "/usual-hours" not in alice.get("/").text
    volunteer = roster.client(VOLUNTEER).get("/").text
    assert 'href="/usual-hours"' in volunteer
    assert 'href="/shifts"' not in volunteer


def test_a_name_of_one_word_or_none_is_shown_as_it_can_be(alice, roster):
    form = form_values(alice.get("/shifts").text, TAKE)
    roster.expert(BRUNO)
    roster.takes(BRUNO, MONDAY_EVENING)
    with roster.shop.store.engine.begin() as db:
        named = update(Account).where(Account.id == roster.id_of(BRUNO))
        db.execute(named.values(name=""))

    text = alice.post(TAKE, data=form).text

    with roster.shop.store.engine.begin() as db:
        db.execute(named.values(name="Bruno Weber"))
    assert "Another expert was a moment faster" in text
