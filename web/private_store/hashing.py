"""How passwords are hashed, and digests of what must be recognised but not stored."""

import hmac
import unicodedata
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher


@dataclass(frozen=True)
class Hashing:
    """
    How much work it is to try out a password: argon2id, by default as argon2-cffi recommends.

    memory_kib: for each hash, in KiB.
    """

    time_cost: int = 3
    memory_kib: int = 64 * 1024
    parallelism: int = 4

    def of(self, password: str) -> str:
        """As Flask-Security will verify it: it normalises what people type in this way."""
        hasher = PasswordHasher(self.time_cost, self.memory_kib, self.parallelism)
        return hasher.hash(unicodedata.normalize("NFKD", password))

    def settings(self) -> dict[str, Any]:
        """The same for Flask-Security."""
        return {
            "SECURITY_PASSWORD_HASH": "argon2",
            "SECURITY_PASSWORD_SCHEMES": ["argon2"],
            "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
                "argon2__type": "ID",
                "argon2__time_cost": self.time_cost,
                "argon2__memory_cost": self.memory_kib,
                "argon2__parallelism": self.parallelism,
            },
        }


CAREFUL = Hashing()
"""For all but tests."""


def keyed_digest(purpose: str, text: str, secret_key: str) -> str:
    """64 digits, the same for the same text; without the secret key they tell nothing about it."""
    key = hmac.digest(secret_key.encode(), purpose.encode(), "sha256")
    return hmac.digest(key, text.encode(errors="replace"), "sha256").hex()
