"""
Joining, confirming an address, and choosing a new password, by Flask-Security in our words.

The pages do not show who has an account: the answers are the same, and take as long. What differs
is the e-mail that arrives.
"""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import Any, cast

from flask import Blueprint, Flask, after_this_request, render_template, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_security import views
from flask_security.confirmable import confirm_email_token_status, confirm_user
from flask_security.datastore import SQLAlchemySessionUserDatastore
from flask_security.forms import (
    ForgotPasswordForm,
    Form,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    unique_user_email,
    valid_user_email,
)
from flask_security.mail_util import EmailValidateException, MailUtil
from flask_security.recoverable import reset_password_token_status
from flask_security.utils import hash_password
from sqlalchemy.exc import IntegrityError
from typing_extensions import override
from wtforms import RadioField, SubmitField  # type: ignore[import-untyped]
from wtforms.fields.choices import SelectChoice  # type: ignore[import-untyped]
from wtforms.validators import InputRequired, ValidationError  # type: ignore[import-untyped]

from domain.errors import NotNow
from web.accounts.emails import email_about
from web.accounts.forms import email_field, field_errors_of, new_password_field
from web.accounts.sign_in_limits import begin, limits_of_emails
from web.http.request_context import current_settings, private_store
from web.i18n.language import current_language, lazy_gettext
from web.mail.outbox import put_with
from web.private_store.accounts import Account, Role, RoleName, normal_email

CONFIGURATION = {
    "SECURITY_REGISTERABLE": True,
    "SECURITY_REGISTER_URL": "/join",
    "SECURITY_POST_REGISTER_VIEW": "sign_up.show_sent",
    "SECURITY_CONFIRMABLE": True,
    "SECURITY_CONFIRM_URL": "/join/confirm",
    "SECURITY_CONFIRM_EMAIL_WITHIN": timedelta(days=2),
    "SECURITY_RECOVERABLE": True,
    "SECURITY_RESET_URL": "/forgotten-password",
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=2),
    "SECURITY_POST_RESET_VIEW": "sign_up.show_changed",
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
    # A domain may be of any script; few mail servers take other characters before the @.
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"allow_smtputf8": False, "check_deliverability": False},
    # Our e-mails are written in emails.py.
    "SECURITY_EMAIL_PLAINTEXT": False,
    "SECURITY_EMAIL_HTML": False,
}
ROLES_OF = {
    "expert": (RoleName.EXPERT,),
    "ambassador": (RoleName.AMBASSADOR,),
    "both": (RoleName.EXPERT, RoleName.AMBASSADOR),
}

bp = Blueprint("sign_up", __name__)


class JoinForm(RegisterFormV2):
    email = email_field(unique_user_email)
    password = new_password_field(lazy_gettext("Password"))
    coming_as = RadioField(
        lazy_gettext("How do you want to answer?"),
        choices=[
            SelectChoice("expert", lazy_gettext("As an expert, paid for each conversation")),
            SelectChoice(
                "ambassador", lazy_gettext("As an ambassador, volunteering for brands I like")
            ),
            SelectChoice("both", lazy_gettext("Both, for different brands")),
        ],
        validators=[InputRequired(lazy_gettext("Choose how you want to answer."))],
    )
    submit = SubmitField(lazy_gettext("Create an account"))

    def validate(self, **kwargs: Any) -> bool:
        _count_attempt(self)
        return bool(super().validate(**kwargs))

    @override
    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """The fields of the new account."""
        return {
            "email": self.email.data,
            "password": self.password.data,
            "language": current_language(),
            "roles": ROLES_OF[self.coming_as.data],
        }


class AnotherEmailForm(SendConfirmationForm):
    field_errors: Mapping[str, str] = {}
    email = email_field()
    submit = SubmitField(lazy_gettext("Resend the e-mail"))

    def validate(self, **kwargs: Any) -> bool:
        hash_password("as long for all")
        account = _account_of(self, **kwargs)
        return account is not None and account.confirmed_at is None


