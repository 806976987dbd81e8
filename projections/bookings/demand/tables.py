"""The tables of demand by half-hour."""

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

demand_tables = MetaData()

UNKNOWN_LANGUAGE = ""
"""Of imported requests."""

demand = Table(
    "demand",
    demand_tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("day", Integer, nullable=False),
    Column("subject_id", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("counts", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "day", "subject_id", "language", "measure"),
    sqlite_with_rowid=False,
)
"""
Counts of the requests of a UTC day (days since 1970): 48, one for each half-hour, in JSON. Rows by
half-hour would be twenty times as many. `subject_id` is empty without a subject, `language` for
imported requests. Measures are `requests`, `answered:` with the model, `lost:` with the reason, and
`waited_s`: the seconds they waited until then.
"""

open_requests = Table(
    "open_requests",
    demand_tables,
    Column("conversation_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary, nullable=False),
    Column("subject_id", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("requested_ms", BigInteger, nullable=False),
    Column("model", Text, nullable=False),
)
"""Requests that are neither answered nor lost, with the model of the latest claim, or ''."""
