"""The log read back by other means than those that wrote it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.conversations.conversation import Conversation
from domain.log.mapper import decode
from domain.presence.presence_session import PresenceSession

PARIS = ZoneInfo("Europe/Paris")


def everything(log):
    """Every event in order, with the thing it happened to."""
    return [(UUID(bytes=row.stream), decode(row.topic, row.state)) for row in log.all_rows()]


def content(log):
    """What a log holds, less what differs between two runs: when it was recorded."""
    return [(row.position, row.stream, row.version, row.topic, row.state) for row in log.all_rows()]


@dataclass
class ConversationEvents:
    """One conversation as its events tell it."""

    requested: Conversation.Requested
    events: list = field(default_factory=list)

    def only(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def answered(self):
        return bool(self.only(Conversation.FirstReplySent))

    @property
    def lost(self):
        return bool(self.only(Conversation.Lost))

    @property
    def handled(self):
        claims, closed = self.only(Conversation.Claimed), self.only(Conversation.Closed)
        return closed[0].last_message_at - claims[0].at if closed else timedelta()


def conversations_of(log, brand_id):
    found = {}
    for thing, event in everything(log):
        if isinstance(event, Conversation.Requested) and event.brand_id == brand_id:
            found[thing] = ConversationEvents(event)
        if thing in found:
            found[thing].events.append(event)
    return list(found.values())


def requested_in(told, year, month):
    local = [(conversation, conversation.requested.at.astimezone(PARIS)) for conversation in told]
    return [conversation for conversation, at in local if (at.year, at.month) == (year, month)]


def reasons(told):
    return Counter(
        conversation.only(Conversation.Lost)[0].reason for conversation in told if conversation.lost
    )


class PresenceRules:
    """Finds claims by somebody who was not online, held too many already, or was not asked."""

    def __init__(self):
        self.broken = []
        self._limit, self._present = {}, set()
        self._asked, self._holding, self._holder = defaultdict(set), Counter(), {}

    def see(self, thing, event):
        if type(event).__qualname__.startswith("PresenceSession."):
            self._see_session(event)
        else:
            self._see_conversation(thing, event)

    def _see_session(self, event):
        who = event.respondent_id
        if isinstance(event, PresenceSession.CameOnline | PresenceSession.CapacitySet):
            self._limit[who] = event.capacity
        if isinstance(event, PresenceSession.CameOnline | PresenceSession.Returned):
            self._present.add(who)
        elif isinstance(event, PresenceSession.WentAway | PresenceSession.Left):
            self._present.discard(who)

    def _see_conversation(self, thing, event):
        match event:
            case Conversation.Offered(respondent_ids=asked):
                self._asked[thing].update(asked)
            case Conversation.Declined(respondent_id=who):
                self._asked[thing].discard(who)
            case Conversation.Claimed(respondent_id=who):
                self._claim(thing, who, event)
            case Conversation.Transferred() | Conversation.Closed() | Conversation.Lost():
                self._holding[self._holder.pop(thing, None)] -= 1

    def _claim(self, thing, who, event):
        may = who in self._present and who in self._asked[thing]
        if not may or self._holding[who] >= self._limit[who]:
            self.broken.append(event)
        self._holding[who] += 1
        self._holder[thing] = who


def claims_against_the_rules(log):
    rules = PresenceRules()
    for thing, event in everything(log):
        rules.see(thing, event)
    return rules.broken
