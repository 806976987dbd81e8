"""
Payment details of experts: read by payments through `of`, and encrypted in every column.

A row outlives its account: what was invoiced or paid has to be documented for ten years. So nothing
refers to the account, and `payments/payees/retention.py` says when a row may go.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from payments.payees.payee_details import PayeeDetails, VatStatus
from web.private_store.accounts import Account
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime

BATCH = 1000
"""Of ids in a statement: databases limit the parameters of one."""


class PayeeRow(Private):
    """An expert's payment details; '' is what is not known."""

    __tablename__ = "payee_details"

    expert_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(Sealed("payee_details.first_name"))
    last_name: Mapped[str] = mapped_column(Sealed("payee_details.last_name"))
    birth_date: Mapped[str] = mapped_column(Sealed("payee_details.birth_date"))
    address_line: Mapped[str] = mapped_column(Sealed("payee_details.address_line"))
    postal_code: Mapped[str] = mapped_column(Sealed("payee_details.postal_code"))
    city: Mapped[str] = mapped_column(Sealed("payee_details.city"))
    country: Mapped[str] = mapped_column(Sealed("payee_details.country"))
    tax_id: Mapped[str] = mapped_column(Sealed("payee_details.tax_id"))
    tax_country: Mapped[str] = mapped_column(Sealed("payee_details.tax_country"))
    business_number: Mapped[str] = mapped_column(Sealed("payee_details.business_number"))
    vat_status: Mapped[str] = mapped_column(Sealed("payee_details.vat_status"))
    vat_number: Mapped[str] = mapped_column(Sealed("payee_details.vat_number"))
    iban: Mapped[str] = mapped_column(Sealed("payee_details.iban"))
    changed_at: Mapped[datetime] = mapped_column(UtcTime())


payee_rows: Any = PayeeRow.__table__


class PayeeStore:
    """The payment details of experts. `of` is a `PayeeDetailsOf`."""

    def __init__(self, store: PrivateStore) -> None:
        self._engine = store.engine

    def of(self, expert_id: UUID) -> PayeeDetails | None:
        """An expert's details; None for one who never gave any, or whose details were erased."""
        return self.of_all([expert_id]).get(expert_id)

    def of_all(self, expert_ids: Sequence[UUID]) -> dict[UUID, PayeeDetails]:
        """The details of many experts, by id, for those who have given any."""
        found: dict[UUID, PayeeDetails] = {}
        with self._engine.connect() as db:
            for first in range(0, len(expert_ids), BATCH):
                batch = payee_rows.c.expert_id.in_(expert_ids[first : first + BATCH])
                for row in db.execute(select(payee_rows).where(batch)):
                    found[row.expert_id] = _details(row)
        return found

    def without_account(self) -> list[UUID]:
        """The experts whose details outlive their account, by id."""
        has_account = exists().where(Account.id == payee_rows.c.expert_id)
        query = select(payee_rows.c.expert_id).where(~has_account)
        with self._engine.connect() as db:
            return sorted(db.scalars(query))

    def erase(self, expert_id: UUID) -> None:
        """Delete an expert's details, whatever they are needed for."""
        with self._engine.begin() as db:
            db.execute(delete(payee_rows).where(payee_rows.c.expert_id == expert_id))


def save_payee(expert_id: UUID, details: PayeeDetails, at: datetime, db: Connection) -> None:
    """Store an expert's details in the transaction of what else they cause, such as an e-mail."""
    columns = {
        **details._asdict(),
        "birth_date": details.birth_date.isoformat() if details.birth_date else "",
        "vat_status": details.vat_status.value if details.vat_status else "",
        "changed_at": at,
    }
    insert = insert_into(payee_rows, db).values(expert_id=expert_id, **columns)
    db.execute(insert.on_conflict_do_update(index_elements=["expert_id"], set_=columns))


def _details(row: Row[Any]) -> PayeeDetails:
    columns = {name: getattr(row, name) for name in PayeeDetails._fields}
    return PayeeDetails(
        **{
            **columns,
            "birth_date": date.fromisoformat(row.birth_date) if row.birth_date else None,
            "vat_status": VatStatus(row.vat_status) if row.vat_status else None,
        }
    )
