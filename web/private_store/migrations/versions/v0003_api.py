"""Tokens of the API, and the writes that a program may repeat."""

import sqlalchemy as sa
from alembic import op

from web.private_store.migrations import in_schema, schema

revision, down_revision = "0003", "0002"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("brand_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("last_used_at", TIME),
        sa.Column("revoked_at", TIME),
        schema=schema(),
    )
    op.create_index("api_token_by_brand", "api_token", ["brand_id"], schema=schema())
    token = sa.ForeignKey(in_schema("api_token.id"), ondelete="CASCADE")
    op.create_table(
        "api_write",
        sa.Column("token_id", sa.Uuid(), token, primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("answer", sa.LargeBinary()),
        schema=schema(),
    )
    op.create_index("api_write_started", "api_write", ["started_at"], schema=schema())
