"""
Browsers in which the owner of an account has signed in before.

Guesses in such a browser are counted apart from all others, so that no one else can lock the owner
out (OWASP: slow down online guessing attacks with device cookies). The cookie proves an earlier
sign-in with the present password, and opens nothing.
"""

import secrets
from datetime import timedelta

from flask import Response, after_this_request, request
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
from typing_extensions import override

from web.http.request_context import current_settings, current_time, private_store
from web.private_store.accounts import recipient_of
from web.private_store.hashing import keyed_digest

LIFETIME = timedelta(days=180)
NAME_DIGITS = 16


def known_browser(email: str) -> str | None:
    """The id of this browser for the owner of an address; None when they never signed in here."""
    cookie = request.cookies.get(_cookie_name(email), "")
    try:
        owner, browser_id = _serializer().loads(cookie, max_age=int(LIFETIME.total_seconds()))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(browser_id) if owner == _owner(email) else None


def remember_browser(email: str) -> None:
    """The owner of an address proved who they are, in this browser."""
    value = str(_serializer().dumps([_owner(email), secrets.token_hex(16)]))

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(email),
            value,
            max_age=LIFETIME,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
        return response


def _owner(email: str) -> str:
    """Of an account until its next password, which gives it another uniquifier."""
    uniquifier = recipient_of(private_store().sessions(), email).fs_uniquifier
    return keyed_digest("known browser", f"{email} {uniquifier}", current_settings().secret_key)


def _cookie_name(email: str) -> str:
    """One for each account, as a family may share a browser; it names no person."""
    digest = keyed_digest("known browser", email, current_settings().secret_key)
    name = f"comptoir_browser_{digest[:NAME_DIGITS]}"
    return f"__Host-{name}" if request.is_secure else name


class Signer(TimestampSigner):
    """Knows the time by the clock that composition has set."""

    @override
    def get_timestamp(self) -> int:
        return int(current_time().timestamp())


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        current_settings().secret_key, salt="known browser", signer=Signer
    )
