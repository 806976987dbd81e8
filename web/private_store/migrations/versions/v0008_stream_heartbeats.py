"""When each stream was last open: whose browser is there, and whose is gone."""

import sqlalchemy as sa
from alembic import op

from web.private_store.migrations import schema

revision, down_revision = "0008", "0007"


def upgrade() -> None:
    op.create_table(
        "stream_heartbeat",
        sa.Column("audience_id", sa.Uuid(), primary_key=True),
        sa.Column("open_at", sa.DateTime(timezone=True), nullable=False),
        schema=schema(),
    )
