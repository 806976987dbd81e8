"""What was ever stored can be read for ever."""

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import msgspec
import pytest
from eventsourcing.persistence import StoredEvent

import domain
from domain.aggregate import EVENT_TYPES, Aggregate, Event, register
from domain.event_registry import AGGREGATE_TYPES
from domain.log.commit_metadata import metadata_for
from domain.log.entries import AppendRequest
from domain.log.mapper import Unreadable, decode, encode_json
from payments.event_registry import AGGREGATE_TYPES as PAYMENT_AGGREGATE_TYPES
from tests.support.people import after

SAMPLES = Path(__file__).parents[2] / "support" / "recorded_events"

# Aggregates of the tests are named so, and need no sample.
ONLY_IN_TESTS = "OnlyInTests"


def topic_of(sample):
    """`Conversation.Claimed.1`, also of a second sample such as `Conversation.Claimed.1.paid`."""
    return ".".join(sample.name.split(".")[:3])


samples = pytest.mark.parametrize(
    "sample", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem
)


def content(sample):
    return sample.read_bytes().strip()


# The recorded events.


@samples
def test_what_was_stored_is_read_and_would_be_stored_alike(sample):
    event = decode(topic_of(sample), content(sample))

    again = encode_json(event)

    if topic_of(sample) == event.TOPIC:
        assert again == content(sample)
    assert decode(event.TOPIC, again) == event


def test_every_event_that_was_ever_stored_has_a_sample():
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        import_module(module.name)
    ours = {topic for topic in EVENT_TYPES if not topic.startswith(ONLY_IN_TESTS)}

    missing = ours - {topic_of(sample) for sample in SAMPLES.glob("*.json")}

    assert not missing, (
        f"There is no sample of {', '.join(sorted(missing))}. Write what the log stores,"
        " encode_json(event) of an event with every field filled in, into"
        f" {SAMPLES}/<topic>.json, and never change it: a new VERSION gets a new sample."
    )


@samples
def test_no_sample_is_of_an_event_that_the_code_has_forgotten(sample):
    assert topic_of(sample) in EVENT_TYPES, (
        f"{sample.name} was stored once, so it must be readable for ever: rename nothing, and"
        " raise VERSION with an upcast when fields change."
    )


def test_one_import_registers_every_event():
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        import_module(module.name)

    known = {
        member.TOPIC
        for kind in (*AGGREGATE_TYPES, *PAYMENT_AGGREGATE_TYPES)
        for member in vars(kind).values()
        if isinstance(member, type) and issubclass(member, Event)
    }

    ours = {event_type.TOPIC for event_type in EVENT_TYPES.values()}
    assert known == {topic for topic in ours if not topic.startswith(ONLY_IN_TESTS)}


@samples
def test_a_sample_tells_its_time_in_utc(sample):
    assert msgspec.json.decode(content(sample))["at"].endswith("Z")


# Upcasting: from one version to the next, as often as it takes.


class OnlyInTestsParcel(Aggregate):
    ABSENT = "This parcel does not exist."

    def __init__(self, id):
        super().__init__(id)
        self.weight_g = 0
        self.journey = ""

    class Sent(Event, frozen=True):
        """First in kilograms, then in grams, and now with the way it went."""

        VERSION: ClassVar[int] = 3
        UPCASTS: ClassVar = {
            1: lambda old: {
                "at": old["at"],
                "weight_g": round(old["weight_kg"] * 1000),
                "stops": old["stops"],
            },
            2: lambda old: {**old, "way": "post"},
        }

        weight_g: int
        stops: dict[int, str]
        way: str

        def apply(self, parcel):
            parcel.weight_g = self.weight_g
            parcel.journey = f"by {self.way} through {', '.join(self.stops.values())}"


SENT = OnlyInTestsParcel.Sent(at=after(0), weight_g=1500, stops={1: "Lyon"}, way="post")
STORED = [
    (
        "OnlyInTestsParcel.Sent.1",
        b'{"at":"2026-06-01T09:00:00Z","weight_kg":1.5,"stops":{"1":"Lyon"}}',
    ),
    (
        "OnlyInTestsParcel.Sent.2",
        b'{"at":"2026-06-01T09:00:00Z","weight_g":1500,"stops":{"1":"Lyon"}}',
    ),
    (
        "OnlyInTestsParcel.Sent.3",
        b'{"weight_g":1500,"stops":{"1":"Lyon"},"way":"post","at":"2026-06-01T09:00:00Z"}',
    ),
]


