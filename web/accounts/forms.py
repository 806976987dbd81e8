"""The fields of the door, and what is wrong with what was written into them."""

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

LONGEST_PASSWORD = 128


def mistakes_in(form: Form) -> dict[str, str]:
    """
    What is wrong with each field by itself.

    Flask-Security then takes errors away from fields, so that nobody learns from them who is here;
    these say nothing about anybody.
    """
    return {field.name: str(field.errors[0]) for field in form if field.errors}


def must_be_an_address(_form: Form, field: Field) -> None:
    try:
        field.data = _security.mail_util.validate(field.data)
    except ValueError as error:
        raise StopValidation(gettext("This is not an e-mail address we can write to.")) from error


def email_field(*validators: Any) -> EmailField:
    return EmailField(
        lazy_gettext("E-mail address"),
        validators=[
            InputRequired(lazy_gettext("Enter your e-mail address.")),
            Length(max=320, message=lazy_gettext("This is longer than any address.")),
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
                max=LONGEST_PASSWORD,
                message=lazy_gettext("A password has at least 8 characters, and at most 128."),
            ),
        ],
        render_kw={"autocomplete": "new-password"},
    )
