"""
How often accounts may try to sign in or have an e-mail sent, and how many passwords are hashed.

Attempts are counted in the memory of one process: with several, each allows as many. That slows
guessing down by orders of magnitude, which is its purpose; what stops it is argon2 and long
passwords.
Each hash takes 64 MiB on purpose, so only a few requests may hash at once (`HashingTurns`).
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Flask, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from web.i18n.language import gettext
from web.private_store.hashing import HashingTurns

WINDOW_S = 15 * 60
MAX_KEYS = 10_000
HASHING = frozenset(
    {
        "security.login",
        "security.register",
        "security.send_confirmation",
        "security.forgot_password",
        "security.reset_password",
    }
)
"""Endpoints that hash, whether the account exists or not, so that both take as long."""


@dataclass
class SignInAttempts:
    """An attempt counts when it begins, so that a hundred at once are a hundred."""

    clock: Callable[[], float] = time.monotonic
    _times: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, limits: Mapping[str, int]) -> float:
        """Count one attempt under each key; or count none and return how many seconds to wait."""
        with self._lock:
            now = self.clock()
            wait = max(self._wait(key, limit, now) for key, limit in limits.items())
            if wait <= 0:
                for key in limits:
                    self._count(key, now)
            return wait

    def forgive(self, limits: Mapping[str, int]) -> None:
        """The attempt was successful: it does not count."""
        with self._lock:
            for key in limits:
                if self._times.get(key):
                    self._times[key].pop()

    def _wait(self, key: str, limit: int, now: float) -> float:
        times = self._times.get(key, deque())
        while times and times[0] <= now - WINDOW_S:
            times.popleft()
        return times[0] + WINDOW_S - now if len(times) >= limit else 0

    def _count(self, key: str, now: float) -> None:
        self._times.setdefault(key, deque()).append(now)
        self._times.move_to_end(key)
        while len(self._times) > MAX_KEYS:
            self._times.popitem(last=False)


def limits_of_guesses(email: str) -> dict[str, int]:
    """Few for one address from one host; more for a whole office, or for an address at large."""
    host = request.remote_addr or ""
    return {f"{email} {host}": 5, f"from {host}": 50, f"for {email}": 50}


def limits_of_emails(email: str) -> dict[str, int]:
    """No mailbox is filled from here, and no host fills many."""
    host = request.remote_addr or ""
    return {f"e-mails to {email}": 5, f"e-mails from {host}": 30}


def begin(limits: Mapping[str, int]) -> None:
    """Count an attempt. Raises TooManyRequests."""
    wait = sign_in_attempts().begin(limits)
    if wait > 0:
        sentence = gettext("Too many attempts. Wait 15 minutes, then try again.")
        raise TooManyRequests(sentence, retry_after=int(wait) + 1)


def sign_in_attempts() -> SignInAttempts:
    attempts: SignInAttempts = current_app.extensions["comptoir.sign_in_attempts"]
    return attempts


def init_limits(app: Flask) -> None:
    app.extensions["comptoir.sign_in_attempts"] = SignInAttempts()
    app.extensions["comptoir.hashing"] = HashingTurns()
    app.before_request(wait_to_hash)
    app.teardown_request(finish_hashing)


def wait_to_hash() -> None:
    if request.method == "POST" and request.endpoint in HASHING:
        turns = hashing_turns()
        if not turns.take():
            sentence = gettext("Too many people are signing in right now. Try again in a moment.")
            raise ServiceUnavailable(sentence, retry_after=int(turns.patience_s))
        g.setdefault("is_hashing", True)


def finish_hashing(_error: BaseException | None) -> None:
    if g.pop("is_hashing", False):
        hashing_turns().give_back()


def hashing_turns() -> HashingTurns:
    turns: HashingTurns = current_app.extensions["comptoir.hashing"]
    return turns
