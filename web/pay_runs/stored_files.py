"""
The files for the bank that were written, encrypted, until their pay run is completed.

So a file that was lost on the way to the bank can be downloaded again with the same bytes, although
an account number has changed since.
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from payments.pay_runs.sepa import CreditTransferFile
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime


class BankFile(Private):
    """A file by its SHA-256: of two that are written at once, the run notes one."""

    __tablename__ = "bank_file"

    pay_run_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(Sealed("bank_file.content"))
    written_at: Mapped[datetime] = mapped_column(UtcTime())


bank_files: Any = BankFile.__table__


def store_file(
    pay_run_id: UUID, file: CreditTransferFile, at: datetime, store: PrivateStore
) -> None:
    """Keep a file of a run; the same again changes nothing."""
    with store.engine.begin() as db:
        row = insert_into(bank_files, db).values(
            pay_run_id=pay_run_id,
            sha256=file.sha256,
            content=file.content.decode(),
            written_at=at,
        )
        db.execute(row.on_conflict_do_nothing())


def stored_file(pay_run_id: UUID, sha256: str, store: PrivateStore) -> CreditTransferFile | None:
    """The file of a run with a SHA-256; None when it is not kept, or not any more."""
    is_it = (bank_files.c.pay_run_id == pay_run_id) & (bank_files.c.sha256 == sha256)
    with store.engine.connect() as db:
        content = db.scalar(select(bank_files.c.content).where(is_it))
    return None if content is None else CreditTransferFile(content.encode(), sha256)


def remove_files_but_of(pay_run_ids: Collection[UUID], db: Connection) -> int:
    """Delete the files of all runs but these; return how many those were."""
    is_over = bank_files.c.pay_run_id.not_in(pay_run_ids)
    return int(db.execute(delete(bank_files).where(is_over)).rowcount)
