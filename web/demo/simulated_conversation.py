"""What a simulated day of a brand depends on; a visit, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from domain.brands.opening_hours import Interval
from domain.brands.routing_policy import RoutingPolicy
from domain.conversations.conversation_commands import ConversationCommands
from domain.conversations.conversation_reasons import ConversationCloseReason
from domain.conversations.routing import RoutingRequest
from domain.money import Money
from domain.simulation import lognormal_int
from web.demo.demand import Visit
from web.demo.planned import CURRENCY, PlannedCommand, planned
from web.demo.presence import OnlineRespondent


@dataclass(frozen=True)
class Behaviour:
    """How respondents and visitors of a brand behave; shares are between 0 and 1."""

    decline_share: float
    transfer_share: float
    navigation_share: float
    """Of visitors who open another page soon after the reply."""
    typing_s: float
    """The median time to a first reply, from the claim."""
    tail_s: tuple[int, int]
    """Between the last message and the close."""
    rating_share: float
    """Of visitors who rate the conversation; `sale_share` of those who buy after it."""
    sale_share: float
    median_sale_cents: int


@dataclass(frozen=True)
class Scenario:
    """One day of one brand."""

    brand_id: UUID
    opened: list[Interval]
    """When the chat is open, in order."""
    routing_policy: RoutingPolicy
    behaviour: Behaviour

    def is_open(self, now: datetime) -> bool:
        return any(begin <= now < end for begin, end in self.opened)


@dataclass(eq=False)
class SimulatedConversation:
    visit: Visit
    rng: Random
    offered_to: set[UUID] = field(default_factory=set)
    declined_by: set[UUID] = field(default_factory=set)
    expected_reactions: set[UUID] = field(default_factory=set)
    """Respondents to whom it was offered and who have not looked at it yet."""
    respondent: OnlineRespondent | None = None
    claimed_at: datetime | None = None
    first_claimed_at: datetime | None = None
    answered_at: datetime | None = None
    """When the visitor first got a reply."""
    answered_by: UUID | None = None
    """Who replied last: the conversation is credited to them."""
    last_message_at: datetime | None = None
    closed_at: datetime | None = None
    is_over: bool = False
    is_transferred: bool = False

    @property
    def id(self) -> UUID:
        return self.visit.id

    @property
    def is_waiting(self) -> bool:
        return self.respondent is None and not self.is_over

    def for_routing(self, now: datetime) -> RoutingRequest:
        visit = self.visit
        return RoutingRequest(
            conversation_id=visit.id,
            visitor_id=visit.visitor_id,
            language=visit.language,
            subject_id=visit.topic.subject_id,
            waited_s=int((now - visit.at).total_seconds()),
            declined=frozenset(self.declined_by),
        )

    @property
    def handled_s(self) -> int:
        """From first claim to last message, in seconds, as the sources count it."""
        assert self.first_claimed_at is not None
        assert self.last_message_at is not None
        return int((self.last_message_at - self.first_claimed_at).total_seconds())

    def close(
        self,
        conversations: ConversationCommands,
        by: UUID | None,
        reason: ConversationCloseReason,
        at: datetime,
    ) -> int:
        """Close it as it is when this is executed: calibration may have moved its last message."""
        assert self.last_message_at is not None
        messages = _message_counts(self.visit)
        last = self.last_message_at
        return conversations.close(self.id, by, reason, messages, last, at)


def _message_counts(visit: Visit) -> tuple[int, int]:
    """About one message from each side in a minute and a half; respondents write a little more."""
    pace_s = 80 + visit.id.int % 60
    return 1 + visit.handling_s // pace_s, 1 + (visit.handling_s + 45) // pace_s


def follow_up_commands(
    conversation: SimulatedConversation,
    behaviour: Behaviour,
    conversations: ConversationCommands,
) -> list[PlannedCommand]:
    """The rating that the visitor gives and the order they place, if they do."""
    commands = []
    if conversation.rng.random() < behaviour.rating_share:
        commands.append(_rating(conversation, conversations))
    if conversation.rng.random() < behaviour.sale_share:
        commands.append(_sale(conversation, behaviour, conversations))
    return commands


def _rating(
    conversation: SimulatedConversation, conversations: ConversationCommands
) -> PlannedCommand:
    assert conversation.closed_at is not None
    rng = conversation.rng
    at = conversation.closed_at + timedelta(seconds=rng.randint(8, 240))
    speed = max(1, 5 - _waited_s(conversation) // 75 - _one_with(0.15, rng))
    service = 5 - _one_with(0.25, rng) - _one_with(0.1, rng) - 2 * _one_with(0.03, rng)
    quality = 5 - _one_with(0.3, rng) - _one_with(0.15, rng) - 2 * _one_with(0.06, rng)
    return planned(at, conversations.rate, conversation.id, speed, service, quality, at)


def _sale(
    conversation: SimulatedConversation,
    behaviour: Behaviour,
    conversations: ConversationCommands,
) -> PlannedCommand:
    assert conversation.closed_at is not None
    rng, median = conversation.rng, behaviour.median_sale_cents
    at = conversation.closed_at + timedelta(minutes=lognormal_int(rng, 40, 1.4, 2, 47 * 60))
    amount = Money(lognormal_int(rng, median, 0.6, median // 8, 250_000), CURRENCY)
    order = f"order-{conversation.id.hex[:12]}"
    return planned(at, conversations.attribute_sale, conversation.id, order, amount, at)


def _waited_s(conversation: SimulatedConversation) -> int:
    assert conversation.answered_at is not None
    return int((conversation.answered_at - conversation.visit.at).total_seconds())


def _one_with(probability: float, rng: Random) -> int:
    return int(rng.random() < probability)
