"""Stream tickets open the streams they were signed for, for a while."""

from uuid import UUID

import pytest
from itsdangerous import URLSafeTimedSerializer

from tests.support.moving_clock import MovingClock
from web.streams.tickets import GOOD_FOR, StreamTickets

ROOM, MEMBER = UUID(int=1), UUID(int=2)


@pytest.fixture
def clock():
    return MovingClock()


@pytest.fixture
def tickets(clock):
    return StreamTickets("secret", clock)


def test_a_ticket_opens_the_streams_it_was_signed_for(tickets):
    ticket = tickets.read(tickets.sign([ROOM, MEMBER]))

    assert ticket.audience == {ROOM, MEMBER}
    assert ticket.left <= GOOD_FOR


@pytest.mark.parametrize("change", [0, 10, -2])
def test_a_ticket_with_one_character_changed_opens_nothing(tickets, change):
    characters = list(tickets.sign([ROOM]))
    characters[change] = "A" if characters[change] != "A" else "B"

    assert tickets.read("".join(characters)) is None


@pytest.mark.parametrize("written", ["", "x", "a.b.c", "é", "." * 500])
def test_what_is_no_ticket_opens_nothing(tickets, written):
    assert tickets.read(written) is None


def test_a_ticket_of_another_key_or_for_another_purpose_opens_nothing(tickets, clock):
    theirs = StreamTickets("other", clock).sign([ROOM])
    reset_link = URLSafeTimedSerializer("secret", salt="reset").dumps([ROOM.hex])

    assert tickets.read(theirs) is None
    assert tickets.read(reset_link) is None


def test_a_ticket_is_over_after_a_while(tickets, clock):
    written = tickets.sign([ROOM])

    clock.move(minutes=6)

    assert tickets.read(written) is None
