"""Conversations per booked hour: each expert's own, shrunk to that of all experts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from payments.payout_forecasts.shift_work import ShiftWork

SHRINKAGE_H = 20
"""An expert with so many hours counts half, the pool the other half."""


class ConversationRates:
    """What is known of every expert's pace; work is added as it becomes known."""

    def __init__(self, work: Iterable[ShiftWork] = ()) -> None:
        self._hours: defaultdict[UUID, float] = defaultdict(float)
        self._conversations: Counter[UUID] = Counter()
        self.total_hours = 0.0
        self._total_conversations = 0
        self.add_all(work)

    def add_all(self, work: Iterable[ShiftWork]) -> None:
        for expert_id, hours, conversations in work:
            self._hours[expert_id] += hours
            self._conversations[expert_id] += conversations
            self.total_hours += hours
            self._total_conversations += conversations

    @property
    def of_all(self) -> float:
        """Of all experts together; 0 before any hour was worked."""
        return self._total_conversations / self.total_hours if self.total_hours else 0.0

    def of(self, expert_id: UUID) -> float:
        """(conversations + pool's rate x k) / (hours + k), with k = SHRINKAGE_H."""
        conversations = self._conversations[expert_id] + self.of_all * SHRINKAGE_H
        return conversations / (self._hours.get(expert_id, 0.0) + SHRINKAGE_H)
