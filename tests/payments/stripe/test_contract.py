"""Our requests and the fake's answers have the shapes that the installed SDK describes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import stripe

from payments.stripe_sdk import StripeSdk
from tests.payments.stripe import contract as contracts
from tests.payments.stripe import fake_stripe
from tests.payments.stripe.contract import LOCK, USED, differences, present_lock
from tests.payments.stripe.fake_state import Drift
from tests.payments.stripe.sdk_source import operations
from tests.payments.stripe.world import SECRET_KEY, payout, the_contract

ROOT = Path(__file__).parents[3]
RENEW = """
The SDK was upgraded, or we use other operations. For each line, read Stripe's changelog and see
whether our calls still mean the same. Then: python -m tests.payments.stripe.contract
"""


def locked():
    return json.loads(LOCK.read_text())


def test_the_operations_that_we_use_are_as_when_we_last_looked():
    assert differences(locked(), present_lock(the_contract())) == [], RENEW


def test_an_upgrade_of_the_sdk_says_what_it_changed():
    before, after = locked(), locked()
    after["sdk"] = "17.0.0"
    after["operations"]["POST /v1/transfers"]["requests"] = "another"
    del after["operations"]["POST /v1/refunds"]
    after["operations"]["POST /v1/topups"] = {"requests": "", "answers": ""}

    assert differences(before, after) == [
        f"sdk: {before['sdk']} -> 17.0.0",
        "POST /v1/refunds: no longer used",
        "POST /v1/topups: not locked yet",
        "POST /v1/transfers: its requests changed",
    ]


def test_a_digest_changes_with_what_the_schema_refers_to():
    schema = {"$ref": "#/$defs/outer"}
    definitions = {"outer": {"items": {"$ref": "#/$defs/inner"}}, "inner": {"type": "string"}}
    changed = {**definitions, "inner": {"type": "integer"}}
    unrelated = {**definitions, "other": {"type": "integer"}}

    digest = contracts.digest_of(schema, definitions)

    assert digest == contracts.digest_of(schema, unrelated)
    assert digest != contracts.digest_of(schema, changed)


def test_the_installed_package_describes_hundreds_of_operations():
    assert len(operations()) > 600
    assert set(USED) <= set(operations())


def test_the_fake_knows_exactly_the_operations_that_we_use():
    assert set(fake_stripe.ENDPOINTS) == set(USED)


def test_the_fake_speaks_the_version_of_the_installed_sdk():
    assert contracts.api_version() == locked()["api_version"]


@pytest.mark.parametrize(
    ("operation", "params", "what"),
    [
        ("POST /v1/transfers", {"ammount": 1, "currency": "eur", "destination": "a"}, "ammount"),
        ("POST /v1/transfers", {"amount": "12.00", "currency": "eur", "destination": "a"}, "12.00"),
        ("POST /v1/transfers", {"amount": 12, "currency": "eur"}, "destination"),
        (
            "POST /v1/payment_intents",
            {"amount": 12, "currency": "eur", "payment_method_types": ["card"]},
            "payment_method_types",
        ),
        (
            "POST /v2/core/account_links",
            {
                "account": "acct_1",
                "use_case": {
                    "type": "account_onboarding",
                    "account_onboarding": {
                        "refresh_url": "https://shop.test",
                        "configurations": ["recipient"],
                    },
                },
            },
            "configurations",
        ),
    ],
)
def test_a_request_that_stripe_no_longer_knows_is_a_fault(operation, params, what):
    fault = the_contract().fault_of_request(operation, params)

    assert fault is not None
    assert what in fault


def test_a_misspelled_parameter_is_refused_by_the_fake_though_the_sdk_sends_it(world):
    with pytest.raises(stripe.InvalidRequestError, match="ammount"):
        world.sdk.v1.transfers.create({"ammount": 1, "currency": "eur", "destination": "acct_1"})


def test_another_version_of_the_api_is_refused_by_the_fake(world):
    with pytest.raises(stripe.InvalidRequestError, match="does not speak"):
        world.sdk.v1.transfers.list({}, {"stripe_version": "2020-08-27"})


def test_an_operation_that_is_not_ours_is_refused_by_the_fake(world):
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized"):
        world.sdk.v1.topups.list()


@pytest.mark.parametrize(
    "change", [{"amount": "500"}, {"colour": "red"}, {"reversed": None}], ids=str
)
def test_an_answer_of_the_fake_that_stripe_would_not_give_is_a_drift(world, change):
    create = world.stripe.endpoints["POST /v1/transfers"]
    world.stripe.endpoints["POST /v1/transfers"] = lambda *request: create(*request) | change
    world.deposit()
    account = world.expert_account()

    with pytest.raises(Drift, match="POST /v1/transfers"):
        world.gateway.transfer(payout(account))


def test_an_event_of_the_fake_that_stripe_would_not_send_is_a_drift(world):
    with pytest.raises(Drift, match=r"transfer\.sent"):
        world.state.notify("transfer.sent", {"id": "tr_1", "object": "transfer"})


IMPORT = re.compile(r"^\s*(?:import|from) stripe\b", re.MULTILINE)


def modules_with_stripe():
    for folder in ("benchmarks", "domain", "payments", "projections", "web"):
        for path in (ROOT / folder).rglob("*.py"):
            if IMPORT.search(path.read_text()):
                yield str(path.relative_to(ROOT))


def test_one_module_imports_stripe():
    assert list(modules_with_stripe()) == ["payments/stripe_sdk.py"]


def test_a_call_gives_up_before_a_worker_would_seem_dead():
    """Three seconds to connect, twenty to answer; the SDK's own are eighty."""
    transfers = StripeSdk(SECRET_KEY).v1.transfers

    client = transfers._requestor._get_http_client()  # noqa: SLF001 - the SDK shows it nowhere

    assert client._timeout == (3, 20)  # noqa: SLF001


def test_no_telemetry_is_written_into_the_home_folder(tmp_path):
    program = """
from payments.stripe_sdk import StripeSdk
from payments.gateway import GatewayUnavailable
sdk = StripeSdk("sk_test_1")
import stripe
assert not stripe.enable_telemetry
class Nothing(stripe.HTTPClient):
    name = "nothing"
    def request(self, *_arguments, **_more):
        return '{"object": "list", "data": [], "has_more": false, "url": ""}', 200, {}
StripeSdk("sk_test_1", Nothing()).v1.transfers.list()
"""
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, cwd=tmp_path)

    assert list(tmp_path.rglob("*")) == []
