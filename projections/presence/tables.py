"""The tables of presence."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy import PrimaryKeyConstraint as Key

tables = MetaData()

sessions = Table(
    "sessions",
    tables,
    Column("respondent_id", LargeBinary, primary_key=True),
    Column("presence", Text, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("open_conversations", Integer, nullable=False),
    Column("engagements", Text, nullable=False),
    Column("languages", Text, nullable=False),
    Column("subjects", Text, nullable=False),
)
"""
Each respondent's latest presence session. `engagements` is a JSON object from brand to model,
`languages` and `subjects` are JSON arrays, `capacity` is the limit they set.
"""

engagements = Table(
    "engagements",
    tables,
    Column("member_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("model", Text, nullable=False),
    Column("until_ms", BigInteger),
    Key("member_id", "brand_id", "since_ms"),
)
"""Every engagement there has been, so that a period shows which models were in service."""

Index("engagements_in_service", engagements.c.brand_id, engagements.c.model)

levels = Table(
    "levels",
    tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("model", Text, nullable=False),
    Column("available", Integer, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Key("brand_id", "model"),
)
"""How many respondents of a model ('' for all) are available for a brand, since when."""

minutes = Table(
    "minutes",
    tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("model", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("line", LargeBinary, nullable=False),
    Key("brand_id", "model", "day"),
)
"""
A UTC day's 1,440 minutes, one byte each: the fewest respondents available at any moment of the
minute (254 stands for 254 or more), or 255 where the level has not changed since and still counts.
A day without a row had no respondent all day, or has not come.
"""
