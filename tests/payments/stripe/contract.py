"""
The contract with Stripe: the operations that we use, as the installed SDK describes them.

`operations.lock.json` says with which versions and shapes our code was last looked at. After an
upgrade of the SDK, `python -m tests.payments.stripe.contract` writes it anew; first read what
changed, and whether our calls still mean the same.
"""

import ast
import hashlib
import json
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path

import jsonschema_rs

from tests.payments.stripe.sdk_schemas import NULL, Schemas
from tests.payments.stripe.sdk_source import operations, tree_of

LOCK = Path(__file__).with_name("operations.lock.json")
USED = (
    "GET /v1/balance_transactions",
    "GET /v1/payment_intents",
    "GET /v1/payment_intents/{intent}",
    "GET /v1/payouts/{payout}",
    "GET /v1/refunds",
    "GET /v1/refunds/{refund}",
    "GET /v1/transfers",
    "GET /v1/transfers/{id}/reversals",
    "GET /v1/transfers/{transfer}",
    "GET /v2/core/accounts/{id}",
    "POST /v1/customers",
    "POST /v1/payment_intents",
    "POST /v1/refunds",
    "POST /v1/transfers",
    "POST /v1/transfers/{id}/reversals",
    "POST /v2/core/account_links",
    "POST /v2/core/accounts",
)
"""All that our gateway calls."""
EVENT = "GET /v1/events/{id}"
"""Not called: its answer is the shape of a webhook's body."""


class Contract:
    """What each operation takes and answers."""

    def __init__(self, names=(*USED, EVENT)):
        self._schemas = Schemas()
        self.requests, self.answers = {}, {}
        for name in names:
            operation = operations()[name]
            if operation.params is not None:
                schema = self._schemas.of(operation.params, operation.module)
                self.requests[name] = without_null(schema)
            self.answers[name] = self._schemas.of(operation.answer, operation.module)
        self._patterns = {name: pattern_of(name) for name in names}

    @property
    def definitions(self):
        return self._schemas.definitions

    def match(self, method, path):
        """The operation of a request, and what its address names; (None, {}) for none of ours."""
        for name, pattern in self._patterns.items():
            found = pattern.fullmatch(f"{method.upper()} {path}")
            if found:
                return name, found.groupdict()
        return None, {}

    def fault_of_request(self, name, params):
        """What Stripe would not accept, in a sentence; None when all is well."""
        return fault(self._validator("requests", name), params)

    def fault_of_answer(self, name, answer):
        return fault(self._validator("answers", name), answer)

    @cache  # noqa: B019 - one contract lives as long as the tests
    def _validator(self, part, name):
        schema = getattr(self, part).get(name, {})
        return jsonschema_rs.validator_for({**schema, "$defs": self.definitions})

    def digests(self, name):
        """What a change of the operation changes."""
        return {
            part: digest_of(getattr(self, part).get(name), self.definitions)
            for part in ("requests", "answers")
        }


def fault(validator, value):
    for error in validator.iter_errors(value):
        place = ".".join(map(str, error.instance_path))
        return f"{place or 'at the top'}: {error.message[:200]}"
    return None


def pattern_of(name):
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(name)))


def without_null(schema):
    """The parameters themselves: that they may be left out altogether is Python's business."""
    [params] = [one for one in schema.get("anyOf", [schema]) if one != NULL]
    return params


def digest_of(schema, definitions):
    """SHA-256 of a schema with all that it refers to."""
    reachable, left = {}, [schema]
    while left:
        for key in re.findall(r'"\$ref": "#/\$defs/([^"]+)"', json.dumps(left.pop())):
            if key not in reachable:
                reachable[key] = definitions[key]
                left.append(definitions[key])
    text = json.dumps([schema, reachable], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def api_version():
    """The version of Stripe's API that the installed SDK speaks."""
    for node in ast.walk(tree_of("stripe._api_version")):
        if isinstance(node, ast.Assign) and node.targets[0].id == "CURRENT":
            return node.value.value
    raise AssertionError("the SDK does not say which version of the API it speaks")


def present_lock(contract):
    return {
        "sdk": version("stripe"),
        "api_version": api_version(),
        "operations": {name: contract.digests(name) for name in (*USED, EVENT)},
    }


def differences(locked, present):
    """What an upgrade changed, a line each."""
    lines = [
        f"{key}: {locked[key]} -> {present[key]}"
        for key in ("sdk", "api_version")
        if locked[key] != present[key]
    ]
    ours, theirs = locked["operations"], present["operations"]
    for name in sorted({*ours, *theirs}):
        if name not in theirs or name not in ours:
            lines.append(f"{name}: {'no longer used' if name in ours else 'not locked yet'}")
            continue
        lines += [
            f"{name}: its {part} changed"
            for part in ("requests", "answers")
            if ours[name][part] != theirs[name][part]
        ]
    return lines


if __name__ == "__main__":
    LOCK.write_text(json.dumps(present_lock(Contract()), indent=1, sort_keys=True) + "\n")
