"""Where a day takes place, and how people behave there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.brands.opening_hours import Interval
from domain.brands.routing_policy import RoutingPolicy
from web.demo.simulated_conversation import Afterwards


@dataclass(frozen=True)
class Manner:
    """How people behave at this brand's counter; shares are between 0 and 1."""

    decline_share: float
    transfer_share: float
    page_share: float
    typing_s: float
    tail_s: tuple[int, int]
    """Between the last message and the close."""
    afterwards: Afterwards


@dataclass(frozen=True)
class Scene:
    """Where a day takes place."""

    brand_id: UUID
    opened: list[Interval]
    """When the chat is open, in order."""
    routing_policy: RoutingPolicy
    manner: Manner

    def is_open(self, now: datetime) -> bool:
        return any(begin <= now < end for begin, end in self.opened)
