"""Our gateway before a fake Stripe, with a clock that tests move."""

import dataclasses
from datetime import timedelta
from functools import cache
from uuid import UUID, uuid4

from payments.gateway import PaymentUnknown, TransferIntent
from payments.stripe_accounts import StripeAccounts
from payments.stripe_collections import StripeCollections
from payments.stripe_gateway import StripeGateway
from payments.stripe_objects import StripeObjects
from payments.stripe_sdk import StripeSdk
from tests.payments.stripe import fake_money_in
from tests.payments.stripe.contract import Contract
from tests.payments.stripe.fake_stripe import FakeStripe
from tests.support.moving_clock import StoppedClock
from tests.support.people import MORNING, euros

SECRET_KEY = "sk_test_only_ours"
PAYOUT = UUID("90000000-0000-4000-8000-000000000001")
the_contract = cache(Contract)
"""Read once from the installed package, which takes a second."""


class StripeWorld:
    def __init__(self, clock=None):
        self.clock = clock or StoppedClock(MORNING)
        self.stripe = FakeStripe(the_contract(), self.clock)
        self.sdk = StripeSdk(SECRET_KEY, self.stripe)
        self.gateway = StripeGateway(self.sdk, self.clock)
        self.accounts = StripeAccounts(self.sdk)
        self.collections = StripeCollections(self.sdk, self.clock)
        self.objects = StripeObjects(self.sdk)

    @property
    def state(self):
        return self.stripe.state

    def pass_time(self, **duration):
        self.clock.now += timedelta(**duration)

    def expert_account(self):
        """The id of an account that can receive."""
        account_id = self.accounts.open_account(uuid4(), "expert@example.org")
        fake_money_in.set_account_status(self.state, account_id, "active")
        return account_id

    def deposit(self, cents=1_000_000):
        fake_money_in.deposit(self.state, cents)

    def paid_to(self, account_id):
        return self.state.available[account_id, "eur"]

    def operations(self):
        return [name for name, *_ in self.stripe.requests]

    def keys(self):
        return [key for name, _, key, _ in self.stripe.requests if name.startswith("POST")]


def payout(account_id, cents=500, id=PAYOUT, **more):
    return TransferIntent(id=id, amount=euros(cents), account_id=account_id, **more)


def pay_until_known(intent, world, gateway, pauses, faults):
    """
    Try an intent until its outcome is known, as a pay run does: first tried is stored before.

    pauses, faults: called for what happens before and during the next try.
    """
    for _ in range(60):
        world.stripe.faults.clear()
        world.stripe.faults.extend(faults())
        started = intent.first_tried_at or world.clock()
        intent = dataclasses.replace(intent, first_tried_at=started)
        outcome = gateway.transfer(intent)
        if not isinstance(outcome, PaymentUnknown):
            return outcome
        world.pass_time(seconds=pauses())
    raise AssertionError("the outcome stayed unknown")
