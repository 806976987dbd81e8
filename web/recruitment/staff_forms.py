"""The forms around a staff invitation: what the brand states, and what the employee fills in."""

from collections.abc import Mapping
from http import HTTPStatus

from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from marshmallow import ValidationError
from wtforms import (  # type: ignore[import-untyped]
    Field,
    Form,
    SelectField,
    StringField,
    SubmitField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[import-untyped]
from wtforms.validators import InputRequired, StopValidation  # type: ignore[import-untyped]

from domain.members.member import EngagementEndReason
from domain.money import Money
from domain.terms import Employed, terms_errors
from web.accounts.forms import FirstPasswordForm, email_field
from web.http.form_fields import parse_amount
from web.i18n.language import NAMES, current_language, gettext, lazy_gettext
from web.i18n.locale_names import countries, language_name
from web.i18n.refusals import refusal_text
from web.members.profile_forms import LANGUAGES, TickedField, capitalised


def status_of(form: FlaskForm) -> HTTPStatus:
    """Of the page that shows a form: was it sent, then something in it is wrong."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def must_be_a_wage(form: "InvitationForm", field: Field) -> None:
    try:
        terms = Employed(Money(parse_amount(field.data.strip(), form.currency), form.currency))
    except ValidationError as error:
        raise StopValidation(str(error.messages[0])) from error
    for refusal in terms_errors(terms):
        raise StopValidation(refusal_text(refusal))
    form.terms = terms


class InvitationForm(FlaskForm):  # type: ignore[misc]
    """currency: of the brand. terms: set by `validate`."""

    email = email_field(lazy_gettext("Enter the employee's e-mail address."))
    wage = StringField(
        validators=[InputRequired(lazy_gettext("Enter the cost of an hour.")), must_be_a_wage],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    language = SelectField(lazy_gettext("Language of the e-mail"))
    submit = SubmitField(lazy_gettext("Send the invitation"))

    def __init__(self, currency: str) -> None:
        super().__init__()
        self.currency = currency
        self.terms: Employed | None = None
        self.wage.label.text = gettext("Cost of an hour (%(currency)s)", currency=currency)
        self.language.choices = [SelectChoice(code, name) for code, name in NAMES.items()]
        if self.language.data is None:
            self.language.data = current_language()


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Confirms that an invitation is withdrawn."""

    submit = SubmitField(lazy_gettext("Withdraw the invitation"))


class EndEngagementForm(FlaskForm):  # type: ignore[misc]
    """reasons: their names, by value."""

    reason = SelectField(
        lazy_gettext("Reason"), validators=[InputRequired(lazy_gettext("Choose the reason."))]
    )
    submit = SubmitField(lazy_gettext("End the engagement"))

    def __init__(self, reasons: Mapping[EngagementEndReason, str]) -> None:
        super().__init__()
        choices = [SelectChoice(value, name) for value, name in reasons.items()]
        self.reason.choices = [SelectChoice("", gettext("Choose…")), *choices]


class MembershipFields(Form):  # type: ignore[misc]
    """What every member states: routing works with it."""

    languages = TickedField(
        lazy_gettext("Languages you answer in"),
        validators=[InputRequired(lazy_gettext("Choose at least one language."))],
    )
    country = SelectField(
        lazy_gettext("Country of residence"),
        validators=[InputRequired(lazy_gettext("Choose your country."))],
        render_kw={"autocomplete": "country"},
    )

    def offer_choices(self, language: str) -> None:
        """language: ticked beforehand."""
        self.languages.choices = [
            SelectChoice(code, capitalised(language_name(code))) for code in LANGUAGES
        ]
        chosen = [SelectChoice(code, name) for code, name in countries()]
        self.country.choices = [SelectChoice("", gettext("Choose…")), *chosen]
        if not self.is_submitted():
            self.languages.data = [language]


class AcceptTermsForm(FlaskForm):  # type: ignore[misc]
    """Of a member who has an account."""

    submit = SubmitField(lazy_gettext("Accept the terms"))


class NewMemberForm(FlaskForm, MembershipFields):  # type: ignore[misc]
    """Of an account that is not a member yet."""

    submit = SubmitField(lazy_gettext("Accept the terms"))


class NewAccountForm(FirstPasswordForm, MembershipFields):
    """Of a person without an account."""

    submit = SubmitField(lazy_gettext("Accept the terms"))
