"""Files for the bank of pay runs, kept until the run is completed: with names and accounts."""

import sqlalchemy as sa
from alembic import op

from web.private_store.migrations import schema

revision, down_revision = "0007", "0006"


def upgrade() -> None:
    op.create_table(
        "bank_file",
        sa.Column("pay_run_id", sa.Uuid(), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        schema=schema(),
    )
