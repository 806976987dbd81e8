"""Time zones that members chose, and the secret addresses of calendar feeds."""

import sqlalchemy as sa
from alembic import op

from web.private_store.migrations import in_schema, schema

revision, down_revision = "0004", "0003"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "member_zone",
        sa.Column("account_id", sa.Uuid(), _account(), primary_key=True),
        sa.Column("zone", sa.LargeBinary(), nullable=False),
        schema=schema(),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("account_id", sa.Uuid(), _account(), unique=True),
        sa.Column("brand_id", sa.Uuid(), unique=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("renewed_at", TIME, nullable=False),
        schema=schema(),
    )


def _account() -> sa.ForeignKey:
    return sa.ForeignKey(in_schema("account.id"), ondelete="CASCADE")
