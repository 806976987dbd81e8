import pytest

from tests.payments.stripe.world import StripeWorld


@pytest.fixture
def world():
    return StripeWorld()
