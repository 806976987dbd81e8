"""
What the next statement of an expert will list: earnings that were released, and adjustments.

Each is a reservation from its own event on until the statement that lists it. The key begins with
the time, and the holder is the expert with the currency, so that accounts with something to state
are found by time.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.log.entries import Reservation
from domain.log.event_log import EventLog


class AccountHolder(NamedTuple):
    """An expert in one currency."""

    expert_id: UUID
    currency: str

    def __str__(self) -> str:
        return f"{self.expert_id}/{self.currency}"

    @classmethod
    def of(cls, text: str) -> "AccountHolder":
        expert_id, _, currency = text.partition("/")
        return cls(UUID(expert_id), currency)


class UnstatedItem(NamedTuple):
    """An earning or an adjustment that no statement lists yet."""

    at: datetime
    holder: AccountHolder
    id: UUID
    """Of the earning; of its text when it is an adjustment."""
    is_earning: bool

    @property
    def reservation(self) -> Reservation:
        kind = "earning" if self.is_earning else "adjustment"
        key = f"{_sortable(self.at)}/{self.holder}/{kind}/{self.id}"
        return Reservation("unstated", key, str(self.holder))


def unstated_items(log: EventLog, holder: AccountHolder) -> list[UnstatedItem]:
    """What is on no statement, the oldest first."""
    keys = log.rows.keys_held_by("unstated", str(holder))
    return [_item(key, holder) for key in keys]


def holders_to_state(log: EventLog, before: datetime) -> list[AccountHolder]:
    """The experts, by currency, with something before a moment that is on no statement."""
    holders = log.rows.holders_of_keys_before("unstated", _sortable(before))
    return [AccountHolder.of(holder) for holder in holders]


def _item(key: str, holder: AccountHolder) -> UnstatedItem:
    at, _expert, _currency, kind, id = key.split("/")
    return UnstatedItem(datetime.fromisoformat(at), holder, UUID(id), kind == "earning")


def _sortable(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}+00:00"
