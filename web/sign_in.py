"""
Signing in, by Flask-Security on our own tables.

Registration and recovery are not open yet: they are settings of the extension, whose pages already
come in our look (templates/security/base.html).
"""

import threading
from typing import Any

from flask import Flask, current_app, request, session
from flask_security.core import Security
from flask_security.datastore import SQLAlchemySessionUserDatastore
from flask_security.forms import LoginForm
from flask_security.mail_util import MailUtil
from flask_security.utils import uia_email_mapper
from werkzeug.exceptions import TooManyRequests
from wtforms import EmailField, PasswordField, SubmitField  # type: ignore[import-untyped]
from wtforms.validators import InputRequired, Length  # type: ignore[import-untyped]

from web.accounts import HASHER, Account, Role, normal_email
from web.language import gettext, lazy_gettext
from web.private_store import PrivateStore
from web.sign_in_attempts import SignInAttempts

CONFIGURATION = {
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_POST_LOGOUT_VIEW": "security.login",
    "SECURITY_FLASH_MESSAGES": False,
    # A sealed address has no lower case; normal_email() takes care of it before sealing.
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [
        {"email": {"mapper": uia_email_mapper, "case_insensitive": False}}
    ],
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "ID",
        "argon2__time_cost": HASHER.time_cost,
        "argon2__memory_cost": HASHER.memory_cost,
        "argon2__parallelism": HASHER.parallelism,
    },
    # Our own commands add accounts; theirs would share one role row between people.
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
}
HASHES_AT_ONCE = 4  # at 64 MiB each


class NormalEmail(MailUtil):
    """Sealed columns find an address only in its one normal spelling."""

    def normalize(self, email: str) -> str:
        return normal_email(email)

    def validate(self, email: str) -> str:
        return normal_email(super().validate(email))


class SignInForm(LoginForm):
    """Their checks, our words: one message, whichever part was wrong."""

    email = EmailField(
        lazy_gettext("E-mail address"),
        validators=[InputRequired(lazy_gettext("Enter your e-mail address.")), Length(max=320)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        lazy_gettext("Password"),
        validators=[InputRequired(lazy_gettext("Enter your password.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )
    remember = None
    submit = SubmitField(lazy_gettext("Sign in"))

    def validate(self, **kwargs: Any) -> bool:
        if not (self.email.data and self.password.data):
            return bool(super().validate(**kwargs))
        self.email.data = normal_email(self.email.data)
        limits = _limits(self.email.data)
        _begin(limits)
        with _hashing():
            right = bool(super().validate(**kwargs))
        if not right:
            self._say_one_thing()
            return False
        _attempts().forgive(limits)
        session.clear()  # whatever somebody may have planted before, a token they know included
        return True

    def _say_one_thing(self) -> None:
        """The same for an unknown address, a wrong password and a closed account."""
        self.email.errors = []
        self.password.errors = []
        self.form_errors[:] = [gettext("This e-mail address and this password do not go together.")]


def init_sign_in(app: Flask, store: PrivateStore) -> None:
    app.config.update(CONFIGURATION)
    app.extensions["comptoir.private_store"] = store
    app.extensions["comptoir.sign_in_attempts"] = SignInAttempts()
    app.extensions["comptoir.hashing"] = threading.BoundedSemaphore(HASHES_AT_ONCE)
    people = SQLAlchemySessionUserDatastore(store.sessions, Account, Role)
    Security(app, people, login_form=SignInForm, mail_util_cls=NormalEmail)
    app.teardown_appcontext(lambda _: store.sessions.remove())


def _limits(email: str) -> dict[str, int]:
    """Few for one address from one place; more for a whole office, or for one person's places."""
    place = request.remote_addr or ""
    return {f"{email} {place}": 5, f"from {place}": 50, f"for {email}": 50}


def _begin(limits: dict[str, int]) -> None:
    wait = _attempts().begin(limits)
    if wait > 0:
        sentence = gettext(
            "Too many attempts to sign in. Wait a quarter of an hour, then try again."
        )
        raise TooManyRequests(sentence, retry_after=int(wait) + 1)


def _attempts() -> SignInAttempts:
    attempts: SignInAttempts = current_app.extensions["comptoir.sign_in_attempts"]
    return attempts


def _hashing() -> threading.BoundedSemaphore:
    """Each hash takes 64 MiB on purpose; a crowd at the door must not take all there is."""
    hashing: threading.BoundedSemaphore = current_app.extensions["comptoir.hashing"]
    return hashing
