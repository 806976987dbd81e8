"""
What a brand asks of the pool: how many, and how good, never who.

A count of one or two is told as None, "fewer than 3": with filters it could single somebody out.
Where fewer than 3 are chosen, nothing more is told of them.
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
    """Which part of the pool is asked about; None: not by this."""

    subject_id: UUID | None = None
    """It, or one below it in the tree: declared, or shown by a test."""
    language: str | None = None
    country: str | None = None


class OnSubject(NamedTuple):
    """How many of the chosen say they know a subject, or one below it, and have shown it."""

    subject_id: UUID
    declared: Few
    qualified: Few


class Counted(NamedTuple):
    """What a brand sees of a part of the pool."""

    members: Few
    qualified: Few
    online: Few
    engaged: int
    """Those who answer for this very brand, which knows them."""
    languages: Mapping[str, tuple[Few, Few]]
    """By language: how many, and how many of them are qualified."""
    countries: Mapping[str, tuple[Few, Few]]
    bands: Mapping[int, Few]
    """By the first percent of each band: in which band the best valid score lies."""
    subjects: tuple[OnSubject, ...]
    """Every subject there is, in no order of theirs: names and the tree are known elsewhere."""

    @property
    def is_told(self) -> bool:
        """Whether enough were chosen to tell more than that."""
        return self.members is not None and self.members >= FEWEST


def few(n: int) -> Few:
    """A count as it is told to a brand."""
    return n if n == 0 or n >= FEWEST else None


def counted(brand_id: UUID, chosen: PoolFilter, at: datetime, db: Connection) -> Counted:
    """The part of the pool a brand asks about, at a moment."""
    them, able = chosen_members(chosen, at), valid_at(at, chosen.subject_id)
    n = _count(them, db)
    qualified = select(qualifications.c.member_id).where(able)
    here = select(sessions.c.member_id).where(sessions.c.presence == Presence.ONLINE)
    ours = select(engagements.c.member_id).where(engagements.c.brand_id == brand_id.bytes)
    told = n >= FEWEST
    return Counted(
        members=few(n),
        qualified=few(_count(them & members.c.member_id.in_(qualified), db)) if told else None,
        online=few(_count(them & members.c.member_id.in_(here), db)) if told else None,
        engaged=_count(them & members.c.member_id.in_(ours), db),
        languages=_by_language(them, qualified, db) if told else {},
        countries=_by_country(them, qualified, db) if told else {},
        bands=_by_band(them, able, db) if told else {},
        subjects=tuple(_by_subject(them, at, db)) if told else (),
    )


def chosen_members(chosen: PoolFilter, at: datetime) -> ColumnElement[bool]:
    """Who is asked about, as a condition on members."""
    conditions: list[ColumnElement[bool]] = [members.c.member_id.is_not(None)]
    if chosen.subject_id is not None:
        says = select(declared.c.member_id).where(
            declared.c.subject_id.in_(_with_descendants(chosen.subject_id))
        )
        shown = select(qualifications.c.member_id).where(valid_at(at, chosen.subject_id))
        conditions.append(or_(members.c.member_id.in_(says), members.c.member_id.in_(shown)))
    if chosen.language is not None:
        speak = select(spoken.c.member_id).where(spoken.c.language == chosen.language)
        conditions.append(members.c.member_id.in_(speak))
    if chosen.country is not None:
        conditions.append(members.c.country == chosen.country)
    return and_(*conditions)


def valid_at(at: datetime, subject_id: UUID | None = None) -> ColumnElement[bool]:
    """The qualifications that count at a moment, of a subject and those below it."""
    until, now_ms = qualifications.c.until_ms, ms_of(at)
    valid = (qualifications.c.counts == 1) & or_(until.is_(None), until > now_ms)
    if subject_id is None:
        return valid
    return valid & qualifications.c.subject_id.in_(_with_descendants(subject_id))


def languages_spoken(db: Connection) -> list[str]:
    return list(db.scalars(select(spoken.c.language).distinct().order_by(spoken.c.language)))


def countries_lived_in(db: Connection) -> list[str]:
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
    found = sorted(db.execute(query).all(), key=lambda each: (-each[1], each[0]))
    return {name: (few(n), few(able.get(name, 0))) for name, n in found}


def _by_band(
    them: ColumnElement[bool], able: ColumnElement[bool], db: Connection
) -> dict[int, Few]:
    """Of each member the best score; every band is told, also one with nobody in it."""
    best = (
        select(func.max(qualifications.c.band).label("band"))
        .join(members, members.c.member_id == qualifications.c.member_id)
        .where(them, able)
        .group_by(qualifications.c.member_id)
        .subquery()
    )
    query = select(best.c.band, func.count()).group_by(best.c.band)
    found: dict[int, int] = dict(db.execute(query).all())
    return {band: few(found.get(band, 0)) for band in BANDS}


def _by_subject(them: ColumnElement[bool], at: datetime, db: Connection) -> Iterable[OnSubject]:
    says = _members_by_subject(declared, them, declared.c.subject_id.is_not(None), db)
    shown = _members_by_subject(qualifications, them, valid_at(at), db)
    there = (
        select(ancestors.c.subject_id)
        .where(ancestors.c.depth == 0)
        .order_by(ancestors.c.subject_id)
    )
    for key in db.scalars(there):
        yield OnSubject(UUID(bytes=key), few(says.get(key, 0)), few(shown.get(key, 0)))


def _members_by_subject(
    table: Any, them: ColumnElement[bool], which: ColumnElement[bool], db: Connection
) -> dict[bytes, int]:
    """By subject, how many of the chosen stand in a table with it or with one below it."""
    query = (
        select(ancestors.c.ancestor_id, func.count(distinct(table.c.member_id)))
        .join(table, table.c.subject_id == ancestors.c.subject_id)
        .join(members, members.c.member_id == table.c.member_id)
        .where(them, which)
        .group_by(ancestors.c.ancestor_id)
    )
    return dict(db.execute(query).all())
