"""The tables as they were before there were migrations."""

import sqlalchemy as sa
from alembic import op

from web.private_store.migrations import in_schema, schema

revision, down_revision = "0001", None

TIME = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SEALED = sa.LargeBinary()


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("email", SEALED, nullable=False, unique=True),
        sa.Column("name", SEALED, nullable=False),
        sa.Column("password", sa.String(255)),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("brand_id", sa.Uuid()),
        sa.Column("language", sa.String(2)),
        sa.Column("fs_uniquifier", sa.String(64), nullable=False, unique=True),
        sa.Column("confirmed_at", TIME),
        schema=schema(),
    )
    _create_of_accounts()
    op.create_table(
        "invitation_round",
        sa.Column("call_id", sa.Uuid(), primary_key=True),
        sa.Column("requested_at", TIME),
        sa.Column("done_at", TIME),
        schema=schema(),
    )
    op.create_table(
        "picture",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("mimetype", sa.String(20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", TIME, nullable=False),
        schema=schema(),
    )
    _create_private_text()
    _create_outbox()


def _create_of_accounts() -> None:
    op.create_table(
        "extra_time",
        _account_id(),
        sa.Column("requested_percent", SEALED, nullable=False),
        sa.Column("granted_percent", SEALED, nullable=False),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("decided_at", TIME),
        sa.Column("decided_by", sa.Uuid()),
        schema=schema(),
    )
    op.create_table(
        "profile",
        _account_id(),
        sa.Column("passions", SEALED, nullable=False),
        sa.Column("country", SEALED, nullable=False),
        sa.Column("legal_status", SEALED, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        schema=schema(),
    )
    op.create_table(
        "role",
        _account_id(),
        sa.Column("name", sa.String(20), primary_key=True),
        schema=schema(),
    )
    op.create_table(
        "unsubscribed",
        _account_id(),
        sa.Column("category", sa.String(20), primary_key=True),
        sa.Column("at", TIME, nullable=False),
        schema=schema(),
    )


def _create_private_text() -> None:
    op.create_table(
        "private_text",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("text", SEALED, nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", TIME, nullable=False),
        schema=schema(),
    )
    op.create_index(
        "ix_private_private_text_member_id", "private_text", ["member_id"], schema=schema()
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("account_id", sa.Uuid()),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("to", SEALED, nullable=False),
        sa.Column("subject", SEALED, nullable=False),
        sa.Column("text", SEALED, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", SEALED),
        sa.Column("worker_id", sa.Integer()),
        sa.Column("backend", sa.String(10)),
        schema=schema(),
    )
    op.create_index("outbox_due", "outbox", ["status", "due_at"], schema=schema())


def _account_id() -> sa.Column[object]:
    account = sa.ForeignKey(in_schema("account.id"), ondelete="CASCADE")
    return sa.Column("account_id", sa.Uuid(), account, primary_key=True)
