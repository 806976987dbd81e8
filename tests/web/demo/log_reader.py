"""The log read back by other means than those that wrote it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.bookings.booking import Booking
from domain.bookings.budget_reservation import BudgetReservation
from domain.conversations.conversation import Conversation
from domain.log.mapper import decode
from domain.presence.presence_session import PresenceSession

PARIS = ZoneInfo("Europe/Paris")


def everything(log):
    """Every event in order, with the id of its aggregate."""
    return [(UUID(bytes=row.stream), decode(row.topic, row.state)) for row in log.all_rows()]


MONEY = (
    "BrandAccount",
    "Earning",
    "GeneralLedger",
    "Payee",
    "PayRun",
    "PayRunLines",
    "Payout",
    "RailFee",
    "RailStatement",
    "StatementAccount",
)
"""The aggregates of what experts earn and are paid: the demonstration loads them last."""
GIVEN_BACK = (
    Booking.BudgetReplenished,
    BudgetReservation.Returned,
    BudgetReservation.SpentAgain,
    Conversation.PriceReinstated,
    Conversation.PriceWaived,
)
"""What contests of them change elsewhere."""


def is_of_money(event):
    return event.TOPIC.split(".")[0] in MONEY or isinstance(event, GIVEN_BACK)


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
    by_id = {}
    for aggregate_id, event in everything(log):
        if isinstance(event, Conversation.Requested) and event.brand_id == brand_id:
            by_id[aggregate_id] = ConversationEvents(event)
        if aggregate_id in by_id:
            by_id[aggregate_id].events.append(event)
    return list(by_id.values())


def requested_in(conversations, year, month):
    local = [
        (conversation, conversation.requested.at.astimezone(PARIS))
        for conversation in conversations
    ]
    return [conversation for conversation, at in local if (at.year, at.month) == (year, month)]


def reasons(conversations):
    return Counter(
        conversation.only(Conversation.Lost)[0].reason
        for conversation in conversations
        if conversation.lost
    )


class PresenceRules:
    """Finds claims by a respondent who was not online, was full, or had no offer."""

    def __init__(self):
        self.broken = []
        self._limit, self._present = {}, set()
        self._offered_to, self._holding, self._holder = defaultdict(set), Counter(), {}

    def apply(self, aggregate_id, event):
        if type(event).__qualname__.startswith("PresenceSession."):
            self._apply_session(event)
        else:
            self._apply_conversation(aggregate_id, event)

    def _apply_session(self, event):
        respondent_id = event.respondent_id
        if isinstance(event, PresenceSession.CameOnline | PresenceSession.CapacitySet):
            self._limit[respondent_id] = event.capacity
        if isinstance(event, PresenceSession.CameOnline | PresenceSession.Returned):
            self._present.add(respondent_id)
        elif isinstance(event, PresenceSession.WentAway | PresenceSession.Left):
            self._present.discard(respondent_id)

    def _apply_conversation(self, aggregate_id, event):
        match event:
            case Conversation.Offered(respondent_ids=respondent_ids):
                self._offered_to[aggregate_id].update(respondent_ids)
            case Conversation.Declined(respondent_id=respondent_id):
                self._offered_to[aggregate_id].discard(respondent_id)
            case Conversation.Claimed(respondent_id=respondent_id):
                self._claim(aggregate_id, respondent_id, event)
            case Conversation.Transferred() | Conversation.Closed() | Conversation.Lost():
                self._holding[self._holder.pop(aggregate_id, None)] -= 1

    def _claim(self, aggregate_id, respondent_id, event):
        is_allowed = (
            respondent_id in self._present and respondent_id in self._offered_to[aggregate_id]
        )
        if not is_allowed or self._holding[respondent_id] >= self._limit[respondent_id]:
            self.broken.append(event)
        self._holding[respondent_id] += 1
        self._holder[aggregate_id] = respondent_id


def claims_against_the_rules(log):
    rules = PresenceRules()
    for aggregate_id, event in everything(log):
        rules.apply(aggregate_id, event)
    return rules.broken
