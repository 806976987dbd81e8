"""Signing in, by Flask-Security on our own tables; of its other pages none is switched on."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security.core import Security
from flask_security.datastore import SQLAlchemySessionUserDatastore
from flask_security.forms import LoginForm
from flask_security.utils import uia_email_mapper
from typing_extensions import override
from wtforms import EmailField, Field, PasswordField, SubmitField  # type: ignore[import-untyped]
from wtforms.validators import InputRequired, Length  # type: ignore[import-untyped]

from projections.engine.interruptions import DATABASE_INTERRUPTION
from web.accounts.home import first_page_of
from web.accounts.known_browser import remember_browser
from web.accounts.sessions import init_sessions, sign_account_in, sign_account_out
from web.accounts.sign_in_limits import begin, init_limits, limits_of_guesses
from web.http.content_negotiation import local_path
from web.http.request_context import rate_limits, signed_in_account
from web.i18n.language import gettext, lazy_gettext
from web.private_store.accounts import SHORTEST_PASSWORD, Account, Role, normal_email
from web.private_store.hashing import Hashing
from web.private_store.rate_limits import RateLimits
from web.private_store.store import PrivateStore

CONFIGURATION = {
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_FLASH_MESSAGES": False,
    # Less than nothing switches off its page that asks for the password again, without a limit.
    "SECURITY_FRESHNESS": timedelta(seconds=-1),
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_API_ENABLED_METHODS": ["session"],
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
    user: Account | None
    submit = SubmitField(lazy_gettext("Sign in"))

    def validate(self, **kwargs: Any) -> bool:
        if not (self.email.data and self.password.data):
            super().validate(**kwargs)
            return False
        self.email.data = normal_email(self.email.data)
        limits = limits_of_guesses(self.email.data)
        begin(limits)
        if not (super().validate(**kwargs) and self._is_confirmed()):
            self._show_one_error()
            return False
        rate_limits().forgive(limits)
        return True

    @override
    def validate_next(self, field: Field) -> None:
        """A page of another site is left out; that makes no right password wrong."""
        field.data = local_path(field.data, otherwise="")

    def _is_confirmed(self) -> bool:
        """Accounts from before passwords were chosen after confirming may not be."""
        return self.user is not None and self.user.confirmed_at is not None

    def _show_one_error(self) -> None:
        """The same for an unknown address, a wrong password and a closed account."""
        self.email.errors = []
        self.password.errors = []
        self.form_errors[:] = [gettext("Incorrect e-mail address or password.")]


def sign_in() -> ResponseReturnValue:
    """In place of Flask-Security's view, which reads `next` anew and fails at some of them."""
    if signed_in_account() is not None:
        return redirect(url_for("home.show_home"))
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("security/sign_in.html", form=form)
    assert form.user is not None
    sign_account_in(form.user)
    remember_browser(form.user.email)
    return redirect(form.next.data or first_page_of(form.user))


def sign_out() -> ResponseReturnValue:
    sign_account_out()
    return redirect(url_for("security.login"))


def init_sign_in(app: Flask, store: PrivateStore, hashing: Hashing) -> None:
    app.config.update(CONFIGURATION)
    app.config.update(hashing.settings())
    app.extensions["comptoir.private_store"] = store
    app.extensions["comptoir.password_hashing"] = hashing
    init_limits(app, RateLimits(store, app.config["SECRET_KEY"]))
    accounts = SQLAlchemySessionUserDatastore(store.sessions, Account, Role)
    security = Security(app, accounts, login_form=SignInForm)
    security.want_json(lambda _request: False)  # our pages of errors answer programs, too
    app.view_functions.update({"security.login": sign_in, "security.logout": sign_out})
    init_sessions(app)
    app.teardown_appcontext(lambda _: _end_session(store))


def _end_session(store: PrivateStore) -> None:
    """The answer is made already: a connection that broke since does not turn it into an error."""
    with suppress(*DATABASE_INTERRUPTION):
        store.sessions.remove()
