"""The log read back by other means than those that wrote it: what was done, and under which rule."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.conversation import Conversation
from domain.desk import Desk
from domain.log.mapper import decode

PARIS = ZoneInfo("Europe/Paris")


def everything(log):
    """Every event in order, with the thing it happened to."""
    return [(UUID(bytes=row.stream), decode(row.topic, row.state)) for row in log.all_rows()]


def content(log):
    """What a log holds, less what differs between two runs: when it was recorded."""
    return [(row.position, row.stream, row.version, row.topic, row.state) for row in log.all_rows()]


@dataclass
class Story:
    """One conversation as its events tell it."""

    requested: Conversation.Requested
    events: list = field(default_factory=list)

    def only(self, kind):
        return [each for each in self.events if isinstance(each, kind)]

    @property
    def answered(self):
        return bool(self.only(Conversation.FirstAnswered))

    @property
    def lost(self):
        return bool(self.only(Conversation.Lost))

    @property
    def handled(self):
        claims, closed = self.only(Conversation.Claimed), self.only(Conversation.Closed)
        return closed[0].last_message_at - claims[-1].at if closed else timedelta()


def stories(log, brand_id):
    found = {}
    for thing, event in everything(log):
        if isinstance(event, Conversation.Requested) and event.brand_id == brand_id:
            found[thing] = Story(event)
        if thing in found:
            found[thing].events.append(event)
    return list(found.values())


def requested_in(told, year, month):
    local = [(each, each.requested.at.astimezone(PARIS)) for each in told]
    return [each for each, at in local if (at.year, at.month) == (year, month)]


def reasons(told):
    return Counter(each.only(Conversation.Lost)[0].reason for each in told if each.lost)


def broken_desk_rules(log):
    """Claims by somebody who was not online, held too many already, or had not been asked."""
    limit, present, holding = {}, set(), Counter()
    asked, holder, broken = defaultdict(set), {}, []
    for thing, event in everything(log):
        match event:
            case Desk.CameOnline(respondent_id=who):
                limit[who] = event.limit
                present.add(who)
            case Desk.LimitSet(respondent_id=who):
                limit[who] = event.limit
            case Desk.Returned(respondent_id=who):
                present.add(who)
            case Desk.WentAway(respondent_id=who) | Desk.Left(respondent_id=who):
                present.discard(who)
            case Conversation.Offered():
                asked[thing].update(event.respondent_ids)
            case Conversation.Declined(respondent_id=who):
                asked[thing].discard(who)
            case Conversation.Claimed(respondent_id=who):
                if who not in present or holding[who] >= limit[who] or who not in asked[thing]:
                    broken.append(event)
                holding[who] += 1
                holder[thing] = who
            case Conversation.Transferred() | Conversation.Closed() | Conversation.Lost():
                holding[holder.pop(thing, None)] -= 1
    return broken
