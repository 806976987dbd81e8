from dataclasses import replace

import pytest

from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.payments.pay_runs.pay_run_fixture import TUESDAY, PayRunDesk
from tests.payments.stripe.world import StripeWorld
from tests.support.moving_clock import StoppedClock
from tests.support.random_commands import opened
from tests.web.pay_runs.job_fixture import RunningJobs


@pytest.fixture
def jobs(settings, store):
    """A marketplace with a fake Stripe, whose worker runs when a test says so."""
    world = StripeWorld(StoppedClock(TUESDAY))
    world.deposit()
    with opened(settings.database_url) as market:
        desk = PayRunDesk(LedgerDesk(market.log, market.ledger))
        yield RunningJobs(replace(market, clock=world.clock), store, world, desk)
