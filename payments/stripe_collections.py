"""Brands pay in through Stripe: by card, or by bank transfer to an account number of their own."""

from typing import Any
from uuid import UUID

from domain.bookings.funding import FundingMethod
from domain.clock import Clock
from payments.gateway import GatewayRefusal, refusal_of
from payments.gateway_objects import BrandPayment, BrandPaymentStatus, CollectionIntent
from payments.stripe_gateway import KEYS_TRUSTED_FOR, PAGE
from payments.stripe_sdk import INTENT, BankTransfer, StripeSdk, from_stripe, in_stripe, is_for

STATUSES = {
    "succeeded": BrandPaymentStatus.RECEIVED,
    "canceled": BrandPaymentStatus.CANCELLED,
}
"""Every other status is awaited: the payer has something to do, or the bank has."""
BANK_TRANSFERS = frozenset({"EUR", "GBP"})
"""The currencies that Stripe gives brands account numbers for."""


class StripeCollections:
    """Payments of brands to the platform, which stay on its balance until experts are paid."""

    def __init__(self, sdk: StripeSdk, clock: Clock, bank_country: str = "FR") -> None:
        """bank_country: of the account numbers that brands transfer euros to: DE, FR, IE or NL."""
        self._sdk, self._clock, self._bank_country = sdk, clock, bank_country

    def open_customer(self, brand_id: UUID) -> str:
        """
        Open what a brand's payments belong to; return its id, which the caller stores.

        Once per brand within a day. Raises GatewayRefusal, GatewayUnavailable and GatewayBug.
        """
        with self._sdk.answers():
            customer = self._sdk.v1.customers.create(
                {"metadata": {INTENT: str(brand_id)}}, {"idempotency_key": f"customer:{brand_id}"}
            )
        return customer.id

    def collect(self, intent: CollectionIntent) -> BrandPayment:
        """
        Ask for a payment once, and say where it stands.

        The payer completes it: in the browser with the client secret, or by a bank transfer as the
        instructions say. Raises as open_customer.
        """
        if (refusal := refusal_of(intent.amount)) is not None:
            raise GatewayRefusal(refusal.code)
        return self._requested_before(intent) or self._request(intent)

    def payment(self, payment_id: str) -> BrandPayment:
        """Where a payment stands. Raises as open_customer."""
        with self._sdk.answers():
            payment = self._sdk.v1.payment_intents.retrieve(payment_id)
        return brand_payment(payment.to_dict())

    def _requested_before(self, intent: CollectionIntent) -> BrandPayment | None:
        """Looked up where the key cannot say it: it is another attempt's, or too old."""
        first = intent.first_tried_at
        if first is None:
            return None
        if intent.attempt == 1 and self._clock() - first <= KEYS_TRUSTED_FOR:
            return None
        with self._sdk.answers():
            of_brand = self._sdk.v1.payment_intents.list(
                {"customer": intent.customer_id, "limit": PAGE}
            )
            for payment in of_brand.auto_paging_iter():
                if is_for(intent.id, payment.metadata):
                    return brand_payment(payment.to_dict())
        return None

    def _request(self, intent: CollectionIntent) -> BrandPayment:
        match intent.method:
            case FundingMethod.CARD:
                return self._by_card(intent)
            case FundingMethod.BANK_TRANSFER if intent.amount.currency in BANK_TRANSFERS:
                return self._by_bank_transfer(intent)
            case _:
                raise GatewayRefusal("method_not_supported")

    def _by_card(self, intent: CollectionIntent) -> BrandPayment:
        amount, currency = in_stripe(intent.amount)
        with self._sdk.answers():
            payment = self._sdk.v1.payment_intents.create(
                {
                    "amount": amount,
                    "currency": currency,
                    "customer": intent.customer_id,
                    "allowed_payment_method_types": ["card"],
                    "metadata": {INTENT: str(intent.id)},
                },
                {"idempotency_key": _key(intent)},
            )
        return brand_payment(payment.to_dict())

    def _by_bank_transfer(self, intent: CollectionIntent) -> BrandPayment:
        """Confirmed at once: only then are there an account number and a reference."""
        amount, currency = in_stripe(intent.amount)
        with self._sdk.answers():
            payment = self._sdk.v1.payment_intents.create(
                {
                    "amount": amount,
                    "currency": currency,
                    "customer": intent.customer_id,
                    "confirm": True,
                    "payment_method_data": {"type": "customer_balance"},
                    "payment_method_options": {
                        "customer_balance": {
                            "funding_type": "bank_transfer",
                            "bank_transfer": self._bank_transfer(intent.amount.currency),
                        }
                    },
                    "metadata": {INTENT: str(intent.id)},
                },
                {"idempotency_key": _key(intent)},
            )
        return brand_payment(payment.to_dict())

    def _bank_transfer(self, currency: str) -> BankTransfer:
        if currency == "GBP":
            return {"type": "gb_bank_transfer"}
        return {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": self._bank_country}}


def brand_payment(answer: dict[str, Any]) -> BrandPayment:
    """What an answer says of a payment."""
    action = answer.get("next_action") or {}
    instructions = action.get("display_bank_transfer_instructions") or {}
    return BrandPayment(
        payment_id=answer["id"],
        status=STATUSES.get(answer["status"], BrandPaymentStatus.AWAITED),
        received=from_stripe(answer["amount_received"], answer["currency"]),
        client_secret=answer.get("client_secret"),
        instructions_url=instructions.get("hosted_instructions_url"),
    )


def _key(intent: CollectionIntent) -> str:
    return f"collection:{intent.id}:{intent.attempt}"
