"""What the fake Stripe holds: objects, balances with the transactions behind them, events."""

import copy
import itertools
import json
from collections import Counter, defaultdict

import stripe

from tests.payments.stripe.contract import EVENT

REPORTING_CATEGORIES = {
    "payment": "charge",
    "transfer_refund": "transfer_reversal",
    "payment_refund": "refund",
}
PLATFORM = None
"""The account whose key is used; others are connected accounts."""


class ApiError(Exception):
    """An answer that says no."""

    def __init__(self, status, type, message, code=None, param=None):
        super().__init__(message)
        self.status = status
        details = {"type": type, "message": message, "code": code, "param": param}
        self.body = {"error": {name: text for name, text in details.items() if text is not None}}


def invalid(message, code=None, param=None, status=400):
    return ApiError(status, "invalid_request_error", message, code, param)


class Drift(AssertionError):
    """The fake answered something that Stripe's schema does not allow."""


class FakeState:
    def __init__(self, contract, clock):
        self.contract, self.clock = contract, clock
        self._numbers = itertools.count(1)
        self.objects = defaultdict(dict)
        self.transactions = []
        self.available = Counter()
        self.events = []

    @property
    def now(self):
        return int(self.clock().timestamp())

    def new_id(self, prefix):
        return f"{prefix}_{next(self._numbers):014d}"

    def add(self, kind, id, object):
        self.objects[kind][id] = object
        return object

    def get(self, kind, id):
        """Raises ApiError when there is none."""
        if id not in self.objects[kind]:
            raise invalid(f"No such {kind}: '{id}'", "resource_missing", "id", status=404)
        return self.objects[kind][id]

    def book(self, type, amount, currency, source, account=PLATFORM):
        """A balance transaction, which changes the balance of an account; returns its id."""
        transaction = {
            "id": self.new_id("txn"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": self.now,
            "balance_type": "payments",
            "created": self.now,
            "currency": currency,
            "description": None,
            "exchange_rate": None,
            "fee": 0,
            "fee_details": [],
            "net": amount,
            "reporting_category": REPORTING_CATEGORIES.get(type, type),
            "source": source,
            "status": "available",
            "type": type,
        }
        self.transactions.append((account, transaction))
        self.available[account, currency] += amount
        return transaction["id"]

    def page(self, url, items, params):
        """A page of a list, the newest first."""
        newest = list(reversed(items))
        if "starting_after" in params:
            ids = [item["id"] for item in newest]
            newest = newest[ids.index(params["starting_after"]) + 1 :]
        limit = params.get("limit", 10)
        page, has_more = newest[:limit], len(newest) > limit
        return {"object": "list", "data": copy.deepcopy(page), "has_more": has_more, "url": url}

    # Events.

    def notify(self, type, object, account=PLATFORM):
        """A snapshot event, as v1 has them."""
        event = {
            "id": self.new_id("evt"),
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": self.now,
            "data": {"object": copy.deepcopy(object)},
            "livemode": False,
            "pending_webhooks": 1,
            "request": None,
            "type": type,
        }
        if account is not PLATFORM:
            event["account"] = account
        if (fault := self.contract.fault_of_answer(EVENT, event)) is not None:
            raise Drift(f"{type}: {fault}")
        self.events.append(event)

    def notify_thin(self, type, object_type, object_id, url):
        """A thin event, as v2 has them: a pointer without a state."""
        related = {"id": object_id, "type": object_type, "url": url}
        event = {
            "id": self.new_id("evt"),
            "object": "v2.core.event",
            "type": type,
            "livemode": False,
            "created": f"{self.clock():%Y-%m-%dT%H:%M:%S}.000Z",
            "related_object": related,
        }
        self.events.append(event)

    def deliveries(self, secret, random, signed_at=None):
        """What an endpoint receives of all events: signed, in any order, some of them twice."""
        events = [event for event in self.events for _ in range(random.choice([1, 1, 2]))]
        random.shuffle(events)
        return [signed(event, secret, signed_at or self.now) for event in events]


def signed(event, secret, at):
    """A body, and the header of a request that brings it."""
    body = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=at)
    return body.encode(), header
