"""The calendar of a booking's page: required against present, by week and resolution."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.booking import Booking
from domain.bookings.weekly_windows import parse_windows
from domain.conversations.conversation_reasons import LostReason
from domain.log.entries import Decision
from tests.domain.bookings.booking_examples import BOOKING, MONDAY_EVENING, PLAN
from tests.support.people import BRAND, ELECTRICITY, MANAGER, after
from tests.web.bookings.shift_fixture import ALICE, BRUNO, NO_NEWCOMERS, OTHER_OWNER, OWNER

PAGE = f"/brands/road/bookings/{BOOKING}"
"""Monday, 1 June 2026 and Tuesday, 18:00 to 20:00 in Paris, two seats."""


@pytest.fixture
def booked(roster):
    """Two experts hold the Monday evening; one leaves from 18:40 to 19:10. Now it is Tuesday."""
    roster.desk.running()
    for seat, email in enumerate((ALICE, BRUNO), start=1):
        member_id = roster.expert(email)
        roster.takes(email, MONDAY_EVENING, seat)
        roster.desk.presence.come_online(uuid4(), member_id, 1, MONDAY_EVENING)
    bruno = roster.id_of(BRUNO)
    roster.desk.presence.go_away(bruno, "declared", MONDAY_EVENING + timedelta(minutes=40))
    roster.desk.presence.come_back(bruno, MONDAY_EVENING + timedelta(minutes=70))
    for email in (ALICE, BRUNO):
        left_at = MONDAY_EVENING + timedelta(minutes=120)
        roster.desk.presence.leave(roster.id_of(email), "declared", left_at)
    roster.clock.move(hours=24)
    roster.update()
    return roster


def is_lost(roster, minutes, reason=LostReason.VISITOR_LEFT, language="fr", subject_id=ELECTRICITY):
    """minutes: after the start of the Monday evening."""
    at, conversation_id = MONDAY_EVENING + timedelta(minutes=minutes), uuid4()
    conversations = roster.desk.conversations
    conversations.request(conversation_id, BRAND, uuid4(), language, at, subject_id=subject_id)
    conversations.lose(conversation_id, reason, at + timedelta(minutes=2))
    roster.update()


def part_of(page):
    """The calendar without the rest of the page."""
    return page[page.index('id="delivered"') :].split("</section>")[0]


def rows_of(page):
    """The texts of each row, by the time at which it begins."""
    rows = re.findall(r"<tr>(.*?)</tr>", part_of(page).split("<tbody>")[1], re.DOTALL)
    texts = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    plain = [[unescape(re.sub(r"<[^>]+>", " ", text)) for text in row] for row in texts]
    return {row[0]: [" ".join(text.split()) for text in row[1:]] for row in plain}


def test_each_cell_says_who_was_present_of_those_required(booked):
    rows = rows_of(booked.client(OWNER).get(PAGE).text)

    assert list(rows) == ["18:00", "19:00"]
    assert rows["18:00"][0] == "1.7/2 present, partly present"
    assert rows["19:00"][0] == "1.8/2 present, partly present"
    assert rows["18:00"][1] == "0/2 seats taken, coming, seats open"
    assert rows["18:00"][2:] == ["not booked"] * 5


@pytest.mark.parametrize(
    ("resolution", "times", "cells"),
    [
        ("30", ["18:00", "18:30", "19:00", "19:30"], ["2/2", "1.3/2", "1.7/2", "2/2"]),
        (
            "15",
            ["18:00", "18:15", "18:30", "18:45", "19:00", "19:15", "19:30", "19:45"],
            ["2/2", "2/2", "1.7/2", "1/2", "1.3/2", "2/2", "2/2", "2/2"],
        ),
    ],
)
def test_the_cells_may_be_shorter(booked, resolution, times, cells):
    page = booked.client(OWNER).get(PAGE, query_string={"resolution": resolution}).text

    rows = rows_of(page)
    assert list(rows) == times
    assert [row[0].split()[0] for row in rows.values()] == cells
    assert "3.5 h present of 4.0 h" in page.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("choice", [{"resolution": "7"}, {"week": "soon"}, {"week": "1999-01-01"}])
def test_what_cannot_be_chosen_is_the_nearest_week_by_hours(booked, choice):
    client = booked.client(OWNER)

    assert rows_of(client.get(PAGE, query_string=choice).text) == rows_of(client.get(PAGE).text)


def test_requests_lost_while_a_seat_was_empty_are_said_with_their_reasons(booked):
    is_lost(booked, 45)
    is_lost(booked, 50, LostReason.ALL_FULL)
    is_lost(booked, 55, LostReason.ALL_FULL)
    is_lost(booked, 10)
    is_lost(booked, 45, language="en")
    is_lost(booked, 45, subject_id=None)

    page = part_of(booked.client(OWNER).get(PAGE).text)

    reasons = "all respondents busy: 2; visitor left before an answer: 1"
    assert f"Requests lost while a seat was empty: 3 ({reasons})." in page
    assert rows_of(page)["18:00"][0].endswith(f"lost: 3 ({reasons})")
    assert "outcome=lost" in page


def test_weeks_lead_to_their_neighbours_within_the_period(roster):
    booking_id = roster.other_booking(until=roster.clock.at.date() + timedelta(days=15))
    client, path = roster.client(OWNER), f"/brands/road/bookings/{booking_id}"

    first = part_of(client.get(path, query_string={"resolution": "15"}).text)
    last = part_of(client.get(path, query_string={"week": "2026-06-15"}).text)

    assert "Previous week" not in first
    assert "week=2026-06-08&amp;resolution=15#delivered" in first
    assert "Week of 15 June 2026" in last
    assert "week=2026-06-08" in last
    assert "Next week" not in last


def test_a_shift_during_a_pause_is_not_booked(booked):
    booked.market.bookings.pause(BOOKING, "cost", MANAGER, booked.clock.at)
    booked.update()

    rows = rows_of(booked.client(OWNER).get(PAGE).text)

    assert rows["18:00"][1] == "not booked"
    assert rows["18:00"][0].startswith("1.7/2")


def test_what_is_not_paid_in_yet_is_shown_as_it_would_be_booked(roster):
    roster.desk.confirmed()
    roster.update()

    rows = rows_of(roster.client(OWNER).get(PAGE).text)

    assert rows["18:00"][:2] == ["0/2 seats taken, coming, seats open"] * 2


def test_a_booking_whose_log_leaves_no_shift_has_an_empty_week(roster):
    roster.desk.running(replace(PLAN, week=parse_windows("sat 18:00-20:00", PLAN.zone)))

    def shorten():
        """As bookings were shortened before such an end was refused."""
        booking = roster.market.log.load(Booking, BOOKING)
        until = date(2026, 6, 3)
        shortened = Booking.Shortened(at=after(30), brand_id=BRAND, until=until, by=MANAGER)
        booking.record(shortened)
        return Decision([booking])

    roster.market.log.execute(shorten)
    roster.update()

    assert roster.client(OWNER).get(PAGE).status_code == 200


def test_another_brand_reads_nothing_of_it(booked):
    answer = booked.client(OTHER_OWNER).get(PAGE.replace("road", "other"))

    assert answer.status_code == 404


def test_a_brand_reads_why_a_seat_is_open_again(roster):
    roster.desk.running(shift_rules=NO_NEWCOMERS)
    roster.expert(ALICE)
    shift_id = roster.takes(ALICE, MONDAY_EVENING)
    page = roster.client(OWNER).get(PAGE).text
    assert "taken by an expert" in page

    roster.market.shifts.release(shift_id, roster.id_of(ALICE), "illness", roster.clock())
    roster.update()

    page = roster.client(OWNER).get(PAGE).text
    assert "taken by an expert" not in page
    assert page.count("open again: the expert is ill") == 1
