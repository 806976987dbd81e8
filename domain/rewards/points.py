"""Points that a brand's volunteers earn, in lots by the month they were earned in. Never money."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import assert_never
from uuid import UUID

import msgspec

from domain.errors import NotNow
from domain.log.entries import Balance, BalanceChange
from domain.terms import Employed, Paid, Terms, Voluntary

POINTS = "points"
"""The kind of balance that holds the points of one lot."""


class Lot(msgspec.Struct, frozen=True):
    """Points of one month (UTC), `2026-06`: those earned together expire together."""

    month: str
    points: int


def earned(terms: Terms, brand_id: UUID, respondent_id: UUID, at: datetime) -> list[BalanceChange]:
    """The credit that closing a conversation earns, to be appended with its event, if any."""
    match terms:
        case Voluntary(points=points):
            return credit(brand_id, respondent_id, [Lot(month_of(at), points)])
        case Paid() | Employed():
            return []
        case unknown:
            assert_never(unknown)


def credit(brand_id: UUID, member_id: UUID, lots: Iterable[Lot]) -> list[BalanceChange]:
    """The balance changes that add these lots to a member's points with a brand."""
    return [
        BalanceChange(POINTS, lot_key(brand_id, member_id, lot.month), credited=lot.points)
        for lot in by_month(lots)
    ]


def debit(brand_id: UUID, member_id: UUID, lots: Iterable[Lot]) -> list[BalanceChange]:
    """The balance changes that take these lots from a member's points with a brand."""
    return [
        BalanceChange(POINTS, lot_key(brand_id, member_id, lot.month), debited=lot.points)
        for lot in by_month(lots)
    ]


def lot_key(brand_id: UUID, member_id: UUID, month: str = "") -> str:
    """The key of a month's balance; without a month, the prefix of all of a member's keys."""
    return f"{brand_id}/{member_id}/{month}"


def lots_in(balances: Iterable[Balance]) -> list[Lot]:
    """The lots that balances of points hold, the oldest first, without those used up."""
    return by_month(Lot(balance.key.rpartition("/")[2], balance.left) for balance in balances)


def by_month(lots: Iterable[Lot]) -> list[Lot]:
    """The same points with one lot for each month, the oldest first, without empty lots."""
    points: Counter[str] = Counter()
    for lot in lots:
        points[lot.month] += lot.points
    return [Lot(month, points[month]) for month in sorted(points) if points[month]]


def total_points(lots: Iterable[Lot]) -> int:
    """The points of these lots together."""
    return sum(lot.points for lot in lots)


def oldest_first(lots: Sequence[Lot], points: int) -> tuple[Lot, ...]:
    """
    Take so many points out of these lots, the oldest first.

    Raises NotNow, with the number of missing points, when the lots hold fewer.
    """
    missing = points - total_points(lots)
    if missing > 0:
        raise NotNow("You do not have enough points. Points missing: %(missing)s.", missing=missing)
    used: list[Lot] = []
    for lot in by_month(lots):
        used.append(Lot(lot.month, min(lot.points, points - total_points(used))))
    return tuple(by_month(used))


def month_of(at: datetime) -> str:
    """The month of a time, such as `2026-06`."""
    return f"{at:%Y-%m}"


def months_after(month: str, at: datetime) -> int:
    """How many calendar months lie between a month, such as `2026-06`, and a time."""
    year, number = month.split("-")
    return (at.year - int(year)) * 12 + at.month - int(number)
