"""The tables of the facts."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)

tables = MetaData()

conversations = Table(
    "conversations",
    tables,
    Column("conversation_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary, nullable=False),
    Column("day", Integer, nullable=False),
    Column("hour_of_week", SmallInteger, nullable=False),
    Column("requested_ms", BigInteger, nullable=False),
    Column("requested_us", SmallInteger, nullable=False),
    Column("language", Text, nullable=False),
    Column("subject_id", LargeBinary),
    Column("source", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("transfers", Integer, nullable=False),
    Column("respondent_id", LargeBinary),
    Column("model", Text),
    Column("claimed_ms", BigInteger),
    Column("concurrent_conversations", SmallInteger),
    Column("wait_s", BigInteger),
    Column("visitor_messages", Integer),
    Column("respondent_messages", Integer),
    Column("handled_s", BigInteger),
    Column("work_s", BigInteger),
    Column("lost_reason", Text),
    Column("currency", Text),
    Column("price", BigInteger),
    Column("commission", BigInteger),
    Column("points", BigInteger),
    Column("wage_currency", Text),
    Column("hourly_wage", BigInteger),
    Column("speed", SmallInteger),
    Column("service", SmallInteger),
    Column("quality", SmallInteger),
    Column("sales", Integer, nullable=False),
    Column("sales_amount", BigInteger, nullable=False),
)
"""
One row for each conversation: what pages read, and what later events need. Times are milliseconds
since 1970 (UTC). `day` counts days since 1970 and `hour_of_week` hours since Monday 00:00, both in
the brand's zone at the request. `requested_us` are the microseconds since `requested_ms`, for a
wait that is rounded down exactly. `claimed_ms` is the first claim, however often the conversation
is transferred. Money is in minor units of `currency`, a wage of `wage_currency`, sales of the
brand's.
"""

Index("conversations_by_day", conversations.c.brand_id, conversations.c.day)

Index("conversations_by_respondent", conversations.c.respondent_id, conversations.c.brand_id)

tallies = Table(
    "tallies",
    tables,
    Column("brand_id", LargeBinary, nullable=False),
    Column("grain", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("model", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("buckets", Text, nullable=False),
    PrimaryKeyConstraint("brand_id", "grain", "start", "model", "measure"),
    sqlite_with_rowid=False,
)
"""
Sums over the conversations requested on a day (`grain` d, `start` days since 1970) or in a month
(`grain` m, `start` months since year 0), by model ('' for measures without one) and measure: the
whole sum `n`, and the sum in each bucket (JSON). Rows by bucket would be ten times as many.
"""

zones = Table(
    "zones",
    tables,
    Column("brand_id", LargeBinary, primary_key=True),
    Column("zone", Text, nullable=False),
)
"""The zone in which a brand's days are counted."""
