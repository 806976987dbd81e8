"""
Payment numbers: how brands and the platform name a payment of a booking.

They are the beginning of its id: short enough for the text of a bank transfer.
"""

import re
from uuid import UUID

DIGITS = 8
NUMBER = re.compile(rf"(?:[0-9A-Fa-f]{{2}}){{2,{DIGITS // 2}}}")


def funding_number(funding_id: UUID) -> str:
    """Such as B2000000."""
    return funding_id.hex[:DIGITS].upper()


def first_bytes_of(text: str) -> bytes:
    """The bytes that an id with this payment number, or its beginning, begins with; else none."""
    number = text.strip()
    return bytes.fromhex(number) if NUMBER.fullmatch(number) else b""
