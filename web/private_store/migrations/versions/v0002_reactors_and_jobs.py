"""Reactors, jobs, the key check, sessions, limits of attempts, and texts without an event yet."""

import sqlalchemy as sa
from alembic import op

from web.private_store.migrations import in_schema, schema

revision, down_revision = "0002", "0001"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reactor_checkpoint",
        sa.Column("reactor", sa.String(60), primary_key=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        schema=schema(),
    )
    op.create_table(
        "failed_reaction",
        sa.Column("reactor", sa.String(60), primary_key=True),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failed_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("is_parked", sa.Boolean(), nullable=False),
        sa.Column("error", sa.LargeBinary(), nullable=False),
        schema=schema(),
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(60), primary_key=True),
        sa.Column("ran_at", TIME, nullable=False),
        sa.Column("late_after", TIME, nullable=False),
        sa.Column("error", sa.String(100)),
        schema=schema(),
    )
    _create_sessions_and_limits()
    op.create_table(
        "key_check",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        schema=schema(),
    )
    op.add_column("private_text", sa.Column("aggregate_id", sa.Uuid()), schema=schema())
    op.add_column("private_text", sa.Column("pending_since", TIME), schema=schema())
    op.create_index("private_text_pending", "private_text", ["pending_since"], schema=schema())


def _create_sessions_and_limits() -> None:
    account = sa.ForeignKey(in_schema("account.id"), ondelete="CASCADE")
    op.create_table(
        "account_session",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("account_id", sa.Uuid(), account, nullable=False),
        sa.Column("signed_in_at", TIME, nullable=False),
        schema=schema(),
    )
    op.create_index(
        "account_session_by_account", "account_session", ["account_id"], schema=schema()
    )
    op.create_table(
        "rate_limit",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("started_ms", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        schema=schema(),
    )
    op.create_index("rate_limit_started", "rate_limit", ["started_ms"], schema=schema())
