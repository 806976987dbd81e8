"""Any number of conversations that go any way the domain lets them, recorded in any order."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import strategies as st

from domain.conversations.conversation_reasons import LostReason
from domain.money import Money
from domain.terms import Employed, Paid, Voluntary
from tests.projections.conversations.event_examples import (
    answered,
    claimed,
    closed,
    lost,
    message_sent,
    offered,
    rated,
    registered,
    reinstated,
    released,
    requested,
    sold,
    transferred,
    waived,
)
from tests.projections.in_memory_projections import RecordedEvents
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    ELECTRICITY,
    EXPERT,
    OTHER_BRAND,
    OTHER_EXPERT,
    VISITOR,
)

ZONES = {BRAND: "Europe/Paris", OTHER_BRAND: "America/St_Johns"}
# Around the end of a month in which the clocks change.
FRIDAY = datetime(2026, 3, 27, 22, tzinfo=UTC)
TERMS = st.one_of(
    st.builds(
        Paid,
        st.builds(Money, st.integers(0, 900), st.sampled_from(["EUR", "CAD"])),
        st.integers(0, 100),
    ),
    st.builds(Voluntary, st.integers(0, 20)),
    st.builds(Employed, st.builds(Money, st.integers(0, 5000), st.sampled_from(["EUR", "CAD"]))),
)
RATINGS = st.integers(1, 5)
# What may happen next; None: the conversation ends as far as it is recorded.
NEXT = {
    "waiting": (None, "offer", "lose", "write", "claim", "claim", "claim"),
    "claimed": (None, "lose", "transfer", "release", "answer", "answer", "answer"),
    "taken over": (None, "transfer", "release", "answer", "answer"),
    "talking": (None, "write", "reply", "transfer", "release", "close", "close", "close"),
    "passed on": (None, "claim", "close"),
    "over": (None, "rate", "attribute_sale", "attribute_sale"),
    "paid": (None, "rate", "attribute_sale", "waive_price", "waive_price"),
    "waived": (None, "attribute_sale", "reinstate_price"),
    "lost": (None,),
}


class ConversationUnderWay:
    """One conversation under way: what has happened, and what holds now."""

    def __init__(self, draw, brand_id, at):
        self._draw = draw
        self.at = at
        self.status = "waiting"
        self.terms, self.respondent = None, EXPERT
        self.credited = None
        subject = draw(st.sampled_from([None, ELECTRICITY]))
        self.events = [requested(at, brand_id, subject_id=subject)]
        self._brand_id = brand_id

    def go_on(self):
        while (move := self._draw(st.sampled_from(NEXT[self.status]))) and len(self.events) < 12:
            self.at += timedelta(milliseconds=self._draw(st.integers(0, 4_000_000)))
            self.events.append(getattr(self, move)())
        return self.events

    def offer(self):
        return offered(self.at, *[EXPERT, AMBASSADOR, OTHER_EXPERT][: self._draw(RATINGS)])

    def lose(self):
        self.status = "lost"
        return lost(self.at, self._draw(st.sampled_from(LostReason)))

    def claim(self):
        self.status = "taken over" if self.credited else "claimed"
        self.respondent = self._draw(st.sampled_from([EXPERT, AMBASSADOR, OTHER_EXPERT]))
        self.terms = self._draw(TERMS)
        concurrent = self._draw(st.integers(1, 4))
        return claimed(
            self.at, self.respondent, self.terms, concurrent=concurrent, brand_id=self._brand_id
        )

    def answer(self):
        self.status, self.credited = "talking", (self.respondent, self.terms)
        return answered(self.at, self.respondent)

    def transfer(self):
        self.status = "passed on" if self.credited else "waiting"
        return transferred(self.at, self.respondent)

    def release(self):
        self.status = "passed on" if self.credited else "waiting"
        return released(self.at, self.respondent)

    def write(self):
        return message_sent(self.at, VISITOR)

    def reply(self):
        return message_sent(self.at, self.respondent)

    def close(self):
        self.status = "paid" if isinstance(self.credited[1], Paid) else "over"
        tail = timedelta(milliseconds=self._draw(st.integers(0, 2_000_000)))
        respondent, terms = self.credited
        more = {"visitor_messages": self._draw(RATINGS), "brand_id": self._brand_id}
        return closed(self.at, self.at - tail, respondent, terms, **more)

    def rate(self):
        self.status = "rated"
        return rated(self.at, self._draw(RATINGS), self._draw(RATINGS), self._draw(RATINGS))

    def waive_price(self):
        self.status = "waived"
        return waived(self.at, *self.credited)

    def reinstate_price(self):
        self.status = "paid"
        return reinstated(self.at, *self.credited)

    def attribute_sale(self):
        return sold(self.at, self._draw(st.integers(1, 9000)), reference=str(len(self.events)))


NEXT["rated"] = (None, "attribute_sale")


@st.composite
def recorded_conversations(draw):
    """Events of several conversations of two brands, each in its order, mixed with the others."""
    conversations = {}
    for number in range(1, draw(st.integers(1, 10)) + 1):
        brand = draw(st.sampled_from(list(ZONES)))
        at = FRIDAY + timedelta(minutes=draw(st.integers(0, 6 * 1440)))
        conversations[UUID(int=number)] = ConversationUnderWay(draw, brand, at).go_on()
    recorded = RecordedEvents()
    for brand, zone in ZONES.items():
        recorded.add(brand, registered(zone.lower(), zone))
    return mixed(conversations, recorded, Random(draw(st.integers(0, 999))))


def mixed(conversations, recorded, chance):
    order = [id for id, events in conversations.items() for _ in events]
    chance.shuffle(order)
    remaining = {id: iter(events) for id, events in conversations.items()}
    for id in order:
        event = next(remaining[id])
        recorded.add(id, event, recorded_at=event.at + timedelta(seconds=chance.randrange(90)))
    return recorded


@st.composite
def cuts(draw, recorded):
    """Places at which the events are cut into batches."""
    return draw(st.lists(st.integers(0, len(recorded.events)), max_size=8))
