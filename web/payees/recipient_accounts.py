"""Experts' accounts at Stripe, where a key is set; the SDK is imported only with one."""

from typing import Protocol, cast
from uuid import UUID

from flask import Flask, current_app

from payments.gateway_objects import RecipientAccount
from web.settings import Settings

EXTENSION = "comptoir.recipient_accounts"


class RecipientAccounts(Protocol):
    """What the pages need of `payments/stripe_accounts.py`, which says what each of them raises."""

    def open_account(self, member_id: UUID, email: str) -> str: ...

    def onboarding_link(self, account_id: str, back_url: str, again_url: str) -> str: ...

    def account(self, account_id: str) -> RecipientAccount: ...


def init_recipient_accounts(app: Flask, settings: Settings) -> None:
    app.extensions[EXTENSION] = _accounts_of(settings)


def recipient_accounts() -> RecipientAccounts | None:
    """None without a key: then people pay by hand, and say so."""
    return cast(RecipientAccounts | None, current_app.extensions[EXTENSION])


def _accounts_of(settings: Settings) -> RecipientAccounts | None:
    if settings.stripe is None:
        return None
    # Only now: the SDK takes a third of a second to import, and 40 MB.
    from payments.stripe_accounts import StripeAccounts  # noqa: PLC0415
    from payments.stripe_sdk import StripeSdk  # noqa: PLC0415

    return StripeAccounts(StripeSdk(settings.stripe.secret_key))
