"""The members engaged with brands."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from projections.members.tables import engagements


class EngagedMember(NamedTuple):
    """An engagement that has not ended."""

    member_id: UUID
    brand_id: UUID
    model: str
    """The engagement model."""


def engaged_with(brand_id: UUID | None, db: Connection) -> list[EngagedMember]:
    """
    The engagements with a brand that have not ended, in the order of member and brand ids.

    brand_id: None: of all brands.
    """
    e = engagements.c
    query = select(e.member_id, e.brand_id, e.model).order_by(e.member_id, e.brand_id)
    if brand_id is not None:
        query = query.where(e.brand_id == brand_id.bytes)
    return [
        EngagedMember(UUID(bytes=row.member_id), UUID(bytes=row.brand_id), row.model)
        for row in db.execute(query)
    ]
