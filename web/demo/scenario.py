"""What a simulated day of a brand depends on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.brands.brand import RoutingPolicy
from domain.brands.opening_hours import Interval


@dataclass(frozen=True)
class FollowUpBehaviour:
    """What visitors do when a conversation is over; shares are between 0 and 1."""

    rating_share: float
    sale_share: float
    median_sale_cents: int
    currency: str


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
    follow_up: FollowUpBehaviour


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
