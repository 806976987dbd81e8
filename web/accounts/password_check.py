"""Asking for the password again, before something that a stolen session must not do."""

from werkzeug.exceptions import TooManyRequests

from web.accounts.sign_in_limits import begin, hashing_limiter, limits_of_guesses
from web.http.request_context import rate_limits
from web.i18n.language import gettext
from web.private_store.accounts import Account


def password_error(account: Account, written: str) -> str:
    """
    What is wrong with the password of an account as it was typed; empty when it is right.

    A sentence beside a field, not a page of its own: what else was typed must not be lost.
    Attempts count as those of signing in do.
    """
    if not written:
        return gettext("Enter your password.")
    limits = limits_of_guesses(account.email)
    try:
        begin(limits)
    except TooManyRequests as refused:
        return str(refused.description)
    is_right = _verified(account, written)
    if is_right is None:
        return gettext("Too many people are signing in right now. Try again in a moment.")
    if not is_right:
        return gettext("This is not your password. Type it again.")
    rate_limits().forgive(limits)
    return ""


def _verified(account: Account, written: str) -> bool | None:
    """None when too many passwords are being checked already."""
    limiter = hashing_limiter()
    if not limiter.acquire():
        return None
    try:
        return bool(account.verify_and_update_password(written))
    finally:
        limiter.release()
