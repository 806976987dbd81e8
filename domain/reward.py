"""What a brand's volunteers earn: points, in lots by the month they were earned in. Never money."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from domain.log.entry import Move
from domain.terms import Paid, Terms, Voluntary

POINTS = "points"
"""The kind of purse a lot of points is."""


def earned(terms: Terms, brand_id: UUID, respondent_id: UUID, at: datetime) -> list[Move]:
    """What closing a conversation puts into a volunteer's purse, to be written with it."""
    match terms:
        case Voluntary(points=0) | Paid():
            return []
        case Voluntary(points=points):
            return [Move(POINTS, lot_key(brand_id, respondent_id, at), put=points)]
        case unknown:
            assert_never(unknown)


def lot_key(brand_id: UUID, member_id: UUID, at: datetime) -> str:
    """The lot of the month (UTC): the oldest sorts first among one member's with one brand."""
    return f"{brand_id}/{member_id}/{at:%Y-%m}"
