"""Stripe's services for the keys in the settings, or none: the SDK is imported only with a key."""

from web.payments.notification_delivery import ObjectSource
from web.settings import Settings


def object_source_of(settings: Settings) -> ObjectSource | None:
    """Where the objects of notifications are fetched; None without a key."""
    if settings.stripe is None:
        return None
    # Only now: the SDK takes a third of a second to import, and 40 MB.
    from payments.stripe_objects import StripeObjects  # noqa: PLC0415
    from payments.stripe_sdk import StripeSdk  # noqa: PLC0415

    return StripeObjects(StripeSdk(settings.stripe.secret_key))
