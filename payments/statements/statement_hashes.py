"""
What the hash of a statement covers, and what a receipt shows of it.

The fields of each format are written here once and for ever. A later version of the event, of a
line or of money may have more: an older statement keeps its format, and so its hash.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from payments.hash_chain import canonical, chain_hash

HASH_FORMAT = 1
"""Of the statements that are closed now."""

HashedFields = Mapping[str, Any]
"""The names of fields; below each, the fields of what it holds, None for a plain value."""

MONEY: HashedFields = {"amount": None, "currency": None}
FORMATS: Mapping[int, HashedFields] = {
    1: {
        "adjusted": MONEY,
        "adjustments": {"amount": MONEY, "version": None},
        "at": None,
        "closing": MONEY,
        "currency": None,
        "expert_id": None,
        "hash_format": None,
        "lines": {"conversation_id": None, "earning_id": None, "net": MONEY, "released_at": None},
        "number": None,
        "opening": MONEY,
        "paid_out": MONEY,
        "recovered": MONEY,
        "week": None,
    },
}


def hashed_statement(statement: Struct, hash_format: int) -> dict[str, Any]:
    """
    What the hash of a `StatementAccount.StatementClosed` covers, besides the hash before.

    hash_format: the statement's.
    """
    content: dict[str, Any] = _content(statement, FORMATS[hash_format])
    return content


def statement_hash(statement: Struct, hash_format: int, previous_hash: str) -> str:
    """The hash that a statement must have; previous_hash: of the one before, FIRST without."""
    return chain_hash(previous_hash, canonical(hashed_statement(statement, hash_format)))


def _content(value: Any, fields: HashedFields | None) -> Any:
    if fields is None:
        return value
    if isinstance(value, tuple):
        return [_content(one, fields) for one in value]
    return {name: _content(getattr(value, name), below) for name, below in fields.items()}
