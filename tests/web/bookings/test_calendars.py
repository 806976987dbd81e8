"""Calendar feeds: two parsers, the same instants; secret addresses that can be renewed."""

import logging
import re
from datetime import date, timedelta
from uuid import uuid4

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream
from msgspec.structs import replace
from sqlalchemy import select, update

from domain.bookings.booking_plan import intervals, shift_id_of
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.weekly_windows import parse_windows
from tests.domain.bookings.booking_examples import (
    BOOKING,
    MONDAY_EVENING,
    PARIS,
    PLAN,
    TUESDAY_EVENING,
)
from tests.support.people import MANAGER
from tests.web.bookings.shift_fixture import (
    ALICE,
    BRUNO,
    NO_NEWCOMERS,
    OWNER,
    PLATFORM,
    form_values,
)
from web.bookings.calendar_feeds import CalendarFeed
from web.bookings.reactors import ShiftCancellations
from web.bookings.shift_calendar import CalendarShift, calendar_of
from web.private_store.accounts import Account

OWN_PAGE, BRAND_PAGE = "/shifts/calendar", "/brands/road/calendar"
SHIFT = shift_id_of(BOOKING, TUESDAY_EVENING, 1)
ADDRESS = re.compile(r'value="https?://[^/"]+(/calendars/[\w-]+\.ics)"')


@pytest.fixture
def running(roster):
    roster.desk.running(shift_rules=NO_NEWCOMERS)
    roster.expert(ALICE)
    roster.expert(BRUNO)
    roster.update()
    return roster


@pytest.fixture
def anyone(roster):
    return roster.shop.app.test_client()


def address_of(client, page=OWN_PAGE):
    """The address as a person gets it: made on the page, and shown once."""
    response = client.post(page, data=form_values(client.get(page).text, page))
    assert response.status_code == 201
    assert "no-store" in response.headers["Cache-Control"]
    return ADDRESS.search(response.text)[1]


def entries(content):
    """Start, end, status, sequence and uid of each entry, by `icalendar`."""
    calendar = icalendar.Calendar.from_ical(content)
    return [
        (
            entry.decoded("dtstart"),
            entry.decoded("dtend"),
            str(entry["status"]),
            int(entry["sequence"]),
            str(entry["uid"]),
        )
        for entry in calendar.walk("VEVENT")
    ]


def entries_again(content):
    """The same by `ical`."""
    calendar = IcsCalendarStream.calendar_from_ics(content.decode())
    return [
        (event.dtstart, event.dtend, event.status.value, event.sequence, event.uid)
        for event in calendar.events
    ]


# Content.


