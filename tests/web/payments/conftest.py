from dataclasses import replace

import pytest

from payments.stripe_keys import StripeKeys
from tests.payments.stripe.world import SECRET_KEY, StripeWorld
from tests.web.payments.endpoint import SECRET, Endpoint
from tests.web.shop import open_shop, settings_at


@pytest.fixture
def world():
    """Our gateway before a fake Stripe."""
    return StripeWorld()


@pytest.fixture
def endpoint(tmp_path, world):
    """An application that Stripe notifies, with the clock of the fake."""
    keys = StripeKeys(SECRET_KEY, (SECRET,))
    settings = replace(settings_at(tmp_path), stripe=keys)
    with open_shop(settings, world.clock) as shop:
        yield Endpoint(shop, world)
