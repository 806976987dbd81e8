"""
Applying notifications: the object is fetched, and the state that it has now is stored.

So a notification that comes twice, late or out of order changes nothing but the moment of the
fetch. It can be applied again without harm; a worker that was killed leaves no doubt.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from domain.clock import Clock
from payments.gateway import GatewayRefusal, GatewayUnavailable
from payments.gateway_objects import BalanceTransaction, GatewayObject, ObjectType
from web.delivery.deliverer import Deliverer
from web.delivery.outcomes import ChannelUnavailable, PermanentFailure, TransientFailure
from web.payments.notifications import NOTIFICATIONS
from web.payments.object_states import store_state
from web.private_store.store import PrivateStore

logger = logging.getLogger(__name__)

ABSENT = "resource_missing"


class ObjectPointer(NamedTuple):
    """Which object a notification is about."""

    object_type: ObjectType
    object_id: str
    account_id: str | None


class ObjectSource(Protocol):
    """What a payment service holds, as it is now."""

    def fetch(
        self, object_type: ObjectType, object_id: str, account_id: str | None = None
    ) -> GatewayObject:
        """Raises GatewayRefusal and GatewayUnavailable."""

    def balance_transactions(self, since: datetime) -> Iterator[BalanceTransaction]:
        """The lines of its own ledger from an instant on. Raises as fetch."""

    def payments_by_charge(self, since: datetime) -> dict[str, str]:
        """The payment of each charge. Raises as fetch."""


class NotificationChannel:
    """Hands each notification to our own tables, by way of the payment service."""

    name = "stripe"

    def __init__(self, source: ObjectSource, store: PrivateStore) -> None:
        self._source, self._engine = source, store.engine
        self._clock: Clock = store.clock

    def read(self, row: Any) -> ObjectPointer:
        return ObjectPointer(ObjectType(row.object_type), row.object_id, row.account_id)

    def deliver(self, payload: ObjectPointer) -> None:
        fetched_at = self._clock()
        found = self._fetch(payload)
        with self._engine.begin() as db:
            store_state(found, fetched_at, db)

    def _fetch(self, pointer: ObjectPointer) -> GatewayObject:
        try:
            return self._source.fetch(*pointer)
        except GatewayUnavailable as error:
            raise ChannelUnavailable(str(error)) from error
        except GatewayRefusal as refused:
            logger.warning("%s was not fetched: %s", pointer.object_id, refused.code)
            failure = PermanentFailure if refused.code == ABSENT else TransientFailure
            raise failure(refused.code) from refused

    def has(self, _key: str) -> bool | None:
        """Never sure, and never harmful: what a killed worker left is applied again."""
        return False

    def close(self) -> None:
        """Nothing is open."""


def notification_deliverer(store: PrivateStore, source: ObjectSource) -> Deliverer[ObjectPointer]:
    """Applies what is in the inbox."""
    return Deliverer(NOTIFICATIONS, store, NotificationChannel(source, store))
