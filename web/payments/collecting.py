"""
Asking brands for payments through the payment service: each amount once, whatever fails.

The intent and the time of its first try are committed before the call, what it became afterwards.
What is known of the payment comes from notifications; should one be lost, it is fetched again after
an hour.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from domain.bookings.funding import FundingMethod
from domain.money import Money
from payments.gateway import GatewayBug, GatewayRefusal, GatewayUnavailable, PaymentGateway
from payments.gateway_objects import BrandPayment, CollectionIntent, GatewayObject, ObjectType
from web.payments.gateway_intents import GatewayIntents, IntentKind, IntentState
from web.payments.notification_delivery import ObjectSource
from web.payments.object_states import known_object, store_state
from web.private_store.store import PrivateStore

logger = logging.getLogger(__name__)

AFTER_NO_ANSWER = timedelta(minutes=1)
AFTER_A_REFUSAL = timedelta(hours=1)
FETCHED_AGAIN_AFTER = timedelta(hours=1)


OpenObject = Callable[[UUID, IntentState], str]
"""Opens what an intent is for, and returns the object's id."""


class Collections(Protocol):
    """What brands pay in to; raises GatewayRefusal, GatewayUnavailable and GatewayBug."""

    def open_customer(self, brand_id: UUID) -> str: ...

    def collect(self, intent: CollectionIntent) -> BrandPayment: ...


class PaymentService(Protocol):
    """Both sides of the payment service: what is asked of it, and what it holds."""

    @property
    def collections(self) -> Collections: ...

    @property
    def objects(self) -> ObjectSource: ...

    @property
    def gateway(self) -> PaymentGateway: ...


class Collector:
    """Collects amounts; asks for each until it is known what became of it."""

    def __init__(self, service: PaymentService, store: PrivateStore) -> None:
        self._service, self._engine, self._clock = service, store.engine, store.clock
        self._intents = GatewayIntents(store)

    def payment_for(
        self, funding_id: UUID, brand_id: UUID, amount: Money, method: FundingMethod
    ) -> GatewayObject | None:
        """
        The payment of an amount, as it was known last; None while there is none.

        A GatewayBug is logged as an error, again and again: a person must look.
        """
        try:
            payment_id = self._payment_id(funding_id, brand_id, amount, method)
            return self._present(payment_id) if payment_id else None
        except GatewayUnavailable as error:
            logger.info("The payment service did not answer: %s", error)
        except GatewayRefusal as refused:
            logger.warning("The payment %s was refused: %s", funding_id, refused.code)
        except GatewayBug as bug:  # of one payment: it must not stop the others
            logger.error("The payment %s needs a person: %s", funding_id, bug)  # noqa: TRY400
        return None

    def _payment_id(
        self, funding_id: UUID, brand_id: UUID, amount: Money, method: FundingMethod
    ) -> str | None:
        customer_id = self._opened(IntentKind.CUSTOMER, brand_id, self._open_customer)
        if customer_id is None:
            return None

        def collect(intent_id: UUID, state: IntentState) -> str:
            intent = CollectionIntent(
                id=intent_id,
                amount=amount,
                customer_id=customer_id,
                method=method,
                attempt=state.attempt,
                first_tried_at=state.first_tried_at,
            )
            return self._service.collections.collect(intent).payment_id

        return self._opened(IntentKind.COLLECTION, funding_id, collect)

    def _open_customer(self, brand_id: UUID, _state: IntentState) -> str:
        return self._service.collections.open_customer(brand_id)

    def _opened(self, kind: IntentKind, intent_id: UUID, open_object: OpenObject) -> str | None:
        """What an intent became; None when it is too early to try again."""
        at = self._clock()
        state = self._intents.state_of(kind, intent_id, at)
        if state.object_id is not None or at < state.due_at:
            return state.object_id
        self._intents.begin(kind, intent_id, at, at + AFTER_NO_ANSWER)
        try:
            object_id = open_object(intent_id, state)
        except GatewayRefusal:
            self._intents.refuse(kind, intent_id, at + AFTER_A_REFUSAL)
            raise
        self._intents.complete(kind, intent_id, object_id)
        return object_id

    def _present(self, payment_id: str) -> GatewayObject:
        at = self._clock()
        with self._engine.connect() as db:
            known = known_object(payment_id, db)
        if known is not None and at - known.fetched_at < FETCHED_AGAIN_AFTER:
            return known.object
        found = self._service.objects.fetch(ObjectType.PAYMENT, payment_id)
        with self._engine.begin() as db:
            store_state(found, at, db)
        return found
