"""Points of ambassadors: issued, redeemed, expired, and when the others were earned."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from domain.rewards.redemption import Redemption
from payments.accounts import POINTS
from payments.ledger.ageing import AccountGroup, aged_balances
from payments.ledger.cutoffs import Cutoff
from payments.ledger.daily_totals import class_and_owner
from payments.ledger.flows import Flow, FlowFilter, flow_by_owner

MONTHS_SHOWN = 24
"""Points earned in earlier months are counted with the first."""
RETURNING = (Redemption.Cancelled.TOPIC.rpartition(".")[0],)


class BrandPoints(NamedTuple):
    """All points of a brand's ambassadors so far."""

    brand_id: UUID
    issued: int
    redeemed: int
    expired: int

    @property
    def outstanding(self) -> int:
        return self.issued - self.redeemed - self.expired


def points_by_brand(cutoff: Cutoff, db: Connection) -> list[BrandPoints]:
    """Those with the most outstanding points first."""
    flows = (Flow.POINTS_ISSUED, Flow.POINTS_REDEEMED, Flow.POINTS_EXPIRED)
    sums = [flow_by_owner(FlowFilter(flow, POINTS), cutoff, db) for flow in flows]
    owners = {owner for by_owner in sums for owner in by_owner}
    points = [
        BrandPoints(UUID(owner), *(by_owner.get(owner, 0) for by_owner in sums)) for owner in owners
    ]
    return sorted(points, key=lambda brand: (-brand.outstanding, brand.brand_id))


def outstanding_by_month(
    day: date, cutoff: Cutoff, db: Connection
) -> Mapping[UUID, Mapping[str, int]]:
    """
    The outstanding points of each brand by the month (UTC) they were earned in, `2026-06`.

    day: the last one that counts. The oldest points are redeemed first, and given back to their
    month when the request is cancelled.
    """
    firsts = _first_days_of_months(day)
    group = AccountGroup("ambassador:points", POINTS, RETURNING)
    bounds = [first - timedelta(days=1) for first in firsts]
    points: dict[UUID, Counter[str]] = defaultdict(Counter)
    for balance in aged_balances(group, bounds, cutoff, db):
        brand_id = UUID(class_and_owner(balance.account_name)[1])
        months = [f"{first:%Y-%m}" for first in firsts]
        months.append(f"{bounds[-1]:%Y-%m}")
        for month, amount in zip(months, balance.by_age, strict=True):
            points[brand_id][month] += amount
    return {brand_id: {m: n for m, n in months.items() if n} for brand_id, months in points.items()}


def _first_days_of_months(day: date) -> list[date]:
    """Of the month of a day, and of those before it."""
    firsts = [day.replace(day=1)]
    while len(firsts) < MONTHS_SHOWN:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return firsts
