"""The platform records payments of bookings once, no matter who is first, and loses no typing."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.bookings.booking import Booking, BookingStatus
from domain.bookings.funding import FundingMethod
from tests.domain.bookings.booking_examples import BOOKING, FUNDING
from tests.support.people import MANAGER, after, euros
from tests.web.bookings.shift_fixture import ALICE, OWNER, PLATFORM, VOLUNTEER
from web.bookings import platform_funding_views

FINANCE = "fran@comptoir.example"
PAYMENTS = "/booking-payments"
ONE = f"{PAYMENTS}/{FUNDING}"
NUMBER = "B2000000"


@pytest.fixture
def awaiting(roster):
    """A confirmed booking whose payment of 100.00 is awaited."""
    roster.desk.confirmed()
    roster.update()
    return roster


def sends(client, path, **fields):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)[1]
    return client.post(path, data={**fields, "csrf_token": token})


def booking_of(roster):
    return roster.market.log.load(Booking, BOOKING)


def page_of(client, path=PAYMENTS, **query):
    page = client.get(path, query_string=query)
    assert page.status_code == 200
    return page.text


# The list.


@pytest.mark.parametrize("email", [PLATFORM, FINANCE])
def test_an_awaited_payment_is_listed_with_brand_amount_and_time(awaiting, email):
    awaiting.clock.move(days=3)
    text = page_of(awaiting.client(email))

    for part in ("Road", "€100.00", "Card", NUMBER, "for 3 days", "1 June 2026 to 7 June 2026"):
        assert part in text


def test_without_payments_the_page_says_when_there_will_be_some(roster):
    assert "No payment is awaited." in page_of(roster.client(FINANCE))


@pytest.mark.parametrize("email", [OWNER, ALICE, VOLUNTEER])
def test_others_may_not_see_or_record_payments(awaiting, email):
    client, head = awaiting.client(email), awaiting.market.log.rows.head()

    for path in (PAYMENTS, ONE, f"{PAYMENTS}/{uuid4()}"):
        assert client.get(path).status_code == 403
    assert sends(client, f"{ONE}/received", reference="VIR 1").status_code == 403
    assert sends(client, f"{ONE}/refused", reason="expired").status_code == 403
    assert awaiting.market.log.rows.head() == head


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"search": "roa"}, True),
        ({"search": "b200"}, True),
        ({"search": NUMBER}, True),
        ({"search": "nest"}, False),
        ({"search": "c0ff"}, False),
        ({"method": "card"}, True),
        ({"method": "bank_transfer"}, False),
        ({"search": "", "method": ""}, True),
    ],
)
def test_payments_are_found_by_brand_number_and_method(awaiting, query, is_found):
    text = page_of(awaiting.client(FINANCE), **query)

    assert (f"{ONE}" in text) is is_found
    assert ("No awaited payment matches." in text) is not is_found
    assert f'value="{query.get("search", "")}"' in text


def test_an_unknown_method_in_the_address_is_said(awaiting):
    assert awaiting.client(FINANCE).get(f"{PAYMENTS}?method=barter").status_code == 422


def test_a_long_list_has_pages_that_keep_the_search(roster):
    roster.desk.running()
    size = platform_funding_views.PAGE_SIZE
    for number in range(size + 1):
        arguments = (UUID(int=number), euros(100 + number), FundingMethod.CARD, MANAGER)
        roster.desk.bookings.top_up(BOOKING, *arguments, after(30 + number))
    roster.update()
    client = roster.client(FINANCE)

    first, second = page_of(client, search="road"), page_of(client, search="road", page="2")

    assert first.count("Record the payment") == size
    assert "search=road&amp;page=2" in first
    assert second.count("Record the payment") == 1
    assert page_of(client, search="road", page="9").count("Record the payment") == 1


# Recording.


def test_a_received_payment_starts_the_booking_and_names_who_recorded_it(awaiting):
    client = awaiting.client(FINANCE)

    answer = sends(client, f"{ONE}/received", reference="  VIR  2026-4711 ")

    assert (answer.status_code, answer.location) == (303, f"{PAYMENTS}?recorded={FUNDING}")
    assert booking_of(awaiting).status is BookingStatus.RUNNING
    awaiting.update()
    text = client.get(answer.location).text
    assert "€100.00 from Road recorded as received." in text
    for part in ("VIR 2026-4711", "Frances Holt", "Recorded last"):
        assert part in text


def test_a_payment_that_did_not_come_makes_the_booking_a_draft_again(awaiting):
    client = awaiting.client(FINANCE)

    answer = sends(client, f"{ONE}/refused", reason="expired")

    assert booking_of(awaiting).status is BookingStatus.DRAFT
    awaiting.update()
    text = client.get(answer.location).text
    assert "€100.00 from Road recorded as not received." in text
    assert "no payment came in time" in text


def test_pressed_twice_it_is_recorded_once_and_answers_alike(awaiting):
    client = awaiting.client(FINANCE)
    first = sends(client, f"{ONE}/received", reference="VIR 1")
    head = awaiting.market.log.rows.head()

    second = sends(client, f"{ONE}/received", reference="VIR 1")

    assert (second.status_code, second.location) == (first.status_code, first.location)
    assert awaiting.market.log.rows.head() == head


@pytest.mark.parametrize("is_behind", [True, False])
def test_the_second_of_two_people_reads_what_the_first_recorded(awaiting, is_behind):
    sends(awaiting.client(FINANCE), f"{ONE}/received", reference="VIR 1")
    head = awaiting.market.log.rows.head()
    if not is_behind:
        awaiting.update()

    late = awaiting.client(PLATFORM)
    answers = [
        sends(late, f"{ONE}/received", reference="VIR 2"),
        sends(late, f"{ONE}/refused", reason="declined"),
    ]

    for answer in answers:
        assert answer.status_code == 409
        assert "already recorded as received, by Frances Holt." in answer.text
        assert "Nothing was recorded a second time." in answer.text
    assert "You entered: VIR 2" in answers[0].text
    assert awaiting.market.log.rows.head() == head


def test_the_first_of_two_outcomes_by_one_person_counts(awaiting):
    client = awaiting.client(FINANCE)
    sends(client, f"{ONE}/refused", reason="expired")

    answer = sends(client, f"{ONE}/received", reference="VIR 1")

    assert answer.status_code == 409
    assert "already recorded as not received, by Frances Holt." in answer.text


@pytest.mark.parametrize(
    "typed", ["", "   ", "Alice Martin", "a" * 61 + "1", "x@y.example 1", "é1"]
)
def test_a_reference_that_is_none_is_said_beside_the_field_and_kept(awaiting, typed):
    head = awaiting.market.log.rows.head()

    answer = sends(awaiting.client(FINANCE), f"{ONE}/received", reference=typed)

    assert answer.status_code == 422
    assert 'id="reference-says"' in answer.text
    if typed.isprintable():
        assert f'value="{typed}"' in answer.text
    assert awaiting.market.log.rows.head() == head


@pytest.mark.parametrize("reason", ["", "boredom"])
def test_a_refusal_needs_a_reason(awaiting, reason):
    answer = sends(awaiting.client(FINANCE), f"{ONE}/refused", reason=reason)

    assert answer.status_code == 422
    assert 'id="reason-says"' in answer.text
    assert booking_of(awaiting).status is BookingStatus.AWAITING_FUNDS


def test_an_unknown_payment_is_absent(awaiting):
    client = awaiting.client(FINANCE)

    assert client.get(f"{PAYMENTS}/{uuid4()}").status_code == 404
    assert sends(client, f"{PAYMENTS}/{uuid4()}/received", reference="1").status_code == 404


def test_the_platform_is_led_to_the_booking_and_finance_is_not(awaiting):
    path = f"/brands/road/bookings/{BOOKING}"

    assert path in page_of(awaiting.client(PLATFORM), ONE)
    assert path not in page_of(awaiting.client(FINANCE), ONE)


def test_finance_finds_the_page_from_home(awaiting):
    text = page_of(awaiting.client(FINANCE), "/")

    assert f'href="{PAYMENTS}"' in text
    assert 'href="/mail"' not in text


def test_the_brand_reads_the_number_to_write_in_a_transfer(roster):
    roster.desk.drafted()
    method = FundingMethod.BANK_TRANSFER
    roster.desk.bookings.confirm(BOOKING, FUNDING, method, 20, MANAGER, after(10))
    roster.update()

    text = page_of(roster.client(OWNER), f"/brands/road/bookings/{BOOKING}")

    assert f"Write the payment number {NUMBER} in the text of your transfer of €100.00." in text


def test_the_brand_reads_why_a_payment_was_not_received(awaiting):
    sends(awaiting.client(FINANCE), f"{ONE}/refused", reason="expired")
    awaiting.update()

    text = page_of(awaiting.client(OWNER), f"/brands/road/bookings/{BOOKING}")

    assert "Card: not received, no payment came in time" in text


def test_the_clock_of_the_page_is_the_one_recorded(awaiting):
    awaiting.clock.move(hours=2)
    sends(awaiting.client(FINANCE), f"{ONE}/received", reference="VIR 1")

    [*_, received] = awaiting.market.log.history(BOOKING)

    assert received.data.at == after(100) + timedelta(hours=2)
    assert received.data.by == awaiting.id_of(FINANCE)
