"""Who may take the shifts of a booking: as domain/bookings/shift.py decides it, for lists."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, or_, select

from domain.bookings.shift import SHIFT_MODELS
from projections.members.queries import valid_qualifications
from projections.members.tables import (
    ended_by_brands,
    engagements,
    members,
    qualifications,
    spoken,
    suspensions,
)


class ShiftProfile(NamedTuple):
    """What decides which shifts a member may take."""

    subject_ids: frozenset[UUID]
    """The subjects of their valid qualifications."""
    languages: frozenset[str]
    excluded_brand_ids: frozenset[UUID]
    """Those they answer for on other terms than for pay, those that ended their engagement, and
    those they are suspended for."""
    is_suspended: bool
    """For all brands."""


def shift_profile(member_id: UUID, at: datetime, db: Connection) -> ShiftProfile:
    """Of a member; empty for one who has not joined."""
    key = member_id.bytes
    valid = valid_qualifications(at) & (qualifications.c.member_id == key)
    subjects = db.scalars(select(qualifications.c.subject_id).where(valid))
    languages = db.scalars(select(spoken.c.language).where(spoken.c.member_id == key))
    other_terms = db.scalars(
        select(engagements.c.brand_id).where(
            engagements.c.member_id == key, engagements.c.model.not_in(SHIFT_MODELS)
        )
    )
    suspended = set(
        db.scalars(select(suspensions.c.brand_id).where(suspensions.c.member_id == key))
    )
    ended = db.scalars(select(ended_by_brands.c.brand_id).where(ended_by_brands.c.member_id == key))
    excluded = {*other_terms, *ended, *suspended} - {None}
    return ShiftProfile(
        frozenset(UUID(bytes=subject_id) for subject_id in subjects),
        frozenset(languages),
        frozenset(UUID(bytes=brand_id) for brand_id in excluded),
        is_suspended=None in suspended,
    )


def may_take_shifts_of(
    brand_id: UUID,
    subject_id: UUID | None,
    languages: Sequence[str],
    at: datetime,
    db: Connection,
) -> list[UUID]:
    """
    The ids of the members who may take shifts of a booking, in the order of ids.

    They have a valid qualification in this subject, or in any without one; speak one of the
    languages; do not answer for the brand on other terms than for pay; had no engagement that the
    brand ended; and are suspended neither for it nor for all brands.
    """
    subjects = [subject_id.bytes] if subject_id else select(qualifications.c.subject_id)
    qualified = select(qualifications.c.member_id).where(
        valid_qualifications(at), qualifications.c.subject_id.in_(subjects)
    )
    speaking = select(spoken.c.member_id).where(spoken.c.language.in_(languages))
    on_other_terms = select(engagements.c.member_id).where(
        engagements.c.brand_id == brand_id.bytes, engagements.c.model.not_in(SHIFT_MODELS)
    )
    ended = select(ended_by_brands.c.member_id).where(ended_by_brands.c.brand_id == brand_id.bytes)
    covered = or_(suspensions.c.brand_id.is_(None), suspensions.c.brand_id == brand_id.bytes)
    suspended = select(suspensions.c.member_id).where(covered)
    member_id = members.c.member_id
    query = select(member_id).where(
        member_id.in_(qualified),
        member_id.in_(speaking),
        member_id.not_in(on_other_terms),
        member_id.not_in(ended),
        member_id.not_in(suspended),
    )
    return [UUID(bytes=found) for found in db.scalars(query.order_by(member_id))]
