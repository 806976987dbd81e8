"""What is payable and not paid now: a detail of the expert is missing, or it is too little."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from domain.log.event_log import EventLog
from payments.ledger.expert_pay import waiting_pay
from payments.payees.payee_commands import missing_by_expert


class WithheldPay(NamedTuple):
    """In one currency, in minor units."""

    details_missing: int = 0
    below_threshold: int = 0
    """Of experts whose details are complete."""


def withheld_pay(log: EventLog, threshold_minor: int, db: Connection) -> Mapping[str, WithheldPay]:
    """By currency, as it is now."""
    missing, sums = missing_by_expert(log), dict[str, WithheldPay]()
    for expert_id, pay_of_one in waiting_pay(db).items():
        for pay in pay_of_one:
            unit, amount = pay.payable.currency, pay.payable.amount
            known = sums.get(unit, WithheldPay())
            if missing[expert_id]:
                sums[unit] = known._replace(details_missing=known.details_missing + amount)
            elif amount < threshold_minor:
                sums[unit] = known._replace(below_threshold=known.below_threshold + amount)
    return sums
