"""
Each hash of a password takes 64 MiB on purpose; a crowd at the door must not take all there is.

Flask-Security hashes in many places: where somebody is known, and where nobody is, so that both
take as long. So whole requests that may hash take turns.
"""

import threading

from flask import Flask, current_app, g, request

AT_ONCE = 4
HASHING = frozenset(
    {
        "security.login",
        "security.register",
        "security.send_confirmation",
        "security.forgot_password",
        "security.reset_password",
    }
)


def init_hashing(app: Flask) -> None:
    app.extensions["comptoir.hashing"] = threading.BoundedSemaphore(AT_ONCE)
    app.before_request(wait_for_ones_turn)
    app.teardown_request(let_the_next_one)


def wait_for_ones_turn() -> None:
    if request.method == "POST" and request.endpoint in HASHING:
        _turns().acquire()
        g.is_hashing = True


def let_the_next_one(_error: BaseException | None) -> None:
    if g.pop("is_hashing", False):
        _turns().release()


def _turns() -> threading.BoundedSemaphore:
    turns: threading.BoundedSemaphore = current_app.extensions["comptoir.hashing"]
    return turns
