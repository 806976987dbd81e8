"""Who answers for a brand."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from projections.members.tables import engagements


class Engaged(NamedTuple):
    member_id: UUID
    brand_id: UUID
    model: str


def engaged_with(brand_id: UUID | None, db: Connection) -> list[Engaged]:
    """Who answers for a brand; None: for any."""
    e = engagements.c
    query = select(e.member_id, e.brand_id, e.model).order_by(e.member_id, e.brand_id)
    if brand_id is not None:
        query = query.where(e.brand_id == brand_id.bytes)
    return [
        Engaged(UUID(bytes=row.member_id), UUID(bytes=row.brand_id), row.model)
        for row in db.execute(query)
    ]
