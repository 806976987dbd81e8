"""
The same promises against a real sandbox of Stripe's: only when STRIPE_TEST_KEY is set.

It has never been run: docs/payments.md. It moves play money and leaves objects in the sandbox. It
needs a sandbox with Connect, whose platform is in France or pays out in euros.
"""

import os
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.bookings.funding import FundingMethod
from domain.clock import system_clock
from payments.gateway import PaymentMade, PaymentRefused, RefundIntent, TransferIntent
from payments.gateway_objects import BrandPaymentStatus, CollectionIntent, ObjectType
from payments.stripe_accounts import StripeAccounts
from payments.stripe_collections import StripeCollections
from payments.stripe_gateway import StripeGateway
from payments.stripe_objects import StripeObjects
from payments.stripe_sdk import StripeSdk
from tests.support.people import euros

KEY = os.environ.get("STRIPE_TEST_KEY", "")
CARD_WHOSE_MONEY_IS_AVAILABLE_AT_ONCE = "pm_card_bypassPending"
pytestmark = [
    pytest.mark.skipif(not KEY, reason="STRIPE_TEST_KEY is not set"),
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["api.stripe.com"]),
]


@pytest.fixture
def sdk():
    assert KEY.startswith(("sk_test_", "rk_test_")), "this suite never runs with a live key"
    return StripeSdk(KEY)


@pytest.fixture
def payment_id(sdk):
    """A card payment of 25.00 EUR to the platform."""
    collections = StripeCollections(sdk, system_clock)
    intent = CollectionIntent(
        id=uuid4(),
        amount=euros(2500),
        customer_id=collections.open_customer(uuid4()),
        method=FundingMethod.CARD,
    )
    awaited = collections.collect(intent)
    assert awaited.status is BrandPaymentStatus.AWAITED
    sdk.v1.payment_intents.confirm(
        awaited.payment_id, {"payment_method": CARD_WHOSE_MONEY_IS_AVAILABLE_AT_ONCE}
    )
    assert collections.payment(awaited.payment_id).status is BrandPaymentStatus.RECEIVED
    return awaited.payment_id


def test_a_refund_is_made_once_by_key_and_by_look_up(sdk, payment_id):
    gateway = StripeGateway(sdk, system_clock)
    intent = {"id": uuid4(), "amount": euros(1000), "payment_id": payment_id}
    long_ago = system_clock() - timedelta(hours=30)

    first = gateway.refund(RefundIntent(**intent))
    by_key = gateway.refund(RefundIntent(**intent, first_tried_at=system_clock()))
    by_look_up = gateway.refund(RefundIntent(**intent, first_tried_at=long_ago))

    assert isinstance(first, PaymentMade)
    assert first == by_key == by_look_up


def test_a_new_recipient_cannot_receive_and_a_transfer_to_it_is_refused(sdk, payment_id):
    assert payment_id
    accounts = StripeAccounts(sdk)
    account_id = accounts.open_account(uuid4(), f"expert-{uuid4().hex}@example.org")

    outcome = StripeGateway(sdk, system_clock).transfer(
        TransferIntent(id=uuid4(), amount=euros(160), account_id=account_id)
    )

    assert not accounts.account(account_id).can_receive
    assert outcome == PaymentRefused("insufficient_capabilities_for_transfer")


def test_the_form_of_a_recipient_can_be_opened(sdk):
    accounts = StripeAccounts(sdk)
    account_id = accounts.open_account(uuid4(), f"expert-{uuid4().hex}@example.org")

    link = accounts.onboarding_link(account_id, "https://example.org", "https://example.org")

    assert link.startswith("https://connect.stripe.com/")


def test_a_bank_transfer_has_instructions(sdk):
    collections = StripeCollections(sdk, system_clock)
    intent = CollectionIntent(
        id=uuid4(),
        amount=euros(12_000),
        customer_id=collections.open_customer(uuid4()),
        method=FundingMethod.BANK_TRANSFER,
    )

    assert collections.collect(intent).instructions_url is not None


def test_objects_and_balance_can_be_read(sdk, payment_id):
    objects = StripeObjects(sdk)

    payment = objects.fetch(ObjectType.PAYMENT, payment_id)
    lines = list(objects.balance_transactions(system_clock() - timedelta(minutes=10)))

    assert (payment.status, payment.amount) == ("succeeded", euros(2500))
    assert any(line.category == "charge" for line in lines)
