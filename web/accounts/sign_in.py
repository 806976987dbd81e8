"""Signing in, by Flask-Security on our own tables; joining and recovery are in sign_up.py."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, session
from flask_security.core import Security
from flask_security.forms import LoginForm
from flask_security.utils import uia_email_mapper
from wtforms import EmailField, PasswordField, SubmitField  # type: ignore[import-untyped]
from wtforms.validators import InputRequired, Length  # type: ignore[import-untyped]

from web.accounts import sign_up
from web.accounts.forms import field_errors_of
from web.accounts.sign_in_limits import (
    begin,
    init_limits,
    limits_of_guesses,
    sign_in_attempts,
)
from web.i18n.language import gettext, lazy_gettext
from web.private_store.accounts import SHORTEST_PASSWORD, Account, Role, normal_email
from web.private_store.hashing import Hashing
from web.private_store.store import PrivateStore

CONFIGURATION = {
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_POST_LOGOUT_VIEW": "security.login",
    "SECURITY_FLASH_MESSAGES": False,
    # A sealed address has no lower case; normal_email() takes care of it before sealing.
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [
        {"email": {"mapper": uia_email_mapper, "case_insensitive": False}}
    ],
    # Theirs is written "private=True", which means nothing to a browser.
    "SECURITY_CACHE_CONTROL": {"no-store": None, "private": None},
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    # Our own commands add accounts; theirs would share one role row between accounts.
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
}


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
    field_errors: Mapping[str, str] = {}
    submit = SubmitField(lazy_gettext("Sign in"))

    def validate(self, **kwargs: Any) -> bool:
        if not (self.email.data and self.password.data):
            super().validate(**kwargs)
            self.field_errors = field_errors_of(self)
            return False
        self.email.data = normal_email(self.email.data)
        limits = limits_of_guesses(self.email.data)
        begin(limits)
        if not super().validate(**kwargs):
            self._show_one_error()
            return False
        sign_in_attempts().forgive(limits)
        session.clear()  # whatever an attacker may have planted before, a known token included
        return True

    @property
    def waits_for_confirmation(self) -> bool:
        """Shown only after the right password."""
        return self.user_authenticated and self.requires_confirmation

    def _show_one_error(self) -> None:
        """The same for an unknown address, a wrong password and a closed account."""
        self.email.errors = []
        self.password.errors = []
        if self.waits_for_confirmation:
            self.form_errors[:] = [
                gettext("Confirm your e-mail address first, using the link in our e-mail.")
            ]
        else:
            self.form_errors[:] = [gettext("Incorrect e-mail address or password.")]


def init_sign_in(app: Flask, store: PrivateStore, hashing: Hashing) -> None:
    app.config.update(CONFIGURATION)
    app.config.update(hashing.settings())
    app.config.update(sign_up.CONFIGURATION)
    app.extensions["comptoir.private_store"] = store
    init_limits(app)
    accounts = sign_up.AccountDatastore(store.sessions, Account, Role)
    forms = {"login_form": SignInForm, **sign_up.FORMS}
    Security(app, accounts, mail_util_cls=sign_up.NormalEmail, **forms)  # type: ignore[arg-type]
    sign_up.init_sign_up(app)
    app.teardown_appcontext(lambda _: store.sessions.remove())
