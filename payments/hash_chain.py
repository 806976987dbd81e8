"""
A hash chain: each link's hash covers what it says and the hash before it (decision 0049).

So nothing can be changed, taken out or put in between without changing every hash after it. A link
of which only the hash of the content is known can still be followed, and says nothing.

* canonical      what is hashed, as bytes that are always the same
* content_hash   of a content
* link_hash      of a link, from the hash before it and that of its content
* chain_hash     of a link, from the hash before it and its content
"""

import hashlib
from typing import Any

import msgspec

FIRST = "0" * 64
"""What comes before the first link."""


def canonical(content: Any) -> bytes:
    """
    A content as compact JSON in UTF-8, its keys sorted: the same bytes in any program.

    content: texts, whole numbers, None, ids, times, and lists, mappings and structs of them. A
    float raises TypeError: not every program writes it alike.
    """
    return msgspec.json.encode(_checked(content), order="sorted")


def content_hash(content: bytes) -> str:
    """SHA-256 in 64 hexadecimal digits, as every hash here."""
    return hashlib.sha256(content).hexdigest()


def link_hash(previous: str, content_hash: str) -> str:
    """
    The hash of a link: SHA-256 of two hashes as bytes, one after the other.

    previous: the hash of the link before, FIRST without one. Raises ValueError for other texts.
    """
    both = bytes.fromhex(previous) + bytes.fromhex(content_hash)
    if len(both) != BOTH_HASHES:
        raise ValueError("a hash has 64 hexadecimal digits")
    return hashlib.sha256(both).hexdigest()


def chain_hash(previous: str, content: bytes) -> str:
    """The hash of a link whose content is known; `canonical` makes its bytes."""
    return link_hash(previous, content_hash(content))


BOTH_HASHES = 64
"""In bytes."""


def _checked(content: Any) -> Any:
    plain = msgspec.to_builtins(content)
    _refuse_floats(plain)
    return plain


def _refuse_floats(plain: Any) -> None:
    if isinstance(plain, float):
        raise TypeError("a float has no place in a hash")
    if isinstance(plain, dict):
        plain = plain.values()
    elif not isinstance(plain, list | tuple):
        return
    for part in plain:
        _refuse_floats(part)
