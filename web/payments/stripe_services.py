"""Stripe's services for the keys in the settings, or none: the SDK is imported only with a key."""

from typing import NamedTuple

from payments.gateway import PaymentGateway
from web.payments.collecting import Collections, PaymentService
from web.payments.notification_delivery import ObjectSource
from web.private_store.store import PrivateStore
from web.settings import Settings


class StripeServices(NamedTuple):
    collections: Collections
    objects: ObjectSource
    gateway: PaymentGateway


def payment_service_of(settings: Settings, store: PrivateStore) -> PaymentService | None:
    """None without a key."""
    if settings.stripe is None:
        return None
    # Only now: the SDK takes a third of a second to import, and 40 MB.
    from payments.stripe_collections import StripeCollections  # noqa: PLC0415
    from payments.stripe_gateway import StripeGateway  # noqa: PLC0415
    from payments.stripe_objects import StripeObjects  # noqa: PLC0415
    from payments.stripe_sdk import StripeSdk  # noqa: PLC0415

    sdk = StripeSdk(settings.stripe.secret_key)
    return StripeServices(
        StripeCollections(sdk, store.clock), StripeObjects(sdk), StripeGateway(sdk, store.clock)
    )
