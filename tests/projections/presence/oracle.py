"""Presence, computed once more: the level at every tick of a clock."""

from domain.conversations.conversation import Conversation
from domain.presence.presence_session import PresenceSession
from projections.engine.timestamps import ms_of

MINUTE_MS = 60_000
HERE_AFTER = {
    PresenceSession.CameOnline: True,
    PresenceSession.Returned: True,
    PresenceSession.WentAway: False,
    PresenceSession.Left: False,
}
HELD_BY = {
    Conversation.Claimed: 1,
    Conversation.Transferred: -1,
    Conversation.Closed: -1,
    Conversation.Lost: -1,
}


class Person:
    def __init__(self):
        self.is_here = False
        self.capacity = 0
        self.holds = 0
        self.engagements = {}

    def could_answer(self, brand_id, model):
        """Whether they could claim one more request of a brand, under a model or any ('')."""
        if not self.is_here or self.holds >= self.capacity or brand_id not in self.engagements:
            return False
        return model in ("", self.engagements[brand_id])

    def lives_through(self, event):
        if isinstance(event, PresenceSession.CameOnline):
            self.capacity = event.capacity
            self.engagements = {
                engagement.brand_id: engagement.terms.model for engagement in event.engagements
            }
        elif isinstance(event, PresenceSession.EngagementAdded):
            self.engagements[event.engagement.brand_id] = event.engagement.terms.model
        elif isinstance(event, PresenceSession.CapacitySet):
            self.capacity = event.capacity
        self.is_here = HERE_AFTER.get(type(event), self.is_here)
        self.holds += HELD_BY.get(type(event), 0) * bool(getattr(event, "slot", 0))


class Watch:
    """
    How many could answer for a brand under a model, tick by tick.

    An event recorded late does not change earlier levels: it counts from the latest change by any
    respondent concerned.
    """

    def __init__(self, brand_id, model, start_ms, tick_ms, ticks):
        self._brand_id, self._model = brand_id, model
        self._start_ms, self._tick_ms = start_ms, tick_ms
        self._ticks = ticks
        self.levels = bytearray(ticks)
        self._people = {}
        self.written_until_ms = None

    def follow(self, events):
        for event in events:
            if getattr(event, "respondent_id", None) is not None:
                self._follow(event)
        return self

    def _follow(self, event):
        person = self._people.setdefault(event.respondent_id, Person())
        could = person.could_answer(self._brand_id, self._model)
        person.lives_through(event)
        if not could and not person.could_answer(self._brand_id, self._model):
            return
        at_ms = max(ms_of(event.at), self.written_until_ms or 0)
        assert (at_ms - self._start_ms) % self._tick_ms == 0, "no event between two ticks"
        tick = (at_ms - self._start_ms) // self._tick_ms
        self.levels[tick:] = bytes([self.now]) * (self._ticks - tick)
        self.written_until_ms = at_ms

    @property
    def now(self):
        people = self._people.values()
        return sum(person.could_answer(self._brand_id, self._model) for person in people)

    def fewest_in(self, minute):
        """The fewest at any tick of a minute (counted since 1970); 0 before the start."""
        first = (minute * MINUTE_MS - self._start_ms) // self._tick_ms
        if first < 0:
            return 0
        return min(self.levels[first : first + MINUTE_MS // self._tick_ms])

    def staffed(self, minutes, least):
        """In how many of these minutes there were at least so many all the time."""
        return sum(self.fewest_in(minute) >= least for minute in minutes)
