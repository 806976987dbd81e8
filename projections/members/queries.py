"""
What a brand may see of the pool: counts and score bands, never single members.

A count of one or two is None, "fewer than 3": with filters it could identify a member. Where a
filter finds fewer than 3 members, there are no further counts.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, distinct, func, or_, select

from domain.presence.presence_session import Presence
from projections.engine.timestamps import ms_of
from projections.members.score_bands import BANDS
from projections.members.tables import (
    ancestors,
    declared,
    engagements,
    members,
    qualifications,
    sessions,
    spoken,
)

FEWEST = 3
Few = int | None
"""A count; None: one or two."""


class PoolFilter(NamedTuple):
    """Which members are counted or listed; None: any."""

    subject_id: UUID | None = None
    """They declared this subject or a descendant of it, or have a valid qualification in one."""
    language: str | None = None
    country: str | None = None


class SubjectCounts(NamedTuple):
    """How many of the filtered members declared a subject, and how many have a qualification."""

    subject_id: UUID
    declared: Few
    """They declared the subject or a descendant of it."""
    qualified: Few
    """They have a valid qualification in the subject or a descendant of it."""


class PoolCounts(NamedTuple):
    """What a brand sees of the members a filter finds."""

    members: Few
    qualified: Few
    online: Few
    engaged: int
    """Those with an engagement with this brand, exactly: the brand knows them."""
    languages: Mapping[str, tuple[Few, Few]]
    """By language: how many, and how many of them are qualified."""
    countries: Mapping[str, tuple[Few, Few]]
    """By country: how many, and how many of them are qualified."""
    bands: Mapping[int, Few]
    """By the first percent of each score band: how many have their best valid score in it."""
    subjects: tuple[SubjectCounts, ...]
    """Every subject there is, in the order of ids; names and the tree are read elsewhere."""

    @property
    def is_detailed(self) -> bool:
        """Whether there are 3 members or more, and so further counts."""
        return self.members is not None and self.members >= FEWEST


def few(n: int) -> Few:
    """A count as a brand may see it: None for 1 and 2."""
    return n if n == 0 or n >= FEWEST else None


def pool_counts(brand_id: UUID, chosen: PoolFilter, at: datetime, db: Connection) -> PoolCounts:
    """The counts of the members a filter finds, for a brand, as of an instant."""
    them, able = chosen_members(chosen, at), valid_at(at, chosen.subject_id)
    n = _count(them, db)
    qualified = select(qualifications.c.member_id).where(able)
    here = select(sessions.c.member_id).where(sessions.c.presence == Presence.ONLINE)
    ours = select(engagements.c.member_id).where(engagements.c.brand_id == brand_id.bytes)
    is_enough = n >= FEWEST
    return PoolCounts(
        members=few(n),
        qualified=few(_count(them & members.c.member_id.in_(qualified), db)) if is_enough else None,
        online=few(_count(them & members.c.member_id.in_(here), db)) if is_enough else None,
        engaged=_count(them & members.c.member_id.in_(ours), db),
        languages=_by_language(them, qualified, db) if is_enough else {},
        countries=_by_country(them, qualified, db) if is_enough else {},
        bands=_by_band(them, able, db) if is_enough else {},
        subjects=tuple(_by_subject(them, at, db)) if is_enough else (),
    )


def chosen_members(chosen: PoolFilter, at: datetime) -> ColumnElement[bool]:
    """The condition on the table `members` that a filter makes, as of an instant."""
    conditions: list[ColumnElement[bool]] = [members.c.member_id.is_not(None)]
    if chosen.subject_id is not None:
        says = select(declared.c.member_id).where(
            declared.c.subject_id.in_(_with_descendants(chosen.subject_id))
        )
        qualified = select(qualifications.c.member_id).where(valid_at(at, chosen.subject_id))
        conditions.append(or_(members.c.member_id.in_(says), members.c.member_id.in_(qualified)))
    if chosen.language is not None:
        speak = select(spoken.c.member_id).where(spoken.c.language == chosen.language)
        conditions.append(members.c.member_id.in_(speak))
    if chosen.country is not None:
        conditions.append(members.c.country == chosen.country)
    return and_(*conditions)


def valid_at(at: datetime, subject_id: UUID | None = None) -> ColumnElement[bool]:
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


def _count(them: ColumnElement[bool], db: Connection) -> int:
    return db.scalar(select(func.count()).select_from(members).where(them)) or 0


def _by_language(
    them: ColumnElement[bool], qualified: Select[Any], db: Connection
) -> dict[str, tuple[Few, Few]]:
    query = (
        select(spoken.c.language, func.count().label("n"))
        .join(members, members.c.member_id == spoken.c.member_id)
        .where(them)
        .group_by(spoken.c.language)
    )
    return _pairs(query, qualified, db)


def _by_country(
    them: ColumnElement[bool], qualified: Select[Any], db: Connection
) -> dict[str, tuple[Few, Few]]:
    query = select(members.c.country, func.count().label("n")).where(them)
    return _pairs(query.group_by(members.c.country), qualified, db)


def _pairs(
    query: Select[Any], qualified: Select[Any], db: Connection
) -> dict[str, tuple[Few, Few]]:
    """How many, and how many of them are qualified, the most first."""
    able: dict[str, int] = dict(db.execute(query.where(members.c.member_id.in_(qualified))).all())
    counts = sorted(db.execute(query).all(), key=lambda row: (-row[1], row[0]))
    return {name: (few(n), few(able.get(name, 0))) for name, n in counts}


def _by_band(
    them: ColumnElement[bool], able: ColumnElement[bool], db: Connection
) -> dict[int, Few]:
    """The best score of each member counts; every band has its count, also 0."""
    best = (
        select(func.max(qualifications.c.band).label("band"))
        .join(members, members.c.member_id == qualifications.c.member_id)
        .where(them, able)
        .group_by(qualifications.c.member_id)
        .subquery()
    )
    query = select(best.c.band, func.count()).group_by(best.c.band)
    members_in: dict[int, int] = dict(db.execute(query).all())
    return {band: few(members_in.get(band, 0)) for band in BANDS}


def _by_subject(them: ColumnElement[bool], at: datetime, db: Connection) -> Iterable[SubjectCounts]:
    says = _members_by_subject(declared, them, declared.c.subject_id.is_not(None), db)
    qualified = _members_by_subject(qualifications, them, valid_at(at), db)
    there = (
        select(ancestors.c.subject_id)
        .where(ancestors.c.depth == 0)
        .order_by(ancestors.c.subject_id)
    )
    for key in db.scalars(there):
        yield SubjectCounts(UUID(bytes=key), few(says.get(key, 0)), few(qualified.get(key, 0)))


def _members_by_subject(
    table: Any, them: ColumnElement[bool], which: ColumnElement[bool], db: Connection
) -> dict[bytes, int]:
    """By subject, how many members have a row in a table for it or for a descendant of it."""
    query = (
        select(ancestors.c.ancestor_id, func.count(distinct(table.c.member_id)))
        .join(table, table.c.subject_id == ancestors.c.subject_id)
        .join(members, members.c.member_id == table.c.member_id)
        .where(them, which)
        .group_by(ancestors.c.ancestor_id)
    )
    return dict(db.execute(query).all())
