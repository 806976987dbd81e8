"""How passwords are hashed, and what stands in the links of e-mails."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher


@dataclass(frozen=True)
class Hashing:
    """
    How much work it is to try out a password: argon2id, by default as argon2-cffi recommends.

    memory_kib: for each hash, in KiB. links: the scheme, as passlib calls it, that
    Flask-Security signs links with; by default its own choice.
    """

    time_cost: int = 3
    memory_kib: int = 64 * 1024
    parallelism: int = 4
    links: str = "sha256_crypt"

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
            # The second one is how Flask-Security recognises links that it signed long ago.
            "SECURITY_HASHING_SCHEMES": [self.links, "hex_md5"],
        }


CAREFUL = Hashing()
"""For all but tests."""
