"""Payment details of experts: who gets pay, where it goes, and how it is taxed."""

import sqlalchemy as sa
from alembic import op

from web.private_store.migrations import schema

revision, down_revision = "0006", "0005"

SEALED = (
    "first_name",
    "last_name",
    "birth_date",
    "address_line",
    "postal_code",
    "city",
    "country",
    "tax_id",
    "tax_country",
    "business_number",
    "vat_status",
    "vat_number",
    "iban",
)


def upgrade() -> None:
    op.create_table(
        "payee_details",
        sa.Column("expert_id", sa.Uuid(), primary_key=True),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in SEALED),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        schema=schema(),
    )
