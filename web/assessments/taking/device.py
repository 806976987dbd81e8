"""
Which device an attempt is started on: told apart from others, not told who owns it.

A random cookie, set with the first attempt; what goes into the log is its digest under a key of
ours. Two accounts with the same digest are shown to a person, who judges.
"""

import hmac
import secrets

from flask import Response, request

from web.http.request_context import current_settings

COOKIE = "device"
KEPT_S = 180 * 24 * 3600
BYTES = 16
LETTERS = 2 * BYTES


def current_device() -> str:
    """The value of this browser's cookie, or of the one it is about to get."""
    given = request.cookies.get(COOKIE, "")
    is_ours = len(given) == LETTERS and all(letter in "0123456789abcdef" for letter in given)
    return given if is_ours else secrets.token_hex(BYTES)


def digest_of(device: str) -> str:
    """What the log gets to know: nobody makes a cookie of it, nor compares it with other sites."""
    key = hmac.digest(current_settings().secret_key.encode(), b"comptoir device", "sha256")
    return hmac.digest(key, device.encode(), "sha256").hex()[:LETTERS]


def remember_device(answer: Response, device: str) -> None:
    answer.set_cookie(
        COOKIE, device, max_age=KEPT_S, secure=request.is_secure, httponly=True, samesite="Lax"
    )
