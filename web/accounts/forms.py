"""The fields that forms about accounts share, and what is wrong with what was typed."""

from typing import Any

from flask_security.proxies import _security
from wtforms import EmailField, Field, Form, PasswordField  # type: ignore[import-untyped]
from wtforms.validators import (  # type: ignore[import-untyped]
    InputRequired,
    Length,
    StopValidation,
)

from web.i18n.language import gettext, lazy_gettext
from web.private_store.accounts import SHORTEST_PASSWORD

MAX_PASSWORD = 128


def field_errors_of(form: Form) -> dict[str, str]:
    """
    What is wrong with each field by itself.

    Flask-Security then removes errors from fields, because they could show who has an account;
    these errors cannot.
    """
    return {field.name: str(field.errors[0]) for field in form if field.errors}


def must_be_an_address(_form: Form, field: Field) -> None:
    try:
        field.data = _security.mail_util.validate(field.data)
    except ValueError as error:
        raise StopValidation(
            gettext("We cannot send e-mails to this address. Check it for mistakes.")
        ) from error


def email_field(*validators: Any) -> EmailField:
    return EmailField(
        lazy_gettext("E-mail address"),
        validators=[
            InputRequired(lazy_gettext("Enter your e-mail address.")),
            Length(max=320, message=lazy_gettext("This address is too long.")),
            must_be_an_address,
            *validators,
        ],
        render_kw={"autocomplete": "email"},
    )


def new_password_field(label: str) -> PasswordField:
    return PasswordField(
        label,
        validators=[
            InputRequired(lazy_gettext("Choose a password.")),
            Length(
                min=SHORTEST_PASSWORD,
                max=MAX_PASSWORD,
                message=lazy_gettext("The password must have between 8 and 128 characters."),
            ),
        ],
        render_kw={"autocomplete": "new-password"},
    )
