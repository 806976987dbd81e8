"""The tables of the pool, and score bands. Names and addresses are not in it: the log has none."""

from decimal import Decimal

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, Table, Text
from sqlalchemy import PrimaryKeyConstraint as Key

tables = MetaData()

members = Table(
    "members",
    tables,
    Column("member_id", LargeBinary, primary_key=True),
    Column("country", Text, nullable=False),
    Column("joined_ms", BigInteger, nullable=False),
)

Index("members_by_country", members.c.country)

spoken = Table(
    "spoken",
    tables,
    Column("member_id", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Key("member_id", "language"),
)
"""The languages in which members answer."""

Index("spoken_by_language", spoken.c.language)

declared = Table(
    "declared",
    tables,
    Column("member_id", LargeBinary, nullable=False),
    Column("subject_id", LargeBinary, nullable=False),
    Key("member_id", "subject_id"),
)
"""The subjects that members declared."""

Index("declared_by_subject", declared.c.subject_id)

qualifications = Table(
    "qualifications",
    tables,
    Column("member_id", LargeBinary, nullable=False),
    Column("attempt_id", LargeBinary, nullable=False),
    Column("subject_id", LargeBinary, nullable=False),
    Column("assessment_id", LargeBinary, nullable=False),
    Column("percent", Text, nullable=False),
    Column("band", BigInteger, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger),
    Column("lost_ms", BigInteger),
    Column("counts", BigInteger, nullable=False),
    Key("member_id", "attempt_id"),
)
"""
One row for each attempt that qualified a member.

Of a member and subject the last one counts (`counts` 1), unless it was revoked (`lost_ms`). Whether
it has expired depends on the instant of the query. `band` is the first percent of the score's band.
"""

Index("qualifications_by_subject", qualifications.c.subject_id, qualifications.c.counts)
Index("qualifications_by_attempt", qualifications.c.attempt_id)

engagements = Table(
    "engagements",
    tables,
    Column("member_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary, nullable=False),
    Column("model", Text, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Key("member_id", "brand_id"),
)
"""The engagements that have not ended."""

Index("engagements_by_brand", engagements.c.brand_id)

ended_by_brands = Table(
    "ended_by_brands",
    tables,
    Column("member_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary, nullable=False),
    Key("member_id", "brand_id"),
)
"""Brands that ended the latest engagement of a member by their own wish."""

Index("ended_by_brands_by_brand", ended_by_brands.c.brand_id)

suspensions = Table(
    "suspensions",
    tables,
    Column("suspension_id", LargeBinary, primary_key=True),
    Column("member_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary),
)
"""Suspensions that were decided and have not ended; without a brand they are for all."""

Index("suspensions_by_member", suspensions.c.member_id)

sessions = Table(
    "sessions",
    tables,
    Column("member_id", LargeBinary, primary_key=True),
    Column("presence", Text, nullable=False),
)
"""The latest presence of each respondent: online, away or left."""

ancestors = Table(
    "ancestors",
    tables,
    Column("ancestor_id", LargeBinary, nullable=False),
    Column("subject_id", LargeBinary, nullable=False),
    Column("depth", BigInteger, nullable=False),
    Key("ancestor_id", "subject_id"),
)
"""Every subject with each of its ancestors, so many levels above it, and with itself at 0."""

Index("ancestors_by_subject", ancestors.c.subject_id)


# Score bands: scores as others than the member may see them, coarser than the score itself.

BANDS = (0, 60, 70, 80, 90)
"""The first percent of each band; each ends where the next begins, the last at 100."""


def band_of(percent: Decimal) -> int:
    """The first percent of the band a score of 0 to 100 percent lies in."""
    return max(first for first in BANDS if first <= percent)


def end_of(band: int) -> int:
    """The last whole percent of a band. band: its first percent."""
    after = [first for first in BANDS if first > band]
    return after[0] - 1 if after else 100
