"""
How often accounts may try to sign in or have an e-mail sent, and how many passwords are hashed.

Attempts are counted in the private store, for all processes. Guesses are slowed down, and not the
owner: a browser in which they signed in before has a count of its own, which others cannot
fill. Each hash takes 64 MiB on purpose, so only a few requests of a process may hash at once
(`HashingLimiter`).
"""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Network, ip_address
from uuid import UUID

from flask import Flask, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from web.accounts.known_browser import known_browser
from web.http.request_context import rate_limits
from web.i18n.language import gettext
from web.private_store.hashing import HashingLimiter
from web.private_store.rate_limits import RateLimits

HASHING = frozenset(
    {
        "security.login",
        "sign_up.confirm_email",
        "recovery.reset_password",
        "staff_joining.accept",
    }
)
"""Endpoints that hash; signing in does so whether the account exists or not."""

CUSTOMER_BITS = 64


def limits_of_guesses(email: str) -> dict[str, int]:
    """
    Few for one address from one host; more for a whole office, or for an address at large.

    A browser that its owner signed in with counts for itself, wherever it is.
    """
    browser = known_browser(email)
    if browser is not None:
        return {f"browser {browser}": 5}
    host = host_of_request()
    return {f"{email} {host}": 5, f"from {host}": 50, f"for {email}": 50}


def limits_of_emails(purpose: str, email: str) -> dict[str, int]:
    """
    No mailbox is filled from here, and no host fills many.

    Each purpose counts for itself: others cannot keep owners out by asking
    to join. Those that others asked for arrive at the owner, and their links work.
    """
    host = host_of_request()
    return {f"e-mails about {purpose} to {email}": 5, f"e-mails from {host}": 30}


def limits_of_invitations(brand_id: UUID, email: str) -> dict[str, int]:
    """They cannot be declined, so a brand sends few at a time, from however many hosts."""
    return {**limits_of_emails("staff", email), f"invitations of {brand_id}": 30}


def host_of_request() -> str:
    """The address it comes from; of IPv6 the /64, which one customer has as a whole."""
    host = request.remote_addr or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return host
    mapped = address.ipv4_mapped
    return str(mapped or IPv6Network((address, CUSTOMER_BITS), strict=False))


def begin(limits: Mapping[str, int]) -> None:
    """Count an attempt. Raises TooManyRequests."""
    wait = rate_limits().begin(limits)
    if wait > 0:
        sentence = gettext("Too many attempts. Wait 15 minutes, then try again.")
        raise TooManyRequests(sentence, retry_after=int(wait) + 1)


def init_limits(app: Flask, limits: RateLimits) -> None:
    app.extensions["comptoir.rate_limits"] = limits
    app.extensions["comptoir.hashing"] = HashingLimiter()
    app.before_request(wait_to_hash)
    app.teardown_request(finish_hashing)


def wait_to_hash() -> None:
    if request.method == "POST" and request.endpoint in HASHING:
        limiter = hashing_limiter()
        if not limiter.acquire():
            sentence = gettext("Too many people are signing in right now. Try again in a moment.")
            raise ServiceUnavailable(sentence, retry_after=int(limiter.timeout_s))
        g.setdefault("is_hashing", True)


def finish_hashing(_error: BaseException | None) -> None:
    if g.pop("is_hashing", False):
        hashing_limiter().release()


def hashing_limiter() -> HashingLimiter:
    limiter: HashingLimiter = current_app.extensions["comptoir.hashing"]
    return limiter
