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
from web.accounts.forms import mistakes_in
from web.accounts.sign_in_attempts import SignInAttempts
from web.accounts.sign_in_hashing import init_hashing
from web.accounts.sign_in_limits import begin, limits_of_guesses, sign_in_attempts
from web.accounts.sign_up_accounts import NormalEmail, People
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
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    # Our own commands add accounts; theirs would share one role row between people.
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
    mistakes: Mapping[str, str] = {}
    submit = SubmitField(lazy_gettext("Sign in"))

    def validate(self, **kwargs: Any) -> bool:
        if not (self.email.data and self.password.data):
            super().validate(**kwargs)
            self.mistakes = mistakes_in(self)
            return False
        self.email.data = normal_email(self.email.data)
        limits = limits_of_guesses(self.email.data)
        begin(limits)
        if not super().validate(**kwargs):
            self._say_one_thing()
            return False
        sign_in_attempts().forgive(limits)
        session.clear()  # whatever somebody may have planted before, a token they know included
        return True

    @property
    def waits_for_confirmation(self) -> bool:
        """Said only to somebody who knows the password."""
        return self.user_authenticated and self.requires_confirmation

    def _say_one_thing(self) -> None:
        """The same for an unknown address, a wrong password and a closed account."""
        self.email.errors = []
        self.password.errors = []
        if self.waits_for_confirmation:
            self.form_errors[:] = [
                gettext("Confirm your e-mail address first, by the link in our letter.")
            ]
        else:
            self.form_errors[:] = [
                gettext("This e-mail address and this password do not go together.")
            ]


def init_sign_in(app: Flask, store: PrivateStore, hashing: Hashing) -> None:
    app.config.update(CONFIGURATION)
    app.config.update(hashing.settings())
    app.config.update(sign_up.CONFIGURATION)
    app.extensions["comptoir.private_store"] = store
    app.extensions["comptoir.sign_in_attempts"] = SignInAttempts()
    init_hashing(app)
    people = People(store.sessions, Account, Role)
    Security(app, people, login_form=SignInForm, mail_util_cls=NormalEmail, **sign_up.FORMS)  # type: ignore[arg-type]
    sign_up.init_sign_up(app)
    app.teardown_appcontext(lambda _: store.sessions.remove())
