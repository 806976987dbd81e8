"""Matching: the members to invite to a call for experts."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from domain.recruitment.call_for_experts import CallDetails
from projections.members.tables import (
    ancestors,
    declared,
    engagements,
    members,
    spoken,
    suspensions,
)


def matching(details: CallDetails, db: Connection) -> list[UUID]:
    """
    The ids of the members who match a call, in the order of ids.

    They declared its subject, an ancestor or a descendant of it; speak one of its languages; live
    in one of its countries, if it has any; have no engagement with the brand; and are suspended
    neither for it nor for all brands.
    """
    query = select(members.c.member_id).where(
        members.c.member_id.in_(_declared_near(details.subject_id)),
        members.c.member_id.in_(
            select(spoken.c.member_id).where(spoken.c.language.in_(details.languages))
        ),
        ~members.c.member_id.in_(
            select(engagements.c.member_id).where(engagements.c.brand_id == details.brand_id.bytes)
        ),
        ~members.c.member_id.in_(_suspended(details.brand_id)),
        *_lives_in(details.countries),
    )
    return [UUID(bytes=member_id) for member_id in db.scalars(query.order_by(members.c.member_id))]


def _declared_near(subject_id: UUID) -> Select[Any]:
    descendants = select(ancestors.c.subject_id).where(ancestors.c.ancestor_id == subject_id.bytes)
    ancestors_of_it = select(ancestors.c.ancestor_id).where(
        ancestors.c.subject_id == subject_id.bytes
    )
    near = or_(declared.c.subject_id.in_(descendants), declared.c.subject_id.in_(ancestors_of_it))
    return select(declared.c.member_id).where(near)


def _suspended(brand_id: UUID) -> Select[Any]:
    covered = or_(suspensions.c.brand_id.is_(None), suspensions.c.brand_id == brand_id.bytes)
    return select(suspensions.c.member_id).where(covered)


def _lives_in(countries: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [members.c.country.in_(countries)] if countries else []
