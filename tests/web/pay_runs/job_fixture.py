"""The worker's jobs of pay runs, run by hand, with Stripe's fake behind its SDK."""

from threading import Event
from uuid import uuid4

from payments.pay_runs.pay_run import PayRunStatus
from payments.pay_runs.payout import Rail
from web.pay_runs.jobs import carry_out_pay_runs, finalise_payouts, note_reversed_payouts

NEVER_STOPPED = Event()


class RunningJobs:
    def __init__(self, market, store, world, desk):
        self.market, self.store, self.world, self.desk = market, store, world, desk
        self.gateway = world.gateway

    @property
    def gateways(self):
        return {Rail.STRIPE: self.gateway}

    def owes_by_stripe(self, *amounts):
        """A new expert for each amount; return them with their accounts."""
        experts = []
        for amount in amounts:
            expert_id, account_id = uuid4(), self.world.expert_account()
            self.desk.owes(expert_id, amount=amount, stripe=account_id)
            experts.append((expert_id, account_id))
        return experts

    def starts(self, rail=Rail.STRIPE, **values):
        id = self.desk.prepares(rail, **values)
        self.desk.runs.start(id, None, self.world.clock())
        return id

    def carry_out(self):
        return carry_out_pay_runs(self.market, self.gateways, self.world.clock(), NEVER_STOPPED)

    def finalise(self):
        return finalise_payouts(self.market, self.world.clock())

    def note_reversed(self):
        return note_reversed_payouts(self.market, self.store, self.world.clock())

    def is_completed(self, id):
        return self.desk.run(id).status is PayRunStatus.COMPLETED

    def transfers(self):
        return list(self.world.state.objects["transfer"].values())