class ForgottenForm(ForgotPasswordForm):
    field_errors: Mapping[str, str] = {}
    email = email_field()
    submit = SubmitField(lazy_gettext("Send me a link"))

    def validate(self, **kwargs: Any) -> bool:
        account = _account_of(self, **kwargs)
        if account is None or not account.active or account.confirmed_at is None:
            return False
        hash_password("as long as their page takes for all others")
        return True


class NewPasswordForm(ResetPasswordForm):
    password = new_password_field(lazy_gettext("New password"))
    password_confirm = None
    submit = SubmitField(lazy_gettext("Save the new password"))


FORMS = {
    "register_form": JoinForm,
    "send_confirmation_form": AnotherEmailForm,
    "forgot_password_form": ForgottenForm,
    "reset_password_form": NewPasswordForm,
}


def init_sign_up(app: Flask) -> None:
    app.register_blueprint(bp)
    # Their page confirms as soon as it is opened, and scanners of mail open it.
    app.view_functions["security.confirm_email"] = confirm_email
    # Theirs does not say that a link has expired.
    app.view_functions["security.reset_password"] = reset_password


@bp.get("/join/sent")
def show_sent() -> ResponseReturnValue:
    return render_template("security/sent.html")


@bp.get("/forgotten-password/changed")
def show_changed() -> ResponseReturnValue:
    return render_template("security/changed.html")


def confirm_email(token: str) -> ResponseReturnValue:
    """What the link in the e-mail opens: a button. Opening it confirms nothing."""
    expired, invalid, account = confirm_email_token_status(token)  # type: ignore[no-untyped-call]
    if expired or invalid or account is None:
        return _expired_page("security.send_confirmation")
    if request.method != "POST":
        return render_template("security/confirm.html", token=token)
    confirm_user(account)  # type: ignore[no-untyped-call]
    private_store().sessions.commit()
    return render_template("security/confirmed.html")


def reset_password(token: str) -> ResponseReturnValue:
    expired, invalid, account = reset_password_token_status(token)  # type: ignore[no-untyped-call]
    if expired or invalid or account is None:
        return _expired_page("security.forgot_password")
    return cast(ResponseReturnValue, views.reset_password(token))


def _expired_page(again: str) -> ResponseReturnValue:
    """again: the endpoint that sends another link."""
    return render_template("security/link_over.html", again=again), HTTPStatus.GONE


def _account_of(form: Form, **kwargs: Any) -> Account | None:
    """The account with the address in a form; `field_errors` when what was typed is no address."""
    _count_attempt(form)
    form.field_errors = {}
    form.user = None
    if not Form.validate(form, **kwargs):
        form.field_errors = field_errors_of(form)
        return None
    with suppress(ValidationError):
        valid_user_email(form, form.email)
    return cast(Account | None, form.user)


def _count_attempt(form: Form) -> None:
    """Without an address no e-mail is written."""
    if form.email.data:
        begin(limits_of_emails(normal_email(form.email.data)))


class AccountDatastore(SQLAlchemySessionUserDatastore):
    """Their datastore, with roles that belong to one account each."""

    @override
    def create_user(self, **kwargs: Any) -> Account:
        """Make an account at once, so that an e-mail about it can be stored with it."""
        roles = [Role(name=str(role)) for role in kwargs.pop("roles")]
        account = Account(id=uuid.uuid4(), roles=roles, name="", **kwargs)
        sessions = private_store().sessions
        sessions.add(account)
        try:
            sessions.flush()
        except IntegrityError as error:
            sessions.rollback()
            raise NotNow("This form was submitted twice. Check your inbox.") from error
        return account


class NormalEmail(MailUtil):
    """Sealed columns find an address only in its normal spelling; e-mails go to the outbox."""

    def normalize(self, email: str) -> str:
        return normal_email(email)

    def validate(self, email: str) -> str:
        try:
            return normal_email(super().validate(email))
        except EmailValidateException as error:
            raise ValueError("no address") from error

    @override
    def send_mail(self, template: str, *_rendered: Any, **context: Any) -> None:
        """Our words, in the reader's language, whatever the language of the form."""
        put_with(email_about(template, context, current_settings()), private_store().sessions())

        @after_this_request
        def commit(response: Response) -> Response:
            private_store().sessions.commit()
            return response
