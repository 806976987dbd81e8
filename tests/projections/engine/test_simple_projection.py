"""A projection with a handler for each event: which events it reads, and who handles them."""

import pytest

from domain.log.envelope import EventEnvelope
from domain.members.member import Member
from projections.engine.simple_projection import SimpleProjection, handles
from tests.support.people import after

JOINED = Member.Joined(at=after(0), languages=("fr",), country="FR")
LANGUAGES_DECLARED = Member.LanguagesDeclared(at=after(1), languages=("de",))


class Languages(SimpleProjection):
    """Notes which handler was called with what."""

    name = "languages"

    def __init__(self):
        self.calls = []

    @handles(Member.Joined)
    def add(self, event, db):
        self.calls.append(("add", event.data.languages, db))

    @handles(Member.LanguagesDeclared)
    def change(self, event, db):
        self.calls.append(("change", event.data.languages, db))


class OnlyChanges(Languages):
    add = None


def envelopes(*events):
    return [
        EventEnvelope(position, b"1", position, 0, event.TOPIC, event) for position, event in events
    ]


def test_event_types_are_collected_from_handlers():
    assert set(Languages.event_types) == {Member.Joined, Member.LanguagesDeclared}


def test_events_go_to_their_handlers_in_the_order_of_the_log():
    projection = Languages()

    fold = projection.begin("db")
    fold.apply(envelopes((1, JOINED), (2, LANGUAGES_DECLARED)))
    fold.apply(envelopes((3, JOINED)))
    fold.flush()

    assert projection.calls == [
        ("add", ("fr",), "db"),
        ("change", ("de",), "db"),
        ("add", ("fr",), "db"),
    ]


def test_a_subclass_may_drop_a_handler():
    assert OnlyChanges.event_types == (Member.LanguagesDeclared,)


def test_an_event_without_handler_is_refused():
    with pytest.raises(KeyError):
        OnlyChanges().begin("db").apply(envelopes((1, JOINED)))