@pytest.mark.parametrize(("topic", "state"), STORED)
def test_an_older_version_is_read_as_the_event_it_has_become(topic, state):
    assert decode(topic, state) == SENT


def test_what_happens_now_is_stored_in_the_newest_version():
    assert (SENT.TOPIC, encode_json(SENT)) == STORED[-1]


def test_an_aggregate_is_replayed_from_events_of_all_versions(log):
    parcel = UUID(int=7)
    stored = [
        StoredEvent(parcel, version, topic, state)
        for version, (topic, state) in enumerate(STORED, start=1)
    ]
    log.rows.insert_events(stored, append_request=AppendRequest(metadata_for("test")))

    log.update(OnlyInTestsParcel, parcel, lambda found: found.record(SENT))

    assert [envelope.data for envelope in log.history(parcel)] == [SENT] * 4
    sent = log.load(OnlyInTestsParcel, parcel)
    assert (sent.weight_g, sent.journey) == (1500, "by post through Lyon")
    assert log.read(3, 1)[0].topic == "OnlyInTestsParcel.Sent.3"


def test_two_events_never_share_a_name():
    namesake = type("Sent", (Event,), {"__qualname__": "OnlyInTestsParcel.Sent"}, frozen=True)

    with pytest.raises(AssertionError, match=r"two events are called OnlyInTestsParcel\.Sent"):
        register(namesake)


# What cannot be read says so, whatever is wrong with it.


@pytest.mark.parametrize(
    "topic", ["Conversation.Claimed.99", "OnlyInTestsParcel.Sent.0", "Nobody.Knows.1", "1"]
)
def test_an_event_with_an_unknown_name_is_unreadable(topic):
    with pytest.raises(Unreadable, match=f"no event is called {topic}$"):
        decode(topic, b"{}")


BROKEN = {
    "empty": b"",
    "null": b"null",
    "a list": b"[]",
    "a number": b"7",
    "a text": b'"text"',
    "no fields": b"{}",
    "cut off": b'{"at":"2026-06-01T09:00:00Z"',
    "no time": b'{"at":"yesterday","weight_kg":1,"weight_g":1,"stops":{},"way":"post"}',
    "text for number": b'{"at":"2026-06-01T09:00:00Z","weight_kg":"1","weight_g":"1","stops":{}}',
    "list for map": b'{"at":"2026-06-01T09:00:00Z","weight_kg":1,"weight_g":1,"stops":[]}',
    "too great": b'{"at":"2026-06-01T09:00:00Z","weight_kg":1e999,"weight_g":1e999,"stops":{}}',
    "unknown field": b'{"at":"2026-06-01T09:00:00Z","weight_g":1,"stops":{},"way":"post","more":1}',
    "no UTF-8": b'{"at":"2026-06-01T09:00:00Z","weight_g":1,"stops":{},"way":"\xff"}',
    "deep lists": b"[" * 100_000,
    "deep maps": b'{"at":' * 100_000,
}


@pytest.mark.parametrize("topic", [topic for topic, _ in STORED])
@pytest.mark.parametrize("what", BROKEN)
def test_broken_content_is_unreadable_and_names_the_event(topic, what):
    with pytest.raises(Unreadable, match=topic):
        decode(topic, BROKEN[what])


def test_what_cannot_be_read_is_not_passed_over(log):
    parcel = UUID(int=7)
    broken = StoredEvent(parcel, 1, "OnlyInTestsParcel.Sent.3", b"{}")

    log.rows.insert_events([broken], append_request=AppendRequest(metadata_for("test")))

    with pytest.raises(Unreadable, match=r"OnlyInTestsParcel\.Sent\.3"):
        log.load(OnlyInTestsParcel, parcel)
    with pytest.raises(Unreadable, match=r"OnlyInTestsParcel\.Sent\.3"):
        log.history(parcel)
    [row] = log.read(0, 10)
    assert row.state == b"{}"
