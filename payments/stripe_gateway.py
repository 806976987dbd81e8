"""
Money that moves through Stripe: transfers to experts, their reversals, refunds to brands.

Stripe remembers an idempotency key for 24 hours at least, and may execute it again after that. So
what was first tried longer ago is looked up before it is created, and a refusal counts only when
the look-up finds nothing.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Protocol

from domain.clock import Clock
from payments.gateway import (
    GatewayBug,
    GatewayRefusal,
    GatewayUnavailable,
    MoneyMovement,
    PaymentMade,
    PaymentOutcome,
    PaymentRefused,
    PaymentUnknown,
    RefundIntent,
    ReversalIntent,
    TransferIntent,
    refusal_of,
)
from payments.stripe_sdk import (
    INTENT,
    StripeSdk,
    attempt_of,
    from_stripe,
    in_stripe,
    is_for,
    time_of,
)

KEYS_TRUSTED_FOR = timedelta(hours=20)
"""Well below the 24 hours after which Stripe may forget a key."""
PAGE = 100


class StripeMovement(Protocol):
    """What transfers, reversals and refunds have in common."""

    @property
    def id(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def created(self) -> int: ...
    @property
    def metadata(self) -> Any: ...


class StripeGateway:
    """The rail by Stripe Connect: separate charges and transfers."""

    name = "stripe"

    def __init__(self, sdk: StripeSdk, clock: Clock) -> None:
        self._sdk, self._clock = sdk, clock

    def transfer(self, intent: TransferIntent) -> PaymentOutcome:
        """Pay a recipient once; the transfer group is the intent's, by which it is looked up."""
        transfers = self._sdk.v1.transfers
        group = f"intent:{intent.id}"

        def found() -> Iterable[StripeMovement]:
            of_intent = transfers.list({"transfer_group": group, "limit": PAGE})
            made = list(of_intent.auto_paging_iter())
            if any(one.destination != intent.account_id for one in made):
                raise GatewayBug(f"{intent.id} was paid to another account")
            return made

        def created() -> StripeMovement:
            amount, currency = in_stripe(intent.amount)
            return transfers.create(
                {
                    "amount": amount,
                    "currency": currency,
                    "destination": intent.account_id,
                    "transfer_group": group,
                    "metadata": _metadata(intent),
                },
                {"idempotency_key": _key("transfer", intent)},
            )

        return self._once(intent, found, created)

    def reverse(self, intent: ReversalIntent) -> PaymentOutcome:
        """Take back part or all of a transfer; the recipient's balance must cover it."""
        reversals = self._sdk.v1.transfers.reversals

        def found() -> Iterable[StripeMovement]:
            made = reversals.list(intent.transfer_id, {"limit": PAGE}).auto_paging_iter()
            return [one for one in made if is_for(intent.id, one.metadata)]

        def created() -> StripeMovement:
            return reversals.create(
                intent.transfer_id,
                {"amount": intent.amount.amount, "metadata": _metadata(intent)},
                {"idempotency_key": _key("reversal", intent)},
            )

        return self._once(intent, found, created)

    def refund(self, intent: RefundIntent) -> PaymentOutcome:
        """Give back part or all of a payment. It may still fail days later, as Stripe notifies."""
        refunds = self._sdk.v1.refunds

        def found() -> Iterable[StripeMovement]:
            of_payment = refunds.list({"payment_intent": intent.payment_id, "limit": PAGE})
            made = of_payment.auto_paging_iter()
            return [one for one in made if is_for(intent.id, one.metadata)]

        def created() -> StripeMovement:
            return refunds.create(
                {
                    "payment_intent": intent.payment_id,
                    "amount": intent.amount.amount,
                    "metadata": _metadata(intent),
                },
                {"idempotency_key": _key("refund", intent)},
            )

        return self._once(intent, found, created)

    def _once(
        self,
        intent: MoneyMovement,
        found: Callable[[], Iterable[StripeMovement]],
        created: Callable[[], StripeMovement],
    ) -> PaymentOutcome:
        if (refusal := refusal_of(intent.amount)) is not None:
            return refusal
        try:
            made = self._look_up(found) if self._has_outlived_its_key(intent) else None
            made = made or self._create(created, found)
        except GatewayUnavailable as error:
            return PaymentUnknown(str(error))
        except GatewayRefusal as refused:
            return PaymentRefused(refused.code)
        if from_stripe(made.amount, made.currency) != intent.amount:
            raise GatewayBug(f"{made.id} has another amount than the intent {intent.id}")
        return PaymentMade(made.id, time_of(made.created).date(), attempt_of(made.metadata))

    def _create(
        self,
        created: Callable[[], StripeMovement],
        found: Callable[[], Iterable[StripeMovement]],
    ) -> StripeMovement:
        """Raises GatewayRefusal only when nothing was made under this intent before."""
        try:
            with self._sdk.answers():
                return created()
        except GatewayRefusal:
            made = self._look_up(found)
            if made is None:
                raise
            return made

    def _look_up(self, found: Callable[[], Iterable[StripeMovement]]) -> StripeMovement | None:
        """Raises GatewayBug when the intent was paid more than once."""
        try:
            with self._sdk.answers():
                made = list(found())
        except GatewayRefusal as refused:  # of the look-up: it says nothing about the movement
            raise GatewayUnavailable(f"look-up refused: {refused.code}") from refused
        if len(made) > 1:
            raise GatewayBug(f"made more than once: {', '.join(one.id for one in made)}")
        return made[0] if made else None

    def _has_outlived_its_key(self, intent: MoneyMovement) -> bool:
        first = intent.first_tried_at
        return first is not None and self._clock() - first > KEYS_TRUSTED_FOR


def _metadata(intent: MoneyMovement) -> dict[str, str]:
    return {INTENT: str(intent.id), "attempt": str(intent.attempt)}


def _key(kind: str, intent: MoneyMovement) -> str:
    return f"{kind}:{intent.id}:{intent.attempt}"
