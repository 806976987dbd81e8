"""The conversations that a respondent claimed, for moderators who collect evidence."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select

from projections.conversations.tables import conversations
from projections.engine.timestamps import day_number


def claimed_by(
    member_id: UUID,
    brand_ids: Sequence[UUID],
    period: tuple[date, date],
    db: Connection,
    limit: int = 100,
) -> list[UUID]:
    """
    The ids of conversations of these brands that a member claimed last, the newest first.

    period: the conversations requested on the days [first, end), in each brand's zone. limit: how
    many to return at most.
    """
    c = conversations.c
    first, end = (day_number(day) for day in period)
    query = select(c.conversation_id).where(
        c.brand_id.in_([brand_id.bytes for brand_id in brand_ids]),
        c.day >= first,
        c.day < end,
        c.respondent_id == member_id.bytes,
    )
    rows = db.execute(query.order_by(c.requested_ms.desc(), c.conversation_id).limit(limit))
    return [UUID(bytes=row[0]) for row in rows]
