"""A pay run of 5,000 experts by Stripe, from preparing it until the ledger has all of it."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID, uuid5

from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.earnings.unstated_items import AccountHolder
from payments.gateway import (
    PaymentMade,
    PaymentOutcome,
    RefundIntent,
    ReversalIntent,
    TransferIntent,
)
from payments.pay_runs.pay_run import PayRunLimits, pay_run_id
from payments.pay_runs.payout import Rail
from payments.payees.payee import MANDATE_VERSION
from payments.weeks import week_of
from web.composition import compose
from web.marketplace import Marketplace
from web.pay_runs.jobs import carry_out_pay_runs

EXPERTS = int(os.environ.get("BENCH_EXPERTS", "5000"))
PERSON = UUID(int=1)
WEEK = week_of(datetime(2026, 6, 3, tzinfo=UTC))
TUESDAY = WEEK.ends_at + timedelta(days=1)
LIMITS = PayRunLimits(run_minor=10**9, payout_minor=2_000)


class InstantGateway:
    """Pays at once: what is measured is ours, not Stripe's."""

    name = "stripe"

    def transfer(self, intent: TransferIntent) -> PaymentOutcome:
        return PaymentMade(f"tr_{intent.id}")

    def reverse(self, intent: ReversalIntent) -> PaymentOutcome:
        raise NotImplementedError

    def refund(self, intent: RefundIntent) -> PaymentOutcome:
        raise NotImplementedError


def run(folder: Path) -> dict[str, float]:
    """
    Seconds for each part of a run, SQLite, durable commits, one worker.

    Every expert has a statement of the week, and payment details. The gateway answers at once:
    Stripe takes 100 to 300 ms for a transfer, one after another.
    """
    marketplace = compose(f"sqlite:///{folder / 'pay-run.db'}", clock=lambda: TUESDAY)
    with marketplace.log.relaxed_durability():
        for number in range(EXPERTS):
            _owe(marketplace, uuid5(PERSON, str(number)))
    marketplace.poster.catch_up()
    seconds = {name: _timed(act) for name, act in _parts(marketplace).items()}
    total = sum(seconds.values())
    parts = ", ".join(f"{name} {elapsed:.1f} s" for name, elapsed in seconds.items())
    print(f"   {EXPERTS:,} experts: {total:.1f} s ({parts})")
    results = {f"pay_run_{name}_s": round(elapsed, 1) for name, elapsed in seconds.items()}
    return {"pay_run_s": round(total, 1), **results}


def _parts(marketplace: Marketplace) -> dict[str, Callable[[], object]]:
    week, id = str(WEEK), pay_run_id(str(WEEK), Rail.STRIPE)
    runs = marketplace.pay_runs

    def carry_out() -> None:
        calls = carry_out_pay_runs(marketplace, InstantGateway(), TUESDAY, Event())
        assert calls == EXPERTS

    return {
        "prepare": lambda: runs.prepare(week, Rail.STRIPE, LIMITS, PERSON, TUESDAY),
        "initiate": lambda: (
            runs.start(id, PERSON, TUESDAY),
            runs.initiate_payouts(id, TUESDAY),
        ),
        "carry_out": carry_out,
        "post": marketplace.poster.catch_up,
    }


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _owe(marketplace: Marketplace, expert_id: UUID) -> None:
    at, holder = WEEK.begins_at, AccountHolder(expert_id, "EUR")
    payees, statements = marketplace.payees, marketplace.statements
    payees.record_details(expert_id, "FR", (), expert_id, at)
    payees.grant_mandate(expert_id, MANDATE_VERSION, expert_id, at)
    payees.link_recipient(expert_id, f"acct_{expert_id}", expert_id, at)
    bonus, text = Money(2_500, "EUR"), WrittenText(expert_id, 5)
    statements.adjust(holder, bonus, "bonus", text, PERSON, at)
    statements.close_statement(holder, str(WEEK), WEEK.ends_at)
