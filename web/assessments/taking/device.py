"""
Which device an attempt is started on: it tells devices apart, not who owns them.

A random cookie, set with the first attempt; the log gets its digest under a key of ours. Two
accounts with the same digest are shown to a person, who decides what it means.
"""

import hmac
import secrets

from flask import Response, request

from web.http.request_context import current_settings

COOKIE = "device"
MAX_AGE_S = 180 * 24 * 3600
BYTES = 16
DIGITS = 2 * BYTES


def current_device() -> str:
    """The value of this browser's cookie, or of the one it is about to get."""
    cookie = request.cookies.get(COOKIE, "")
    is_ours = len(cookie) == DIGITS and all(digit in "0123456789abcdef" for digit in cookie)
    return cookie if is_ours else secrets.token_hex(BYTES)


def device_digest_of(device: str) -> str:
    """For the log: no cookie can be made of it, nor can it be compared with other sites."""
    key = hmac.digest(current_settings().secret_key.encode(), b"comptoir device", "sha256")
    return hmac.digest(key, device.encode(), "sha256").hex()[:DIGITS]


def remember_device(response: Response, device: str) -> None:
    response.set_cookie(
        COOKIE, device, max_age=MAX_AGE_S, secure=request.is_secure, httponly=True, samesite="Lax"
    )
