"""What a volunteer did for a brand: conversations, ratings, and points by month."""

from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, case, func, select

from domain.rewards.reward_rules import TrackRecord
from domain.terms import Voluntary
from projections.conversations.tables import conversations
from projections.engine.timestamps import day_number

EPOCH = date(1970, 1, 1)
GOOD = 12
"""The sum of three ratings that are 4 on average."""


class MonthOfPoints(NamedTuple):
    """The conversations that a volunteer closed, by the month of their requests."""

    month: str
    """Such as `2026-06`, in the brand's zone."""
    conversations: int
    points: int


def track_record_of(
    brand_id: UUID, member_id: UUID, since: date | None, db: Connection
) -> TrackRecord:
    """
    What a member did as a volunteer of a brand.

    since: the first day of the requests that count, in the brand's zone; None: all.
    """
    c = conversations.c
    total = c.speed + c.service + c.quality
    is_good = case((total >= GOOD, 1), else_=0)
    counted = select(func.count(), func.count(total), func.sum(is_good))
    condition = _closed_by(brand_id, member_id)
    if since is not None:
        condition &= c.day >= day_number(since)
    n, ratings, good = db.execute(counted.where(condition)).one()
    return TrackRecord(n, ratings, int(good or 0))


def points_by_month(brand_id: UUID, member_id: UUID, db: Connection) -> list[MonthOfPoints]:
    """The points that a member's conversations earned, the latest month first."""
    c = conversations.c
    query = select(c.day, func.count(), func.sum(c.points)).where(_closed_by(brand_id, member_id))
    rows = [
        (f"{EPOCH + timedelta(days=day):%Y-%m}", n, int(points or 0))
        for day, n, points in db.execute(query.group_by(c.day).order_by(c.day.desc()))
    ]
    return [
        MonthOfPoints(month, sum(n for _, n, _ in days), sum(points for _, _, points in days))
        for month, days in (
            (month, list(days)) for month, days in groupby(rows, lambda row: row[0])
        )
    ]


def _closed_by(brand_id: UUID, member_id: UUID) -> ColumnElement[bool]:
    c = conversations.c
    ours = (c.respondent_id == member_id.bytes) & (c.brand_id == brand_id.bytes)
    return ours & (c.status == "closed") & (c.model == Voluntary.model)
