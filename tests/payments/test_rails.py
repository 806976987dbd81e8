"""Without a secret key people pay; with one, Stripe does."""

import subprocess
import sys
from pathlib import Path
from uuid import UUID

from payments.gateway import PaymentMade, TransferIntent
from payments.manual_gateway import PaymentRecord
from payments.rails import payment_gateway
from tests.support.people import MANAGER, after, euros

ROOT = Path(__file__).parents[2]
PAYOUT = UUID("90000000-0000-4000-8000-000000000001")


def test_without_a_secret_key_the_rail_is_what_people_recorded():
    record = PaymentRecord(euros(200), "B-17", MANAGER, after(0))

    gateway = payment_gateway(None, lambda: after(0), {PAYOUT: record}.get)

    intent = TransferIntent(id=PAYOUT, amount=euros(200), account_id="")
    assert gateway.name == "manual"
    assert gateway.transfer(intent) == PaymentMade("manual:B-17")


def test_with_a_secret_key_the_rail_is_stripes():
    assert payment_gateway("sk_test_1", lambda: after(0), {}.get).name == "stripe"


def test_the_manual_rail_does_not_import_the_sdk():
    program = """
import sys
from payments.rails import payment_gateway
payment_gateway(None, None, {}.get)
assert "stripe" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
