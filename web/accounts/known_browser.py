"""
Browsers in which the owner of an account has signed in before.

Guesses in such a browser are counted apart from all others, so that no one else can lock the owner
out (OWASP: slow down online guessing attacks with device cookies). The cookie proves an earlier
sign-in and opens nothing.
"""

import secrets
from datetime import timedelta

from flask import Response, after_this_request, request
from itsdangerous import BadSignature, URLSafeSerializer

from web.http.request_context import current_settings
from web.private_store.hashing import keyed_digest

LIFETIME = timedelta(days=180)
NAME_DIGITS = 16


def known_browser(email: str) -> str | None:
    """The id of this browser for the owner of an address; None when they never signed in here."""
    digest = _digest(email)
    try:
        owner, browser_id = _signer().loads(request.cookies.get(_cookie_name(digest), ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(browser_id) if owner == digest else None


def remember_browser(email: str) -> None:
    """The owner of an address proved who they are, in this browser."""
    digest = _digest(email)
    value = str(_signer().dumps([digest, secrets.token_hex(16)]))

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(digest),
            value,
            max_age=LIFETIME,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
        return response


def _digest(email: str) -> str:
    """So that the cookie names no person."""
    return keyed_digest("known browser", email, current_settings().secret_key)


def _cookie_name(digest: str) -> str:
    """One for each account, as a family may share a browser."""
    name = f"comptoir_browser_{digest[:NAME_DIGITS]}"
    return f"__Host-{name}" if request.is_secure else name


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_settings().secret_key, salt="known browser")
