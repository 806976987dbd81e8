"""A visit and what became of it, while it is simulated."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from domain.conversations.conversation import ConversationCloseReason
from domain.conversations.conversation_commands import ConversationCommands
from domain.conversations.routing import RoutingRequest
from domain.money import Money
from domain.simulation.rng import about
from web.demo.demand import Visit
from web.demo.planned_commands import Deed
from web.demo.presence import Seat


@dataclass(frozen=True)
class Afterwards:
    """What visitors do when a conversation is over; shares are between 0 and 1."""

    rating_share: float
    sale_share: float
    sale_cents: int
    """Half of the sales are smaller."""
    currency: str


@dataclass(eq=False)
class Talk:
    visit: Visit
    luck: Random
    offered: set[UUID] = field(default_factory=set)
    declined: set[UUID] = field(default_factory=set)
    looking: set[UUID] = field(default_factory=set)
    """Those who have been asked and will look at it any moment."""
    seat: Seat | None = None
    claimed_at: datetime | None = None
    first_claimed_at: datetime | None = None
    answered_at: datetime | None = None
    """When the visitor first got an answer."""
    answered_by: UUID | None = None
    """Who answered last: whom the conversation is credited to."""
    last_message_at: datetime | None = None
    closed_at: datetime | None = None
    over: bool = False
    transferred: bool = False

    @property
    def id(self) -> UUID:
        return self.visit.id

    @property
    def waits(self) -> bool:
        return self.seat is None and not self.over

    def as_routing_sees_it(self, now: datetime) -> RoutingRequest:
        visit = self.visit
        return RoutingRequest(
            conversation_id=visit.id,
            visitor_id=visit.visitor_id,
            language=visit.language,
            subject_id=visit.topic.subject_id,
            waited_s=int((now - visit.at).total_seconds()),
            declined=frozenset(self.declined),
        )

    @property
    def handled_s(self) -> int:
        """From claim to last message, in seconds; what the month of the sources adds up."""
        assert self.first_claimed_at is not None
        assert self.last_message_at is not None
        return int((self.last_message_at - self.first_claimed_at).total_seconds())

    def close(
        self,
        conversations: ConversationCommands,
        by: UUID | None,
        why: ConversationCloseReason,
        at: datetime,
    ) -> int:
        """Close it as it stands when the deed is carried out: its last message may be adjusted."""
        assert self.last_message_at is not None
        messages = _messages(self.visit)
        last = self.last_message_at
        return conversations.close(self.id, by, why, messages, last, at)


def _messages(visit: Visit) -> tuple[int, int]:
    """About one message from each side in a minute and a half; respondents write a little more."""
    pace = 80 + visit.id.int % 60
    return 1 + visit.handling_s // pace, 1 + (visit.handling_s + 45) // pace


def afterwards(talk: Talk, manner: Afterwards, conversations: ConversationCommands) -> list[Deed]:
    """The marks a visitor gives and the order they place, if they do."""
    deeds = []
    if talk.luck.random() < manner.rating_share:
        deeds.append(_rating(talk, conversations))
    if talk.luck.random() < manner.sale_share:
        deeds.append(_sale(talk, manner, conversations))
    return deeds


def _rating(talk: Talk, conversations: ConversationCommands) -> Deed:
    assert talk.closed_at is not None
    at = talk.closed_at + timedelta(seconds=talk.luck.randint(8, 240))
    speed = max(1, 5 - _waited_s(talk) // 75 - _often(talk.luck, 0.15))
    service = 5 - _often(talk.luck, 0.25) - _often(talk.luck, 0.1) - 2 * _often(talk.luck, 0.03)
    answer = 5 - _often(talk.luck, 0.3) - _often(talk.luck, 0.15) - 2 * _often(talk.luck, 0.06)
    return Deed(at, talk.id, partial(conversations.rate, talk.id, speed, service, answer, at))


def _sale(talk: Talk, manner: Afterwards, conversations: ConversationCommands) -> Deed:
    assert talk.closed_at is not None
    at = talk.closed_at + timedelta(minutes=about(talk.luck, 40, 1.4, 2, 47 * 60))
    cents = about(talk.luck, manner.sale_cents, 0.6, manner.sale_cents // 8, 250_000)
    order = f"order-{talk.id.hex[:12]}"
    amount = Money(cents, manner.currency)
    return Deed(at, talk.id, partial(conversations.attribute_sale, talk.id, order, amount, at))


def _waited_s(talk: Talk) -> int:
    assert talk.answered_at is not None
    return int((talk.answered_at - talk.visit.at).total_seconds())


def _often(luck: Random, share: float) -> int:
    return int(luck.random() < share)
