"""Whom a call is for: the members of the pool who match what it asks for."""

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
    Those who might answer for the brand of a call, always in the same order.

    They say they know its subject, one below it (a part of it) or one above it (the whole it
    belongs to): which of them know enough, the test tells. They speak a language of the call and
    live where it asks for, do not answer for the brand already, and are not suspended for it.
    """
    query = select(members.c.member_id).where(
        members.c.member_id.in_(_know(details.subject_id)),
        members.c.member_id.in_(
            select(spoken.c.member_id).where(spoken.c.language.in_(details.languages))
        ),
        ~members.c.member_id.in_(
            select(engagements.c.member_id).where(engagements.c.brand_id == details.brand_id.bytes)
        ),
        ~members.c.member_id.in_(_suspended(details.brand_id)),
        *_lives_in(details.countries),
    )
    return [UUID(bytes=each) for each in db.scalars(query.order_by(members.c.member_id))]


def _know(subject_id: UUID) -> Select[Any]:
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
