"""
Joining, confirming one's address, and choosing a new password, by Flask-Security in our words.

Nobody learns here who has an account: the answers are the same, and take as long. What is different
is the letter that arrives.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

from flask import Flask
from flask_security.forms import (
    ForgotPasswordForm,
    Form,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    unique_user_email,
    valid_user_email,
)
from flask_security.utils import hash_password
from typing_extensions import override
from wtforms import RadioField, SubmitField  # type: ignore[import-untyped]
from wtforms.fields.choices import SelectChoice  # type: ignore[import-untyped]
from wtforms.validators import InputRequired, ValidationError  # type: ignore[import-untyped]

from web.accounts import sign_up_views as sign_up_pages
from web.accounts.forms import email_field, mistakes_in, new_password_field
from web.accounts.sign_in_limits import begin, limits_of_letters
from web.i18n.language import current_language, lazy_gettext
from web.private_store.accounts import Account, RoleName, normal_email

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
    # A domain may be of any script; mail servers that take other letters before the @ are few.
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"allow_smtputf8": False, "check_deliverability": False},
    # Our letters are written in sign_up_letters.py.
    "SECURITY_EMAIL_PLAINTEXT": False,
    "SECURITY_EMAIL_HTML": False,
}
COMING_AS = {
    "expert": (RoleName.EXPERT,),
    "ambassador": (RoleName.AMBASSADOR,),
    "both": (RoleName.EXPERT, RoleName.AMBASSADOR),
}


class JoinForm(RegisterFormV2):
    email = email_field(unique_user_email)
    password = new_password_field(lazy_gettext("Password"))
    coming_as = RadioField(
        lazy_gettext("How do you want to answer?"),
        choices=[
            SelectChoice("expert", lazy_gettext("As an expert, paid for each conversation")),
            SelectChoice(
                "ambassador", lazy_gettext("As an ambassador, a volunteer of brands I like")
            ),
            SelectChoice("both", lazy_gettext("As both, each with other brands")),
        ],
        validators=[InputRequired(lazy_gettext("Say how you want to answer."))],
    )
    submit = SubmitField(lazy_gettext("Join"))

    def validate(self, **kwargs: Any) -> bool:
        _count(self)
        return bool(super().validate(**kwargs))

    @override
    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """What an account is made of."""
        return {
            "email": self.email.data,
            "password": self.password.data,
            "language": current_language(),
            "roles": COMING_AS[self.coming_as.data],
        }


class AnotherLetterForm(SendConfirmationForm):
    mistakes: Mapping[str, str] = {}
    email = email_field()
    submit = SubmitField(lazy_gettext("Send the letter again"))

    def validate(self, **kwargs: Any) -> bool:
        hash_password("as long for all")
        account = _account_asked_for(self, **kwargs)
        return account is not None and account.confirmed_at is None


class ForgottenForm(ForgotPasswordForm):
    mistakes: Mapping[str, str] = {}
    email = email_field()
    submit = SubmitField(lazy_gettext("Send me a link"))

    def validate(self, **kwargs: Any) -> bool:
        account = _account_asked_for(self, **kwargs)
        if account is None or not account.active or account.confirmed_at is None:
            return False
        hash_password("as long as their page takes for all others")
        return True


def _account_asked_for(form: Form, **kwargs: Any) -> Account | None:
    """Whose address was written; `mistakes` when what was written is none."""
    _count(form)
    form.mistakes = {}
    form.user = None
    if not Form.validate(form, **kwargs):
        form.mistakes = mistakes_in(form)
        return None
    with suppress(ValidationError):
        valid_user_email(form, form.email)
    return cast(Account | None, form.user)


def _count(form: Form) -> None:
    """Without an address no letter is written."""
    if form.email.data:
        begin(limits_of_letters(normal_email(form.email.data)))


class NewPasswordForm(ResetPasswordForm):
    password = new_password_field(lazy_gettext("New password"))
    password_confirm = None
    submit = SubmitField(lazy_gettext("Keep this password"))


FORMS = {
    "register_form": JoinForm,
    "send_confirmation_form": AnotherLetterForm,
    "forgot_password_form": ForgottenForm,
    "reset_password_form": NewPasswordForm,
}


def init_sign_up(app: Flask) -> None:
    app.register_blueprint(sign_up_pages.pages)
    # Their page confirms as soon as it is opened, and scanners of mail open it.
    app.view_functions["security.confirm_email"] = sign_up_pages.confirm_email
    # Theirs does not say that a link is over.
    app.view_functions["security.reset_password"] = sign_up_pages.reset_password
