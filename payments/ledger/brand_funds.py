"""What brands have prepaid and how long it lasts, and what they owe and for how long."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from payments.ledger.cutoffs import Cutoff, span_of
from payments.ledger.flows import Flow, FlowFilter, flow_by_owner
from payments.ledger.owner_balances import BRANDS, balance_list

BURN_DAYS = 28
PREPAID_BOUNDS = (60, 90)
"""Days: warned after the first, before money may not be held any longer after the second."""
OWED_BOUNDS = (30, 60, 90)


class PrepaidFunds(NamedTuple):
    """A brand's money that is prepaid or reserved, in minor units."""

    brand_id: UUID
    prepaid: int
    reserved: int
    burnt: int
    """Spent in the last BURN_DAYS."""
    by_age: tuple[int, ...]
    """By the days since it was paid in: the oldest is spent first."""

    @property
    def total(self) -> int:
        return self.prepaid + self.reserved

    @property
    def days_left(self) -> int | None:
        """How long it lasts at the pace of the last BURN_DAYS; None: nothing was spent."""
        return self.total * BURN_DAYS // self.burnt if self.burnt > 0 else None


class OwedAmount(NamedTuple):
    """What a brand owes by age, the youngest first, in minor units; below zero: its credit."""

    brand_id: UUID
    by_age: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.by_age)


def prepaid_funds(unit: str, day: date, cutoff: Cutoff, db: Connection) -> list[PrepaidFunds]:
    """
    Of each brand that has any, those with the most first.

    day: from which days are counted backwards (UTC).
    """
    burnt = flow_by_owner(
        FlowFilter(Flow.SPENT, unit, first=day - timedelta(days=BURN_DAYS - 1), last=day),
        cutoff,
        db,
    )
    paid_in = _flows_since(Flow.PAID_IN, unit, day, PREPAID_BOUNDS, cutoff, db)
    return [
        PrepaidFunds(
            row.owner_id,
            row.minor["prepaid"],
            row.minor["reserved"],
            burnt.get(str(row.owner_id), 0),
            _by_age(
                row.minor["prepaid"] + row.minor["reserved"],
                [since.get(str(row.owner_id), 0) for since in paid_in],
            ),
        )
        for row in balance_list(BRANDS, unit, span_of(cutoff, db), db).rows
        if row.minor["prepaid"] or row.minor["reserved"]
    ]


def owed_amounts(unit: str, day: date, cutoff: Cutoff, db: Connection) -> list[OwedAmount]:
    """What each brand owes, or has as a credit. day: as for prepaid_funds."""
    charged = _flows_since(Flow.CHARGED, unit, day, OWED_BOUNDS, cutoff, db)
    return [
        OwedAmount(
            row.owner_id,
            _by_age(
                -row.minor["receivable"],
                [since.get(str(row.owner_id), 0) for since in charged],
            ),
        )
        for row in balance_list(BRANDS, unit, span_of(cutoff, db), db).rows
        if row.minor["receivable"]
    ]


def _flows_since(
    flow: Flow, unit: str, day: date, bounds: Sequence[int], cutoff: Cutoff, db: Connection
) -> list[Mapping[str, int]]:
    """By brand, what has come in less than each number of days ago."""
    return [
        flow_by_owner(
            FlowFilter(flow, unit, first=day - timedelta(days=days), last=day), cutoff, db
        )
        for days in bounds
    ]


def _by_age(total: int, since: Sequence[int]) -> tuple[int, ...]:
    """A total split by what came in lately: that is what is left, as the oldest goes first."""
    left = [total]
    for came_in in since:
        left.append(max(0, min(left[-1], total - came_in)))
    return (*(newer - older for newer, older in pairwise(left)), left[-1])
