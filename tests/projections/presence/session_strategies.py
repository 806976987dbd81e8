"""Evenings of presence sessions: any legal events, recorded in their order or late."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from projections.engine.timestamps import ms_of
from tests.projections.conversations.event_examples import claimed, closed, lost, transferred
from tests.projections.in_memory_projections import RecordedEvents
from tests.projections.presence.event_examples import (
    came,
    engagement_added,
    left,
    returned,
    set_capacity,
    went_away,
)
from tests.projections.presence.oracle import MINUTE_MS, Watch
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    CONVERSATION,
    EXPERT,
    OTHER_BRAND,
    OTHER_EXPERT,
    PAID,
    VOLUNTARY,
)

# Shortly before a day ends in UTC, and a minute before the next one begins.
EVENING = datetime(2026, 6, 1, 23, 15, tzinfo=UTC)
PEOPLE = (AMBASSADOR, EXPERT, OTHER_EXPERT)
SERVINGS = (
    {BRAND: VOLUNTARY},
    {BRAND: PAID},
    {BRAND: PAID, OTHER_BRAND: VOLUNTARY},
    {OTHER_BRAND: PAID},
)
WATCHED = [(brand, model) for brand in (BRAND, OTHER_BRAND) for model in ("", "voluntary", "paid")]
SECOND, MILLISECOND = 1000, 1
# How long between two events, in ticks: none, little, a minute's edge, long.
PAUSES = {
    SECOND: (0, 1, 7, 29, 30, 59, 60, 61, 120, 601, 1799, 3600),
    MILLISECOND: (0, 1, 17, 4_999, 30_000, 59_999, 60_000, 60_001),
}
MOST_TICKS = {SECOND: 8 * 3600, MILLISECOND: 3 * MINUTE_MS}


class PresenceSessionCommands:
    """What several respondents do, one legal command after another."""

    def __init__(self, draw):
        self._draw = draw
        self.where = dict.fromkeys(PEOPLE, "gone")
        self.capacity = dict.fromkeys(PEOPLE, 0)
        self.serving = {person: set() for person in PEOPLE}
        self.slots = {person: [] for person in PEOPLE}

    def next(self, person, at):
        holds = len(self.slots[person])
        may_claim = self.where[person] == "here" and holds < self.capacity[person]
        moves = {
            "gone": [self.sit],
            "here": [self.leave, self.pause, self.choose] + [self.claim] * (3 * may_claim),
            "away": [self.leave, self.come_back, self.choose],
        }[self.where[person]] + [self.finish] * holds
        if self.where[person] != "gone" and len(self.serving[person]) == 1:
            moves = [*moves, self.serve_another]
        return self._draw(st.sampled_from(moves))(person, at)

    def sit(self, person, at):
        self.where[person], self.capacity[person] = "here", self._draw(st.integers(1, 3))
        engagements = self._draw(st.sampled_from(SERVINGS))
        self.serving[person] = set(engagements)
        return came(at, person, engagements, capacity=self.capacity[person])

    def serve_another(self, person, at):
        [brand_id] = {BRAND, OTHER_BRAND} - self.serving[person]
        self.serving[person].add(brand_id)
        return engagement_added(at, person, brand_id, PAID)

    def leave(self, person, at):
        self.where[person] = "gone"
        return left(at, person)

    def pause(self, person, at):
        self.where[person] = "away"
        return went_away(at, person)

    def come_back(self, person, at):
        self.where[person] = "here"
        return returned(at, person)

    def choose(self, person, at):
        self.capacity[person] = self._draw(st.integers(1, 3))
        return set_capacity(at, self.capacity[person], person)

    def claim(self, person, at):
        slot = next(n for n in range(1, 5) if n not in self.slots[person])
        self.slots[person].append(slot)
        return claimed(at, person, slot=slot)

    def finish(self, person, at):
        slot = self.slots[person].pop(0)
        if self._draw(st.booleans()):
            return closed(at, respondent_id=person, slot=slot)
        passed_on = transferred(at, person, slot=slot)
        return self._draw(st.sampled_from([passed_on, lost(at, respondent_id=person, slot=slot)]))


@st.composite
def evenings(draw, tick_ms, late=(0,)):
    """The events of presence sessions from an evening on, as recorded; and when now is."""
    presence, recorded, ticks = PresenceSessionCommands(draw), RecordedEvents(), 0
    for _ in range(draw(st.integers(1, 25))):
        ticks += draw(st.sampled_from(PAUSES[tick_ms]))
        if ticks >= MOST_TICKS[tick_ms]:
            break
        happened = max(0, ticks - draw(st.sampled_from(late)))
        at = EVENING + timedelta(milliseconds=happened * tick_ms)
        recorded.add(CONVERSATION, presence.next(draw(st.sampled_from(PEOPLE)), at))
    now = ticks + draw(st.sampled_from(PAUSES[tick_ms]))
    return recorded, EVENING + timedelta(milliseconds=now * tick_ms)


def watch(events, tick_ms, brand_id, model):
    ticks = MOST_TICKS[tick_ms] + max(PAUSES[tick_ms]) + MINUTE_MS // tick_ms
    data = [event.data for event in events]
    return Watch(brand_id, model, ms_of(EVENING), tick_ms, ticks).follow(data)
