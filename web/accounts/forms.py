"""The forms around an account other than signing in, and what is wrong with what was typed."""

from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import (  # type: ignore[import-untyped]
    EmailField,
    Field,
    Form,
    PasswordField,
    RadioField,
    SubmitField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[import-untyped]
from wtforms.validators import (  # type: ignore[import-untyped]
    InputRequired,
    Length,
    StopValidation,
    ValidationError,
)

from domain.errors import Invalid
from web.accounts.common_passwords import is_common
from web.i18n.language import gettext, lazy_gettext
from web.i18n.refusals import refusal_text
from web.private_store.accounts import SHORTEST_PASSWORD, valid_email

MAX_PASSWORD = 128


def must_be_an_address(_form: Form, field: Field) -> None:
    try:
        field.data = valid_email(field.data)
    except Invalid as refusal:
        raise StopValidation(refusal_text(refusal)) from refusal


def must_not_be_common(form: "NewPasswordForm", field: Field) -> None:
    if is_common(field.data, form.account_email):
        raise ValidationError(
            gettext(
                "This password is too common, or too close to your e-mail address."
                " Choose another one, for example several words."
            )
        )


def email_field(if_empty: str = lazy_gettext("Enter your e-mail address.")) -> EmailField:
    """if_empty: what to say when nothing was entered."""
    return EmailField(
        lazy_gettext("E-mail address"),
        validators=[
            InputRequired(if_empty),
            Length(max=320, message=lazy_gettext("This address is too long.")),
            must_be_an_address,
        ],
        render_kw={"autocomplete": "email"},
    )


class JoinForm(FlaskForm):  # type: ignore[misc]
    email = email_field()
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


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    email = email_field()
    submit = SubmitField(lazy_gettext("Send me a link"))


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    password = PasswordField(
        lazy_gettext("New password"),
        validators=[
            InputRequired(lazy_gettext("Choose a password.")),
            Length(
                min=SHORTEST_PASSWORD,
                max=MAX_PASSWORD,
                message=lazy_gettext("The password must have between 8 and 128 characters."),
            ),
            must_not_be_common,
        ],
        render_kw={"autocomplete": "new-password"},
    )
    submit = SubmitField(lazy_gettext("Save the new password"))

    def __init__(self, account_email: str) -> None:
        super().__init__()
        self.account_email = account_email


class FirstPasswordForm(NewPasswordForm):
    def __init__(self, account_email: str) -> None:
        super().__init__(account_email)
        self.password.label.text = gettext("Password")

    submit = SubmitField(lazy_gettext("Confirm my address"))