def test_two_parsers_read_the_same_instants_across_the_clock_change():
    """25 October 2026 in Paris has 25 hours, and 02:30 twice."""
    plan = replace(
        PLAN,
        first_day=date(2026, 10, 24),
        until=date(2026, 10, 27),
        week=parse_windows("mon-sun 00:00-24:00", PARIS),
    )
    hour = timedelta(hours=1)
    [(start, end)] = intervals(plan)
    hours = [start + number * hour for number in range((end - start) // hour)]
    shifts = [
        CalendarShift(uuid4(), moment, moment + hour, "Shift", 1, start, is_cancelled=False)
        for moment in hours
    ]

    content = calendar_of("Road", shifts)

    assert len(hours) == 24 + 25 + 24
    assert entries(content) == entries_again(content)
    assert [entry[0] for entry in entries(content)] == hours
    assert b"TZID" not in content
    assert b"DTSTART:20261025T000000Z" in content
    assert b"DTSTART:20261025T010000Z" in content


def test_an_expert_reads_taken_shifts_and_for_a_while_those_given_up(running, anyone):
    running.takes(ALICE, MONDAY_EVENING)
    running.takes(ALICE, TUESDAY_EVENING)
    address = address_of(running.client(ALICE))
    before = entries(anyone.get(address).data)
    running.market.shifts.release(SHIFT, running.id_of(ALICE), None, running.clock())
    running.update()

    response = anyone.get(address)

    assert response.mimetype == "text/calendar"
    assert [entry[2:4] for entry in before] == [("CONFIRMED", 1), ("CONFIRMED", 1)]
    end = TUESDAY_EVENING + timedelta(hours=2)
    assert entries(response.data)[1] == (TUESDAY_EVENING, end, "CANCELLED", 2, str(SHIFT))
    assert entries(response.data) == entries_again(response.data)
    assert b"SUMMARY:Shift: Road" in response.data
    running.clock.move(days=29)
    assert [entry[2] for entry in entries(anyone.get(address).data)] == []


def test_last_modified_is_when_the_event_happened(running, anyone):
    running.takes(ALICE, MONDAY_EVENING)
    at = f"{running.clock():%Y%m%dT%H%M%SZ}".encode()
    address = address_of(running.client(ALICE))
    running.clock.move(hours=1)

    content = anyone.get(address).data

    assert b"LAST-MODIFIED:" + at in content
    assert b"DTSTAMP:" + at in content


def test_a_brand_reads_every_seat_with_a_first_name(running, anyone):
    running.takes(ALICE, MONDAY_EVENING)
    address = address_of(running.client(OWNER), BRAND_PAGE)

    content = anyone.get(address).data
    titles = [
        str(entry["summary"]) for entry in icalendar.Calendar.from_ical(content).walk("VEVENT")
    ]

    assert sorted(titles) == ["Seat 1: Alice", "Seat 1: free", "Seat 2: free", "Seat 2: free"]
    assert b"Martin" not in content
    assert entries(content) == entries_again(content)


def test_shifts_of_a_shortened_booking_are_cancelled_in_both_feeds(running, anyone):
    running.takes(ALICE, TUESDAY_EVENING)
    own = address_of(running.client(ALICE))
    of_brand = address_of(running.client(OWNER), BRAND_PAGE)
    running.desk.bookings.shorten(BOOKING, date(2026, 6, 2), MANAGER, running.clock())
    running.update()
    [event] = [e for e in running.market.log.history(BOOKING) if hasattr(e.data, "until")][-1:]
    ShiftCancellations(running.market).react(event, "key")
    running.update()

    assert [entry[2:4] for entry in entries(anyone.get(own).data)] == [("CANCELLED", 2)]
    brand_entries = entries(anyone.get(of_brand).data)
    assert [entry[2] for entry in brand_entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_a_refund_after_the_end_brings_no_seat_back(running, anyone):
    address = address_of(running.client(OWNER), BRAND_PAGE)
    at = MONDAY_EVENING + timedelta(hours=3)
    expert = running.desk.engaged_expert(MONDAY_EVENING)
    request = running.desk.request([expert], MONDAY_EVENING)
    running.desk.conversations.claim(request, expert, MONDAY_EVENING)
    running.desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, at)
    running.desk.conversations.lose(request, "visitor_left", at + timedelta(days=2))

    running.desk.bookings.refund(BOOKING, MANAGER, at + timedelta(days=2))
    running.update()

    starts = [entry[0] for entry in entries(anyone.get(address).data)]
    assert starts == [MONDAY_EVENING, MONDAY_EVENING]


def test_an_unchanged_feed_is_not_sent_again(running, anyone):
    running.takes(ALICE, MONDAY_EVENING)
    address = address_of(running.client(ALICE))
    tag = anyone.get(address).headers["ETag"]

    running.clock.move(minutes=5)
    unchanged = anyone.get(address, headers={"If-None-Match": tag})
    running.takes(ALICE, TUESDAY_EVENING)
    changed = anyone.get(address, headers={"If-None-Match": tag})

    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert changed.status_code == 200


# Addresses.


def test_a_renewed_address_ends_the_old_one_at_once(running, anyone):
    client = running.client(ALICE)
    old = address_of(client)
    assert "Renew address" in client.get(OWN_PAGE).text

    new = address_of(client)

    assert anyone.get(old).status_code == 404
    assert anyone.get(new).status_code == 200
    assert old not in client.get(OWN_PAGE).text
    absent = anyone.get("/calendars/absent.ics")
    assert anyone.get(old).text.replace(old, "") == absent.text.replace("/calendars/absent.ics", "")


def test_only_a_digest_of_the_address_is_stored(running):
    secret = address_of(running.client(ALICE)).removeprefix("/calendars/").removesuffix(".ics")

    with running.shop.store.engine.connect() as db:
        [row] = db.execute(select(CalendarFeed.__table__)).all()

    assert len(row.digest) == 64
    assert secret not in str(row)


def test_the_feed_of_a_closed_account_is_absent(running, anyone):
    address = address_of(running.client(ALICE))
    account = update(Account).where(Account.id == running.id_of(ALICE))
    with running.shop.store.engine.begin() as db:
        db.execute(account.values(active=False))

    status = anyone.get(address).status_code

    with running.shop.store.engine.begin() as db:
        db.execute(account.values(active=True))
    assert status == 404


def test_the_platform_sees_that_there_is_an_address_and_cannot_make_one(running):
    client = running.client(PLATFORM)

    assert "have not made an address yet" in client.get(BRAND_PAGE).text
    form = {"csrf_token": client.get("/").text.split('name="csrf_token" value="')[1].split('"')[0]}
    assert client.post(BRAND_PAGE, data=form).status_code == 403


def test_a_failure_is_logged_without_the_secret(running, anyone, caplog):
    address = address_of(running.client(ALICE))
    running.shop.app.extensions["comptoir.marketplace"] = None

    with caplog.at_level(logging.DEBUG):
        response = anyone.get(address)

    running.shop.app.extensions["comptoir.marketplace"] = running.market
    secret = address.removeprefix("/calendars/").removesuffix(".ics")
    assert response.status_code == 500
    assert "Exception on GET /calendars/<secret>.ics" in caplog.text
    assert secret not in caplog.text
