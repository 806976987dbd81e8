"""Without a secret key people pay; with one, Stripe does."""

import subprocess
import sys
from pathlib import Path

from payments.rails import payment_gateway
from tests.support.people import after

ROOT = Path(__file__).parents[2]


def test_without_a_secret_key_the_rail_is_manual():
    assert payment_gateway(None, lambda: after(0), {}.get).name == "manual"


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
