"""Accounts, entries, lines, closed periods and the checkpoint, with their triggers."""

import sqlalchemy as sa
from alembic import op

from payments.ledger.migrations.first_triggers import POSTGRES_TRIGGERS, SQLITE_TRIGGERS

revision, down_revision = "0001", None

UNITS = ("EUR", "GBP", "CHF", "PTS")
KINDS = ("asset", "liability", "income", "expense")


def upgrade() -> None:
    _create_accounts()
    _create_entries()
    _create_lines()
    _create_progress()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if is_sqlite else POSTGRES_TRIGGERS:
        op.get_bind().exec_driver_sql(statement)


def _create_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), sa.CheckConstraint(_one_of("unit", UNITS)), nullable=False),
        sa.Column("kind", sa.Text(), sa.CheckConstraint(_one_of("kind", KINDS)), nullable=False),
        sa.Column("has_floor", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("name", "unit"),
        schema=_schema(),
    )


def _create_entries() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.LargeBinary()),
        sa.Column("booking_id", sa.LargeBinary()),
        sa.Column("effective_us", sa.BigInteger(), nullable=False),
        sa.Column("recorded_us", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("reverses", sa.BigInteger(), sa.ForeignKey(_named("entry.id")), unique=True),
        schema=_schema(),
    )
    op.create_index("entry_by_recorded", "entry", ["recorded_us"], schema=_schema())


def _create_lines() -> None:
    is_whole = "typeof(amount_minor) = 'integer' AND typeof(balance_minor) = 'integer'"
    only_sqlite = op.get_bind().dialect.name == "sqlite"  # elsewhere the column's type says so
    own_entry = sa.ForeignKey(_named("entry.id"), deferrable=True, initially="DEFERRED")
    op.create_table(
        "line",
        sa.Column("entry_id", sa.BigInteger(), own_entry, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger(), sa.ForeignKey(_named("account.id")), nullable=False
        ),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "number"),
        sa.UniqueConstraint("account_id", "entry_id"),
        sa.CheckConstraint("amount_minor <> 0"),
        *([sa.CheckConstraint(is_whole)] if only_sqlite else []),
        schema=_schema(),
    )


def _create_progress() -> None:
    op.create_table(
        "closed_period",
        sa.Column("period", sa.Text(), primary_key=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        schema=_schema(),
    )
    op.create_table(
        "checkpoint",
        sa.Column("log_id", sa.LargeBinary(), primary_key=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("recorded_us", sa.BigInteger(), nullable=False),
        sa.Column("failed_position", sa.BigInteger()),
        sa.Column("failure", sa.Text()),
        schema=_schema(),
    )


def _schema() -> str | None:
    return None if op.get_bind().dialect.name == "sqlite" else "ledger"


def _named(column: str) -> str:
    schema = _schema()
    return f"{schema}.{column}" if schema else column


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
