"""
A program of its own that starts a pay run and carries it out, until it is killed.

Its gateway is a folder in which a file is a transfer: it survives the program. As at Stripe, the
same attempt of an intent is one transfer, another attempt or intent is another.
"""

import json
import os
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event
from uuid import uuid4

from typing_extensions import override

from payments.gateway import PaymentMade
from payments.pay_runs.pay_run import pay_run_id
from payments.pay_runs.payee_receivers import receivers_in
from payments.pay_runs.payout import Rail
from payments.pay_runs.payout_commands import PayoutCommands
from tests.payments.pay_runs.pay_run_fixture import LIMITS
from tests.support.random_commands import opened
from web.pay_runs.jobs import carry_out_pay_runs

BEFORE, DURING, AFTER, ANY = "before", "during", "after", "any"
PHASES = (BEFORE, DURING, AFTER, ANY)
"""When a program is killed: around the call, or at any time."""
HOURS = 3600


class FolderGateway:
    """Makes transfers, and stays where it is to be killed."""

    def __init__(self, folder, phase, calls):
        """calls: after so many, the program waits in this phase for its end."""
        self._folder, self._phase, self._calls = Path(folder), phase, calls

    def transfer(self, intent):
        self._calls -= 1
        self.wait_to_be_killed(BEFORE)
        made = {"account": intent.account_id, "amount": intent.amount.amount}
        request = self._folder / f"{uuid4()}.request"
        request.write_text(json.dumps(made))
        with suppress(FileExistsError):  # the same request again
            # A whole transfer or none, whenever the program is killed.
            os.link(request, self._folder / f"{intent.id}.{intent.attempt}.transfer")
        self.wait_to_be_killed(DURING)
        return PaymentMade(f"tr_{intent.id}")

    def wait_to_be_killed(self, phase):
        if phase == self._phase and self._calls <= 0:
            (self._folder / "here").touch()
            time.sleep(HOURS)


class PatientCommands(PayoutCommands):
    """Waits to be killed once an outcome is recorded."""

    gateway: FolderGateway

    @override
    def note_paid(self, *arguments):
        position = super().note_paid(*arguments)
        self.gateway.wait_to_be_killed(AFTER)
        return position


def pay_until_killed(database_url, week, folder, phase, calls, together):
    """Prepare, start and carry out the run of a week, at the same time as others do."""
    with opened(database_url) as opened_market:
        gateway = FolderGateway(folder, phase, calls)
        commands = PatientCommands(opened_market.log, receivers_in(opened_market.log))
        commands.gateway = gateway
        market = replace(opened_market, payouts=commands)
        together.wait()
        id = pay_run_id(week, Rail.STRIPE)
        market.pay_runs.prepare(week, Rail.STRIPE, LIMITS, None, market.clock())
        market.pay_runs.start(id, None, market.clock())
        while True:
            carry_out_pay_runs(market, {Rail.STRIPE: gateway}, market.clock(), Event())
            time.sleep(0.001)
