"""
Stripe's SDK, as we use it: the only module that imports it (decision 0041).

It retries within a call, gives up in time and sends no telemetry. The SDK's errors become ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import stripe
from stripe import params

from domain.money import Money
from payments.gateway import GatewayBug, GatewayRefusal, GatewayUnavailable

stripe.enable_telemetry = False  # it writes an id of this machine into the home folder

INTENT = "comptoir_intent"
"""The metadata with our id of what an object is for."""
MAX_NETWORK_RETRIES = 2
CONNECT_AND_READ_TIMEOUT_S = (3.0, 20.0)


BankTransfer = params.PaymentIntentCreateParamsPaymentMethodOptionsCustomerBalanceBankTransfer


class StripeSdk:
    """One client, which threads may share. Its calls belong inside `answers`."""

    def __init__(self, secret_key: str, transport: stripe.HTTPClient | None = None) -> None:
        client = stripe.StripeClient(
            secret_key,
            http_client=transport or stripe.RequestsClient(timeout=CONNECT_AND_READ_TIMEOUT_S),
            max_network_retries=MAX_NETWORK_RETRIES,
        )
        self.v1, self.v2 = client.v1, client.v2

    @contextmanager
    def answers(self) -> Iterator[None]:
        """
        Raise our own errors instead of the SDK's.

        Raises GatewayRefusal when Stripe says that it does not do it; GatewayBug when a key was
        used for something else; GatewayUnavailable for the rest, which says nothing about money:
        no connection, overload, a key in use, an error of Stripe's, a wrong or blocked secret key.
        """
        try:
            yield
        except stripe.IdempotencyError as error:
            raise GatewayBug("an idempotency key was used with other parameters") from error
        except (stripe.InvalidRequestError, stripe.CardError) as error:
            raise GatewayRefusal(error.code or f"http_{error.http_status}") from error
        except stripe.StripeError as error:
            raise GatewayUnavailable(_kind_of(error)) from error


def _kind_of(error: stripe.StripeError) -> str:
    """For administrators, without the message: it may name people."""
    status = f" {error.http_status}" if error.http_status else ""
    return f"{type(error).__name__}{status}"


def is_for(intent_id: UUID, metadata: stripe.StripeObject | None) -> bool:
    """Whether an object is the one that we asked for under this id."""
    return metadata is not None and INTENT in metadata and metadata[INTENT] == str(intent_id)


def attempt_of(metadata: stripe.StripeObject | None) -> int | None:
    """Which attempt an object was made by; None when it does not say."""
    text = metadata["attempt"] if metadata is not None and "attempt" in metadata else ""
    return int(text) if text.isdecimal() else None


def in_stripe(amount: Money) -> tuple[int, str]:
    """Stripe counts the minor units of our currencies as we do, and writes codes in small."""
    return amount.amount, amount.currency.lower()


def from_stripe(amount: int, currency: str) -> Money:
    return Money(amount, currency.upper())


def time_of(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
