"""
Personal columns, unreadable without the private key.

AES-SIV (RFC 5297) because it is the one standard mode that may be deterministic: the same e-mail
address always seals to the same bytes, so that it can be looked up and held unique by the database
without being readable in it. What that reveals is only that two rows are equal. Other columns
take a random nonce and reveal not even that. The column's name is sealed in as well:
bytes moved from one column to another do not open.
"""

import os
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import Dialect, Engine, LargeBinary, TypeDecorator
from typing_extensions import override

from web.installation.bad_setting import BadSetting

FORMAT = b"\x01"  # the first byte, so that another way of sealing can follow one day
NONCE_BYTES = 16

# A column type is shared by all databases of a process, a key is not. SQLAlchemy hands a type the
# dialect, of which every engine has its own: that is where a column finds its engine's key.
_CIPHERS: WeakKeyDictionary[Dialect, AESSIV] = WeakKeyDictionary()


class WrongKey(BadSetting):
    """The private store was sealed with another key than the one given."""


class UnknownFormat(WrongKey):
    """A sealed value begins with another byte than this code writes."""


def seal_with(engine: Engine, key: bytes) -> None:
    """Let the sealed columns of this engine open and close with this key."""
    _CIPHERS[engine.dialect] = AESSIV(key)


class Sealed(TypeDecorator[str]):
    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str, *, searchable: bool = False) -> None:
        super().__init__()
        self.column = column
        self.searchable = searchable

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        nonce = b"" if self.searchable else os.urandom(NONCE_BYTES)
        sealed = _CIPHERS[dialect].encrypt(value.encode(), self._context(nonce))
        return FORMAT + nonce + sealed

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if bytes(value[: len(FORMAT)]) != FORMAT:
            raise UnknownFormat(
                "The private store holds values of a format that this version of Comptoir does not"
                " know. Use the version that wrote them."
            )
        start = len(FORMAT) + (0 if self.searchable else NONCE_BYTES)
        nonce, sealed = bytes(value[len(FORMAT) : start]), bytes(value[start:])
        try:
            return _CIPHERS[dialect].decrypt(sealed, self._context(nonce)).decode()
        except InvalidTag as error:
            raise WrongKey(
                "The private store was encrypted with another key. Set COMPTOIR_PRIVATE_KEY to the"
                " key it was created with, or restore the key file from a backup."
            ) from error

    def or_none(self) -> "SealedOrNone":
        """The same column, for readers that show the other rows when one does not open."""
        return SealedOrNone(self.column, searchable=self.searchable)

    def _context(self, nonce: bytes) -> list[bytes]:
        return [self.column.encode(), nonce] if nonce else [self.column.encode()]


class SealedOrNone(Sealed):
    """Reads what was sealed with another key as None."""

    cache_ok = True

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        try:
            return super().process_result_value(value, dialect)
        except WrongKey:
            return None
