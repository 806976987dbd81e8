"""The tables of the attempts."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, Table, Text
from sqlalchemy import PrimaryKeyConstraint as Key

tables = MetaData()

attempts = Table(
    "attempts",
    tables,
    Column("attempt_id", LargeBinary, primary_key=True),
    Column("assessment_id", LargeBinary, nullable=False),
    Column("edition", BigInteger, nullable=False),
    Column("subject_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary),
    Column("member_id", LargeBinary, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("items", Text, nullable=False),
    Column("device_digest", Text),
    Column("started_ms", BigInteger, nullable=False),
    Column("deadline_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Column("ended_recorded_ms", BigInteger),
    Column("timed_out", BigInteger, nullable=False, default=0),
    Column("graded_ms", BigInteger),
    Column("graded_recorded_ms", BigInteger),
    Column("percent", Text),
    Column("passed", BigInteger),
    Column("marks", Text),
    Column("until_ms", BigInteger),
    Column("appeal", LargeBinary),
    Column("outcome", Text),
)
"""
One row for each attempt. Times are in milliseconds since 1970. `items` and `marks` are JSON, as the
events have them. `graded_ms` is when the result was recorded; `outcome` is the decision in force.
"""

Index("attempts_by_test", attempts.c.assessment_id, attempts.c.started_ms)
Index("attempts_by_member", attempts.c.member_id, attempts.c.started_ms)
Index("attempts_running", attempts.c.ended_ms, attempts.c.deadline_ms)

answers = Table(
    "answers",
    tables,
    Column("attempt_id", LargeBinary, nullable=False),
    Column("question_id", LargeBinary, nullable=False),
    Column("answer", Text, nullable=False),
    Column("saves", BigInteger, nullable=False),
    Column("first_ms", BigInteger, nullable=False),
    Column("saved_ms", BigInteger, nullable=False),
    Column("by_hand", Text),
    Key("attempt_id", "question_id"),
)
"""
One row for each answer, as it was saved last. `first_ms` is when it was saved first, `saves` how
often it was saved. `answer` is JSON, as the event has it; `by_hand` is a person's grade in percent.
"""

decisions = Table(
    "decisions",
    tables,
    Column("attempt_id", LargeBinary, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("text_id", LargeBinary, nullable=False),
    Column("decided_by", LargeBinary, nullable=False),
    Column("decided_ms", BigInteger, nullable=False),
    Column("recorded_ms", BigInteger, nullable=False),
    Key("attempt_id", "version"),
)
"""One row for each review or appeal decision; its text is in the private store."""
