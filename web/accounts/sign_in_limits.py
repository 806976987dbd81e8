"""How often somebody may try at the door: to sign in, or to have a letter sent."""

from collections.abc import Mapping

from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from web.accounts.sign_in_attempts import SignInAttempts
from web.i18n.language import gettext


def limits_of_guesses(email: str) -> dict[str, int]:
    """Few for one address from one place; more for a whole office, or for one person's places."""
    place = request.remote_addr or ""
    return {f"{email} {place}": 5, f"from {place}": 50, f"for {email}": 50}


def limits_of_emails(email: str) -> dict[str, int]:
    """Nobody's mailbox is filled from here, and nobody fills many."""
    place = request.remote_addr or ""
    return {f"letters to {email}": 5, f"letters from {place}": 30}


def begin(limits: Mapping[str, int]) -> None:
    wait = sign_in_attempts().begin(limits)
    if wait > 0:
        sentence = gettext(
            "That was often in a short time. Wait a quarter of an hour, then try again."
        )
        raise TooManyRequests(sentence, retry_after=int(wait) + 1)


def sign_in_attempts() -> SignInAttempts:
    attempts: SignInAttempts = current_app.extensions["comptoir.sign_in_attempts"]
    return attempts
