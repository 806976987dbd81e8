"""Conversations per booked hour: each expert's own, shrunk to that of all experts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from payments.payout_forecasts.market_facts import Work

SHRINKAGE_H = 20
"""An expert with so many hours counts half, the pool the other half."""


class ConversationRates:
    """What is known of every expert's pace; work is added as it becomes known."""

    def __init__(self, work: Iterable[Work] = ()) -> None:
        self._hours: defaultdict[UUID, float] = defaultdict(float)
        self._conversations: Counter[UUID] = Counter()
        self.total_hours = 0.0
        self._total_conversations = 0
        for known in work:
            self.add(known)

    def add(self, work: Work) -> None:
        self._hours[work.expert_id] += work.hours
        self._conversations[work.expert_id] += work.conversations
        self.total_hours += work.hours
        self._total_conversations += work.conversations

    @property
    def of_all(self) -> float:
        """Of all experts together; 0 before any hour was worked."""
        return self._total_conversations / self.total_hours if self.total_hours else 0.0

    def of(self, expert_id: UUID) -> float:
        """(conversations + pool's rate x k) / (hours + k), with k = SHRINKAGE_H."""
        conversations = self._conversations[expert_id] + self.of_all * SHRINKAGE_H
        return conversations / (self._hours.get(expert_id, 0.0) + SHRINKAGE_H)
