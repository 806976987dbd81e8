"""How passwords are hashed, and digests of what must be recognised but not stored."""

import hmac
import threading
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


class HashingLimiter:
    """
    Few requests hash at once, as each takes 64 MiB; few others wait, and not for long.

    The rest are refused at once: a request that waits holds one of the server's threads, and with
    all of them waiting no page would be answered.
    """

    def __init__(self, permits: int = 4, queue: int = 6, timeout_s: float = 3.0) -> None:
        """Permits: how many hash at once. queue: how many wait for a permit."""
        self._permits = threading.BoundedSemaphore(permits)
        self._admitted = threading.BoundedSemaphore(permits + queue)
        self.timeout_s = timeout_s

    def acquire(self) -> bool:
        """Wait for a permit; False when too many wait already, or when it takes too long."""
        if not self._admitted.acquire(blocking=False):
            return False
        has_permit = self._permits.acquire(timeout=self.timeout_s)
        if not has_permit:
            self._admitted.release()
        return has_permit

    def release(self) -> None:
        self._permits.release()
        self._admitted.release()


CAREFUL = Hashing()
"""For all but tests."""


def keyed_digest(purpose: str, text: str, secret_key: str) -> str:
    """64 digits, the same for the same text; without the secret key they tell nothing about it."""
    key = hmac.digest(secret_key.encode(), purpose.encode(), "sha256")
    return hmac.digest(key, text.encode(errors="replace"), "sha256").hex()
