"""June 2017, exactly: as many requests answered, and as many seconds handled, as in the sources."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from web.demo.conversation_simulator import LONGEST_TYPING_S, ConversationSimulator
from web.demo.demand import Visit
from web.demo.simulated_conversation import SimulatedConversation

SHORTEST_S = LONGEST_TYPING_S + 10
"""From the claim to the last message: the reply lies between them."""

Simulate = Callable[[date, list[Visit]], ConversationSimulator]


@dataclass(frozen=True)
class MonthTarget:
    """What a month must come to, in the brand's zone."""

    month: date
    answered: int
    handled_s: int
    zone: ZoneInfo

    def counts(self, visit: Visit) -> bool:
        requested_at = visit.at.astimezone(self.zone)
        return (requested_at.year, requested_at.month) == (self.month.year, self.month.month)

    def counted(self, simulator: ConversationSimulator) -> list[SimulatedConversation]:
        """The conversations of a day that belong to the month."""
        conversations = simulator.conversations
        return [conversation for conversation in conversations if self.counts(conversation.visit)]

    def answered_in(self, simulator: ConversationSimulator) -> list[SimulatedConversation]:
        counted = self.counted(simulator)
        return [conversation for conversation in counted if conversation.answered_at]


def fit_requests(
    target: MonthTarget, days: dict[date, ConversationSimulator], simulate: Simulate, rng: Random
) -> None:
    """
    Leave out visits at random, whatever became of them, until as many are answered as wanted.

    Each time the day is simulated again: without one visitor another may be served. The days must
    bring enough to begin with.
    """
    answered = {day: len(target.answered_in(simulator)) for day, simulator in days.items()}
    assert sum(answered.values()) >= target.answered, "simulate more demand first"
    while (surplus := sum(answered.values()) - target.answered) > 0:
        day = rng.choice(list(days))
        visits = [conversation.visit for conversation in days[day].conversations]
        simulator = simulate(day, _without_some(visits, 1 + surplus // len(days), target, rng))
        left = len(target.answered_in(simulator))
        if answered[day] - left <= surplus:
            days[day], answered[day] = simulator, left


def _without_some(visits: list[Visit], count: int, target: MonthTarget, rng: Random) -> list[Visit]:
    counted = [visit.id for visit in visits if target.counts(visit)]
    left_out = set(rng.sample(counted, min(count, len(counted))))
    return [visit for visit in visits if visit.id not in left_out]


def fit_handling_time(conversations: Sequence[SimulatedConversation], total_s: int) -> None:
    """
    Move last messages, a few seconds each, until the handling times add up.

    A last message stays between the reply and the close, which do not move: so nothing else of
    the day changes.
    """
    missing = total_s - sum(conversation.handled_s for conversation in conversations)
    while missing:
        step = missing // len(conversations) or (1 if missing > 0 else -1)
        moved = 0
        for conversation in conversations:
            if moved != missing:
                rest = missing - moved
                moved += _move_last_message(conversation, step if abs(step) <= abs(rest) else rest)
        assert moved, "the conversations of the month are far too long or too short"
        missing -= moved


def _move_last_message(conversation: SimulatedConversation, seconds: int) -> int:
    """Move it by so many seconds, or as far as it can; returns by how many it moved."""
    assert conversation.claimed_at is not None
    assert conversation.last_message_at is not None
    assert conversation.closed_at is not None
    last = conversation.last_message_at
    earliest = min(conversation.claimed_at + timedelta(seconds=SHORTEST_S), last)
    moved_to = min(max(last + timedelta(seconds=seconds), earliest), conversation.closed_at)
    conversation.last_message_at = moved_to
    return int((moved_to - last).total_seconds())
