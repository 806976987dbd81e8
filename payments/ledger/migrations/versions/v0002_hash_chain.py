"""Each entry carries the hash of the one before; entries from before get theirs."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from payments.ledger.migrations.chain_rules import (
    FIRST,
    POSTGRES_AFTER,
    POSTGRES_BEFORE,
    SQLITE_AFTER,
    SQLITE_BEFORE,
)

revision, down_revision = "0002", "0001"

HASHES = ("previous_hash", "content_hash", "hash")
CHUNK = 1000
"""How many entries are read and filled in at a time."""


def upgrade() -> None:
    db = op.get_bind()
    is_sqlite = db.dialect.name == "sqlite"
    for name in HASHES:
        column = sa.Column(name, sa.Text(), nullable=False, server_default="")
        op.add_column("entry", column, schema=None if is_sqlite else "ledger")
    for statement in SQLITE_BEFORE if is_sqlite else POSTGRES_BEFORE:
        db.exec_driver_sql(statement)
    _fill(db, "" if is_sqlite else "ledger.")
    for statement in SQLITE_AFTER if is_sqlite else POSTGRES_AFTER:
        db.exec_driver_sql(statement)


def _fill(db: sa.Connection, ledger: str) -> None:
    log_id = db.scalar(sa.text(f"SELECT log_id FROM {ledger}checkpoint"))  # noqa: S608 - our names
    last = db.scalar(sa.text(f"SELECT MAX(id) FROM {ledger}entry")) or 0  # noqa: S608
    names = ", ".join(f"{name} = :{name}" for name in HASHES)
    update = sa.text(f"UPDATE {ledger}entry SET {names} WHERE id = :id")  # noqa: S608
    previous = FIRST
    for after in range(0, last, CHUNK):
        rows = []
        for id, content in _contents(after, bytes(log_id), ledger, db):
            content_hash = hashlib.sha256(content).hexdigest()
            both = bytes.fromhex(previous + content_hash)
            values = (previous, content_hash, hashlib.sha256(both).hexdigest())
            rows.append({"id": id} | dict(zip(HASHES, values, strict=True)))
            previous = values[-1]
        db.execute(update, rows)


def _contents(
    after: int, log_id: bytes, ledger: str, db: sa.Connection
) -> Iterator[tuple[int, bytes]]:
    """What the hashes of some entries cover, in order."""
    query = (
        "SELECT e.*, a.name, l.unit, l.amount_minor, l.balance_minor"  # noqa: S608
        f" FROM {ledger}entry e JOIN {ledger}line l ON l.entry_id = e.id"
        f" JOIN {ledger}account a ON a.id = l.account_id"
        " WHERE e.id > :after AND e.id <= :after + :chunk ORDER BY e.id, l.number"
    )
    rows = db.execute(sa.text(query), {"after": after, "chunk": CHUNK})
    for id, own in groupby(rows, key=lambda row: row.id):
        lines = list(own)
        yield id, _content(lines[0], [_line(row) for row in lines], log_id)


def _content(entry: Any, lines: list[list[Any]], log_id: bytes) -> bytes:
    content = {
        "booking_id": _uuid(entry.booking_id),
        "conversation_id": _uuid(entry.conversation_id),
        "effective_us": entry.effective_us,
        "event_type": entry.event_type,
        "key": entry.key,
        "lines": lines,
        "number": entry.id,
        "period": entry.period,
        "position": entry.position,
        "recorded_us": entry.recorded_us,
        "reverses": entry.reverses,
        "salt": hmac.digest(log_id, entry.key.encode(), "sha256").hex(),
    }
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()


def _line(row: Any) -> list[Any]:
    is_of_a_person = row.name.startswith(("expert:", "ambassador:"))
    return [row.name, row.unit, row.amount_minor, row.balance_minor if is_of_a_person else None]


def _uuid(stored: bytes | None) -> str | None:
    return None if stored is None else str(UUID(bytes=bytes(stored)))
