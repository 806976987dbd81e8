"""What happens to pay runs by time: payouts are initiated, carried out, reversed, finalised."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import takewhile
from threading import Event
from uuid import UUID

from domain.errors import NotFound, NotNow
from payments.gateway import PaymentGateway
from payments.pay_runs.carrying_out import PayoutCarrier
from payments.pay_runs.pay_run import PayRun
from payments.pay_runs.pay_run_commands import pay_runs_to_initiate, started_pay_runs
from payments.pay_runs.payout import Rail
from payments.pay_runs.payout_lists import open_payouts, payouts_to_finalise
from projections.engine.one_by_one import one_by_one
from web.marketplace import Marketplace
from web.payments.object_states import ReversedTransfer, reversed_transfers
from web.private_store.store import PrivateStore

Gateways = Mapping[Rail, PaymentGateway]
REVERSALS_READ_FOR = timedelta(days=60)
"""Longer than any worker is away: each is applied once."""


def carry_out_pay_runs(
    marketplace: Marketplace, gateways: Gateways, at: datetime, stop: Event
) -> int:
    """
    Initiate and carry out what is due; return how many payouts the rail was asked for.

    gateways: of the rails that are asked; people pay what is due on the others.
    """
    calls = 0

    # By a list: a run that waits for people is not read with its lines each time.
    to_initiate = set(pay_runs_to_initiate(marketplace.log))

    def carry_out_run(id: UUID) -> None:
        nonlocal calls
        if id in to_initiate:
            marketplace.pay_runs.initiate_payouts(id, at)
        gateway = gateways.get(marketplace.log.load(PayRun, id).rail)
        calls += _ask(marketplace, gateway, id, at, stop)
        if not stop.is_set():
            marketplace.pay_runs.complete_if_done(id, marketplace.clock())

    one_by_one(carry_out_run, started_pay_runs(marketplace.log))
    return calls


def finalise_payouts(marketplace: Marketplace, at: datetime) -> int:
    """Finalise what was paid five business days ago; return how many."""

    def finalise(id: UUID) -> None:
        try:
            marketplace.payouts.finalise(id, at)
        except NotNow:
            return  # reversed in this moment, or finalised by another worker

    return one_by_one(finalise, list(payouts_to_finalise(marketplace.log, at)))


def note_reversed_payouts(marketplace: Marketplace, store: PrivateStore, at: datetime) -> int:
    """
    Record what the payment service says was reversed, as a whole or in part.

    Returns how many transfers were read.
    """

    def note(transfer: ReversedTransfer) -> None:
        payouts, id, reference = marketplace.payouts, transfer.intent_id, transfer.reference
        with suppress(NotFound):  # none of our payouts
            if transfer.left.amount:
                payouts.note_partly_reversed(id, reference, transfer.left, at)
            else:
                payouts.note_reversed(id, reference, at)

    return one_by_one(note, reversed_transfers(store, at - REVERSALS_READ_FOR))


def _ask(
    marketplace: Marketplace,
    gateway: PaymentGateway | None,
    pay_run_id: UUID,
    at: datetime,
    stop: Event,
) -> int:
    if gateway is None:
        return 0
    carrier = PayoutCarrier(marketplace.payouts, gateway, marketplace.clock)
    due = list(open_payouts(marketplace.log, pay_run_id, at))
    return one_by_one(carrier.carry_out, takewhile(lambda _: not stop.is_set(), due))
