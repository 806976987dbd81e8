"""Which rail carries the platform's payments: Stripe with a secret key, people without."""

from domain.clock import Clock
from payments.gateway import PaymentGateway
from payments.manual_gateway import ManualGateway, RecordOf


def payment_gateway(secret_key: str | None, clock: Clock, record_of: RecordOf) -> PaymentGateway:
    """
    The rail for transfers, reversals and refunds.

    secret_key: Stripe's; None for the manual rail. record_of: what people recorded for an intent.
    """
    if secret_key is None:
        return ManualGateway(record_of)
    # Only now: the SDK takes a third of a second to import, and 40 MB.
    from payments.stripe_gateway import StripeGateway  # noqa: PLC0415
    from payments.stripe_sdk import StripeSdk  # noqa: PLC0415

    return StripeGateway(StripeSdk(secret_key), clock)
