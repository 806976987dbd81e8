"""
What a brand may see of the pool: counts and score bands, never single members.

A count of one or two is None, "fewer than 3": with filters it could identify a member. Other counts
are rounded down to a multiple of 3, so that subtracting one from another finds no such count
either. Where a filter finds fewer than 3 members, there are no further counts.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, distinct, func, or_, select

from domain.presence.presence_session import Presence
from domain.terms import Employed
from projections.engine.timestamps import ms_of
from projections.members.tables import (
    BANDS,
    ancestors,
    declared,
    engagements,
    members,
    qualifications,
    sessions,
    spoken,
)

MIN_VISIBLE_COUNT = 3
VisibleCount = int | None
"""A count, rounded down to a multiple of 3; None: one or two."""


class PoolFilter(NamedTuple):
    """Which members are counted or listed; None: any."""

    subject_id: UUID | None = None
    """They declared this subject or a descendant of it, or have a valid qualification in one."""
    language: str | None = None
    country: str | None = None


class SubjectCounts(NamedTuple):
    """How many of the filtered members declared a subject, and how many have a qualification."""

    subject_id: UUID
    declared: VisibleCount
    """They declared the subject or a descendant of it."""
    qualified: VisibleCount
    """They have a valid qualification in the subject or a descendant of it."""


class PoolCounts(NamedTuple):
    """What a brand sees of the members a filter finds."""

    members: VisibleCount
    qualified: VisibleCount
    online: VisibleCount
    engaged: int
    """Those with an engagement with this brand, exactly: the brand knows them."""
    languages: Mapping[str, tuple[VisibleCount, VisibleCount]]
    """By language: how many, and how many of them are qualified."""
    countries: Mapping[str, tuple[VisibleCount, VisibleCount]]
    """By country: how many, and how many of them are qualified."""
    bands: Mapping[int, VisibleCount]
    """By the first percent of each score band: how many have their best valid score in it."""
    subjects: tuple[SubjectCounts, ...]
    """Every subject there is, in the order of ids; names and the tree are read elsewhere."""

    @property
    def is_detailed(self) -> bool:
        """Whether there are 3 members or more, and so further counts."""
        return self.members is not None and self.members >= MIN_VISIBLE_COUNT


def visible_count(n: int) -> VisibleCount:
    """A count as a brand may see it: None for 1 and 2, else rounded down to a multiple of 3."""
    return None if 0 < n < MIN_VISIBLE_COUNT else n - n % MIN_VISIBLE_COUNT


def pool_counts(
    brand_id: UUID, pool_filter: PoolFilter, at: datetime, db: Connection
) -> PoolCounts:
    """The counts of the members a filter finds, for a brand, as of an instant."""
    filtered = filtered_members(pool_filter, at) & ~_employed_elsewhere(brand_id)
    n = _count(filtered, db)
    engaged_members = select(engagements.c.member_id).where(
        engagements.c.brand_id == brand_id.bytes
    )
    engaged = _count(filtered & members.c.member_id.in_(engaged_members), db)
    if n < MIN_VISIBLE_COUNT:
        return PoolCounts(visible_count(n), None, None, engaged, {}, {}, {}, ())
    valid = valid_qualifications(at, pool_filter.subject_id)
    qualified = select(qualifications.c.member_id).where(valid)
    online_members = select(sessions.c.member_id).where(sessions.c.presence == Presence.ONLINE)
    return PoolCounts(
        members=visible_count(n),
        qualified=visible_count(_count(filtered & members.c.member_id.in_(qualified), db)),
        online=visible_count(_count(filtered & members.c.member_id.in_(online_members), db)),
        engaged=engaged,
        languages=_by_language(filtered, qualified, db),
        countries=_by_country(filtered, qualified, db),
        bands=_by_band(filtered, valid, db),
        subjects=tuple(_by_subject(filtered, at, db)),
    )


def _employed_elsewhere(brand_id: UUID) -> ColumnElement[bool]:
    """Members who answer for no brand but as employees of others: they are not to be engaged."""
    e, employed = engagements.c, engagements.c.model == Employed.model
    others = select(e.member_id).where(employed, e.brand_id != brand_id.bytes)
    available = select(e.member_id).where(or_(~employed, e.brand_id == brand_id.bytes))
    return members.c.member_id.in_(others) & members.c.member_id.not_in(available)


def filtered_members(pool_filter: PoolFilter, at: datetime) -> ColumnElement[bool]:
    """The condition on the table `members` that a filter makes, as of an instant."""
    conditions: list[ColumnElement[bool]] = [members.c.member_id.is_not(None)]
    if pool_filter.subject_id is not None:
        declaring = select(declared.c.member_id).where(
            declared.c.subject_id.in_(_with_descendants(pool_filter.subject_id))
        )
        qualified = select(qualifications.c.member_id).where(
            valid_qualifications(at, pool_filter.subject_id)
        )
        conditions.append(
            or_(members.c.member_id.in_(declaring), members.c.member_id.in_(qualified))
        )
    if pool_filter.language is not None:
        speak = select(spoken.c.member_id).where(spoken.c.language == pool_filter.language)
        conditions.append(members.c.member_id.in_(speak))
    if pool_filter.country is not None:
        conditions.append(members.c.country == pool_filter.country)
    return and_(*conditions)


def valid_qualifications(at: datetime, subject_id: UUID | None = None) -> ColumnElement[bool]:
    """
    The condition on the table `qualifications` that they count and have not expired.

    subject_id: only those in this subject or a descendant of it; None: in any.
    """
    until, now_ms = qualifications.c.until_ms, ms_of(at)
    valid = (qualifications.c.counts == 1) & or_(until.is_(None), until > now_ms)
    if subject_id is None:
        return valid
    return valid & qualifications.c.subject_id.in_(_with_descendants(subject_id))


def languages_spoken(db: Connection) -> list[str]:
    """The language codes of all members, each once, in order."""
    return list(db.scalars(select(spoken.c.language).distinct().order_by(spoken.c.language)))


def countries_lived_in(db: Connection) -> list[str]:
    """The country codes of all members, each once, in order."""
    return list(db.scalars(select(members.c.country).distinct().order_by(members.c.country)))


def _with_descendants(subject_id: UUID) -> Select[Any]:
    return select(ancestors.c.subject_id).where(ancestors.c.ancestor_id == subject_id.bytes)


def _count(filtered: ColumnElement[bool], db: Connection) -> int:
    return db.scalar(select(func.count()).select_from(members).where(filtered)) or 0


def _by_language(
    filtered: ColumnElement[bool], qualified: Select[Any], db: Connection
) -> dict[str, tuple[VisibleCount, VisibleCount]]:
    query = (
        select(spoken.c.language, func.count().label("n"))
        .join(members, members.c.member_id == spoken.c.member_id)
        .where(filtered)
        .group_by(spoken.c.language)
    )
    return _pairs(query, qualified, db)


def _by_country(
    filtered: ColumnElement[bool], qualified: Select[Any], db: Connection
) -> dict[str, tuple[VisibleCount, VisibleCount]]:
    query = select(members.c.country, func.count().label("n")).where(filtered)
    return _pairs(query.group_by(members.c.country), qualified, db)


def _pairs(
    query: Select[Any], qualified: Select[Any], db: Connection
) -> dict[str, tuple[VisibleCount, VisibleCount]]:
    """How many, and how many of them are qualified, the most first."""
    only_qualified = query.where(members.c.member_id.in_(qualified))
    qualified_in: dict[str, int] = dict(db.execute(only_qualified).all())
    counts = sorted(db.execute(query).all(), key=lambda row: (-row[1], row[0]))
    return {
        name: (visible_count(n), visible_count(qualified_in.get(name, 0))) for name, n in counts
    }


def _by_band(
    filtered: ColumnElement[bool], valid: ColumnElement[bool], db: Connection
) -> dict[int, VisibleCount]:
    """The best score of each member counts; every band has its count, also 0."""
    best = (
        select(func.max(qualifications.c.band).label("band"))
        .join(members, members.c.member_id == qualifications.c.member_id)
        .where(filtered, valid)
        .group_by(qualifications.c.member_id)
        .subquery()
    )
    query = select(best.c.band, func.count()).group_by(best.c.band)
    members_in: dict[int, int] = dict(db.execute(query).all())
    return {band: visible_count(members_in.get(band, 0)) for band in BANDS}


def _by_subject(
    filtered: ColumnElement[bool], at: datetime, db: Connection
) -> Iterable[SubjectCounts]:
    declaring = _members_by_subject(declared, filtered, declared.c.subject_id.is_not(None), db)
    qualified = _members_by_subject(qualifications, filtered, valid_qualifications(at), db)
    subject_ids = (
        select(ancestors.c.subject_id)
        .where(ancestors.c.depth == 0)
        .order_by(ancestors.c.subject_id)
    )
    for key in db.scalars(subject_ids):
        yield SubjectCounts(
            UUID(bytes=key),
            visible_count(declaring.get(key, 0)),
            visible_count(qualified.get(key, 0)),
        )


def _members_by_subject(
    table: Any, filtered: ColumnElement[bool], condition: ColumnElement[bool], db: Connection
) -> dict[bytes, int]:
    """By subject, how many members have a row in a table for it or for a descendant of it."""
    query = (
        select(ancestors.c.ancestor_id, func.count(distinct(table.c.member_id)))
        .join(table, table.c.subject_id == ancestors.c.subject_id)
        .join(members, members.c.member_id == table.c.member_id)
        .where(filtered, condition)
        .group_by(ancestors.c.ancestor_id)
    )
    return dict(db.execute(query).all())
