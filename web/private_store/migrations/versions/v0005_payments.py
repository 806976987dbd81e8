"""Notifications of the payment service, the states of its objects, and what we asked it for."""

import sqlalchemy as sa
from alembic import op

from web.private_store.migrations import schema

revision, down_revision = "0005", "0004"

TIME = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "gateway_notification",
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer()),
        sa.Column("backend", sa.String(10)),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("notified_at", TIME, nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text()),
        sa.Column("error", sa.LargeBinary()),
        schema=schema(),
    )
    op.create_index(
        "gateway_notification_due", "gateway_notification", ["status", "due_at"], schema=schema()
    )
    op.create_table(
        "gateway_object",
        sa.Column("object_id", sa.Text(), primary_key=True),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.Column("intent_id", sa.Uuid()),
        sa.Column("fetched_at", TIME, nullable=False),
        schema=schema(),
    )
    op.create_table(
        "gateway_intent",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("intent_id", sa.Uuid(), primary_key=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", TIME),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("object_id", sa.Text()),
        schema=schema(),
    )
