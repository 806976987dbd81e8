"""
A small stateful Stripe inside the process, behind the real SDK: its encoding, retries and errors.

It knows what our operations do, keys that live for a day, and faults. Every request and every
answer is checked against the contract, so it cannot drift from Stripe's shapes. Its behaviour is
our reading of Stripe's documentation, and was never compared with Stripe itself.
"""

import copy
import json
from collections import deque
from datetime import timedelta
from urllib.parse import urlsplit

import stripe
from requests.structures import CaseInsensitiveDict
from typing_extensions import override

from tests.payments.stripe import fake_money_in as money_in
from tests.payments.stripe import fake_money_out as money_out
from tests.payments.stripe.contract import api_version
from tests.payments.stripe.fake_state import ApiError, Drift, FakeState, invalid
from tests.payments.stripe.form_bodies import decoded, typed

KEYS_LIVE_FOR = timedelta(hours=24)
ENDPOINTS = {
    "GET /v1/balance_transactions": money_out.list_balance_transactions,
    "GET /v1/payment_intents": money_in.list_payments,
    "GET /v1/payment_intents/{intent}": money_in.retrieve_payment,
    "GET /v1/payouts/{payout}": money_out.retrieve_payout,
    "GET /v1/refunds": money_out.list_refunds,
    "GET /v1/refunds/{refund}": money_out.retrieve_refund,
    "GET /v1/transfers": money_out.list_transfers,
    "GET /v1/transfers/{id}/reversals": money_out.list_reversals,
    "GET /v1/transfers/{transfer}": money_out.retrieve_transfer,
    "GET /v2/core/accounts/{id}": money_in.retrieve_account,
    "POST /v1/customers": money_in.create_customer,
    "POST /v1/payment_intents": money_in.create_payment,
    "POST /v1/refunds": money_out.create_refund,
    "POST /v1/transfers": money_out.create_transfer,
    "POST /v1/transfers/{id}/reversals": money_out.create_reversal,
    "POST /v2/core/account_links": money_in.create_account_link,
    "POST /v2/core/accounts": money_in.create_account,
}
BUSY = {"error": {"type": "api_error", "message": "The service is busy."}}
BROKEN = {"error": {"type": "api_error", "message": "Something broke inside."}}
TOO_MANY = {"error": {"type": "invalid_request_error", "code": "rate_limit", "message": "Slow."}}
IN_USE = {
    "error": {
        "type": "idempotency_error",
        "code": "idempotency_key_in_use",
        "message": "Another request with this key is running.",
    }
}
FAULTS = {"503": (503, BUSY), "429": (429, TOO_MANY), "409": (409, IN_USE)}
"""Answers of a Stripe that has not begun to execute the request."""


class FakeStripe(stripe.HTTPClient):
    name = "fake_stripe"

    def __init__(self, contract, clock):
        super().__init__()
        self.contract, self.clock = contract, clock
        self.state = FakeState(contract, clock)
        self.endpoints = dict(ENDPOINTS)
        self.faults = deque()
        """What goes wrong with the next requests, one each: None, a key of FAULTS, `lost_request`,
        `lost_answer`, or `500_before` and `500_after` the execution."""
        self.requests = []
        """Operation, parameters, idempotency key and connected account of what arrived."""
        self._keys = {}

    @override
    def _sleep_time_seconds(self, _retries):
        return 0

    @override
    def close(self):
        """Nothing is open."""

    def forget_keys(self):
        """As if a day had passed for idempotency keys only."""
        self._keys.clear()

    @override
    def request(self, method, url, headers, post_data=None, *, _usage=None):
        fault = self.faults.popleft() if self.faults else None
        if fault == "lost_request":
            raise stripe.APIConnectionError("lost on the way", should_retry=True)
        if fault in FAULTS:
            return answered(*FAULTS[fault])
        status, body, more = self._answer(
            method, urlsplit(url), CaseInsensitiveDict(headers), post_data, fault
        )
        if fault == "lost_answer":
            raise stripe.APIConnectionError("lost on the way back", should_retry=True)
        return answered(status, body, more)

    def _answer(self, method, url, headers, post_data, fault):
        try:
            name, in_path, params = self._read(method, url, headers, post_data)
        except ApiError as error:  # refused before the execution: no key remembers it
            return error.status, error.body, {}
        account, key = headers.get("Stripe-Account"), headers.get("Idempotency-Key")
        self.requests.append((name, params, key, account))
        scope = (account, key) if method == "post" and key else None
        return self._executed_once(name, in_path, params, scope, account, fault)

    def _read(self, method, url, headers, post_data):
        if not headers.get("Authorization", "").startswith("Bearer sk_test_"):
            raise ApiError(401, "invalid_request_error", "Invalid API key.")
        if headers["Stripe-Version"] != api_version():
            raise invalid(f"This fake does not speak {headers['Stripe-Version']}.")
        name, in_path = self.contract.match(method, url.path)
        if name not in ENDPOINTS:
            raise invalid(f"Unrecognized request URL: {url.path}", status=404)
        params = self._params(name, method, url, post_data)
        if (fault := self.contract.fault_of_request(name, params)) is not None:
            raise invalid(fault, "parameter_unknown")
        return name, in_path, params

    def _params(self, name, method, url, post_data):
        if method == "post" and url.path.startswith("/v2/"):
            return json.loads(post_data or "{}")
        schema = self.contract.requests.get(name, {})
        text = (post_data if method == "post" else url.query) or ""
        return typed(decoded(text), schema, self.contract.definitions)

    def _executed_once(self, name, in_path, params, scope, account, fault):
        request = (name, in_path, params)
        found = self._keys.get(scope)
        if found and self.clock() - found["at"] < KEYS_LIVE_FOR:
            if found["request"] != request:
                message = "Keys can only be used with the parameters of the first time."
                return 400, ApiError(400, "idempotency_error", message).body, {}
            return found["status"], copy.deepcopy(found["body"]), {"Idempotent-Replayed": "true"}
        status, body = self._execute(name, in_path, params, account, fault)
        if scope:
            self._keys[scope] = {
                "at": self.clock(),
                "request": request,
                "status": status,
                "body": copy.deepcopy(body),
            }
        return status, body, {}

    def _execute(self, name, in_path, params, account, fault):
        if fault == "500_before":
            return 500, BROKEN
        try:
            body = self.endpoints[name](self.state, params, account, **in_path)
        except ApiError as error:
            return error.status, error.body
        if (drift := self.contract.fault_of_answer(name, body)) is not None:
            raise Drift(f"{name}: {drift}")
        return (500, BROKEN) if fault == "500_after" else (200, copy.deepcopy(body))


def answered(status, body, headers=()):
    return json.dumps(body), status, CaseInsensitiveDict({"Request-Id": "req_1", **dict(headers)})
