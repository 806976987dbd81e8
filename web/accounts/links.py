"""
What the links in e-mails about accounts carry: encrypted and authenticated, for a limited time.

Encrypted, because servers and browsers log addresses of pages, and a link may carry an e-mail
address.
"""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from cryptography.fernet import Fernet, InvalidToken

from web.http.request_context import current_settings, current_time

JOINING_S = 2 * 24 * 3600
RECOVERY_S = 2 * 3600
STAFF_S = 7 * 24 * 3600


class Joining(NamedTuple):
    """What a person entered to join; there is no account before they confirm the address."""

    email: str
    coming_as: str
    language: str


class StaffLink(NamedTuple):
    """What the link of a staff invitation carries; ids as texts."""

    invitation_id: str
    email: str
    brand_id: str
    wage_minor: int
    currency: str
    by: str
    """The account that invited."""
    language: str


class AccountLinks:
    """clock: seconds since 1970."""

    def __init__(self, secret_key: str, clock: Callable[[], float]) -> None:
        self._secret_key = secret_key
        self._clock = clock

    def token_to_join(self, joining: Joining) -> str:
        return self._write("joining", joining)

    def read_joining(self, token: str) -> Joining | None:
        """None when the token is forged or more than two days old."""
        values = self._read("joining", token, JOINING_S, len(Joining._fields))
        return None if values is None else Joining(*values)

    def token_for_staff(self, invitation: StaffLink) -> str:
        return self._write("staff", invitation)

    def read_staff(self, token: str) -> StaffLink | None:
        """None when the token is forged or more than seven days old."""
        values = self._read("staff", token, STAFF_S, len(StaffLink._fields))
        return None if values is None else StaffLink(*values)

    def token_to_recover(self, uniquifier: str) -> str:
        """It ends with the uniquifier, that is with the next new password."""
        return self._write("recovery", [uniquifier])

    def read_recovery(self, token: str) -> str | None:
        """The uniquifier of an account; None when the token is forged or over two hours old."""
        values = self._read("recovery", token, RECOVERY_S, 1)
        return None if values is None else str(values[0])

    def _write(self, purpose: str, values: Any) -> str:
        content = json.dumps(values).encode()
        token = self._cipher(purpose).encrypt_at_time(content, int(self._clock()))
        return token.decode().rstrip("=")  # some mail programs leave it out of the link

    def _read(self, purpose: str, token: str, longest_s: int, length: int) -> Any:
        """None also for another number of values: a link of another version."""
        whole = token + "=" * (-len(token) % 4)
        try:
            content = self._cipher(purpose).decrypt_at_time(whole, longest_s, int(self._clock()))
        except (InvalidToken, ValueError):
            return None
        values = json.loads(content)
        return values if len(values) == length else None

    def _cipher(self, purpose: str) -> Fernet:
        key = hmac.digest(self._secret_key.encode(), f"links for {purpose}".encode(), "sha256")
        return Fernet(base64.urlsafe_b64encode(key))


def account_links() -> AccountLinks:
    """Those of this request: with the application's key and clock."""
    return AccountLinks(current_settings().secret_key, lambda: current_time().timestamp())
