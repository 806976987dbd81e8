"""
What the hash of an entry covers, so that a person can check their own entries and see no other's.

An entry's content has a salt that only the keeper of the log can compute: from the hash of another
person's entry, what it says cannot be found by trying. Its lines have a balance on accounts of
persons only: what a brand or the platform holds is not an expert's business.
"""

import hmac
from typing import Any

import msgspec

from payments.hash_chain import content_hash
from payments.ledger.entries import LedgerEntry, LedgerLine

PERSONS = ("expert:", "ambassador:")
"""How the names of persons' accounts begin."""

# The keys are sorted as they stand, so this is `canonical`, without its checks.
_encode = msgspec.json.Encoder().encode


def hashed_content(entry: LedgerEntry, log_id: bytes) -> dict[str, Any]:
    """
    What the hash of an entry covers, as it stands in receipts.

    log_id: the random id of the entry's log, which is in the log's tables only.
    """
    return {
        "booking_id": entry.booking_id,
        "conversation_id": entry.conversation_id,
        "effective_us": entry.effective_us,
        "event_type": entry.event_type,
        "key": entry.key,
        "lines": [_line(line) for line in entry.lines],
        "number": entry.number,
        "period": entry.period,
        "position": entry.position,
        "recorded_us": entry.recorded_us,
        "reverses": entry.reverses,
        "salt": hmac.digest(log_id, entry.key.encode(), "sha256").hex(),
    }


def entry_content_hash(entry: LedgerEntry, log_id: bytes) -> str:
    """The hash of an entry's content; it covers none of the entry's own hashes."""
    return content_hash(_encode(hashed_content(entry, log_id)))


def is_of_a_person(account_name: str) -> bool:
    """Whether an account is an expert's or an ambassador's."""
    return account_name.startswith(PERSONS)


def _line(line: LedgerLine) -> list[str | int | None]:
    """Name, unit, amount in minor units, and what the account holds after it."""
    name = line.account.name
    return [
        name,
        line.unit,
        line.amount_minor,
        line.balance_minor if is_of_a_person(name) else None,
    ]
