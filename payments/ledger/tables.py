"""The ledger's tables; `migrations/versions/` creates them, with the triggers that guard them."""

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, MetaData, Table, Text

SCHEMA = "ledger"
"""The schema in PostgreSQL; on SQLite the ledger is a file of its own."""

metadata = MetaData(schema=SCHEMA)

account = Table(
    "account",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("has_floor", Boolean, nullable=False),
)
"""One for each name and unit."""

entry = Table(
    "entry",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("conversation_id", LargeBinary),
    Column("booking_id", LargeBinary),
    Column("effective_us", BigInteger, nullable=False),
    Column("recorded_us", BigInteger, nullable=False),
    Column("period", Text, nullable=False),
    Column("reverses", BigInteger),
    Column("previous_hash", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
"""The id is its number, from 1 without a gap. The hashes are in 64 hexadecimal digits."""

line = Table(
    "line",
    metadata,
    Column("entry_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("account_id", BigInteger, nullable=False),
    Column("unit", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("balance_minor", BigInteger, nullable=False),
)
"""Written before their entry, which completes them. The balance is the account's after it."""

closed_period = Table(
    "closed_period",
    metadata,
    Column("period", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
"""The months that were closed, and the event that closed each; with it, those before are closed."""

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("log_id", LargeBinary, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("recorded_us", BigInteger, nullable=False),
    Column("failed_position", BigInteger),
    Column("failure", Text),
)
"""
The log that the ledger is of, how far it is posted, and why it is not posted further; one row,
committed with the entries.
"""

ledger_day = Table(
    "ledger_day",
    metadata,
    Column("effective_day", BigInteger, primary_key=True, autoincrement=False),
    Column("recorded_day", BigInteger, primary_key=True, autoincrement=False),
    Column("period", Text, primary_key=True),
    Column("first_entry", BigInteger, nullable=False),
    Column("last_entry", BigInteger, nullable=False),
    Column("entries", BigInteger, nullable=False),
)
"""
The first and last entry of each pair of days (UTC, days since 1970), happened and recorded, that
are booked in a month; and how many there are.
"""

daily_total = Table(
    "daily_total",
    metadata,
    Column("account_class", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("effective_day", BigInteger, primary_key=True, autoincrement=False),
    Column("recorded_day", BigInteger, primary_key=True, autoincrement=False),
    Column("event_type", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("credit_minor", BigInteger, nullable=False),
    Column("debit_minor", BigInteger, nullable=False),
    Column("lines", BigInteger, nullable=False),
)
"""
What a kind of event moved on a class of accounts in a day; see `daily_totals.py`.

Derived from the entries, committed with them, and recomputed by `comptoir verify`.
"""
