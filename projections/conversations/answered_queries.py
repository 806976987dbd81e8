"""Which conversations somebody answered, for those who look at how."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select

from projections.conversations.queries import EPOCH_DAY
from projections.conversations.tables import conversations


def answered_by(
    member_id: UUID,
    brand_ids: Sequence[UUID],
    period: tuple[date, date],
    db: Connection,
    most: int = 100,
) -> list[UUID]:
    """
    The conversations of these brands that a member answered last, the newest first.

    period: requested on the days from the first up to the second, that one left out.
    """
    c = conversations.c
    first, end = (day.toordinal() - EPOCH_DAY for day in period)
    query = select(c.conversation_id).where(
        c.brand_id.in_([each.bytes for each in brand_ids]),
        c.day >= first,
        c.day < end,
        c.respondent_id == member_id.bytes,
    )
    rows = db.execute(query.order_by(c.requested_ms.desc(), c.conversation_id).limit(most))
    return [UUID(bytes=row[0]) for row in rows]
