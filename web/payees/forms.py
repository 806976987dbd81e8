"""
The form of payment details: read as it was typed, checked field by field.

Every field may be empty: what is not there yet is missing, and not an error. The IBAN is never
shown again; an empty field keeps the one that is stored.
"""

from collections.abc import Mapping
from datetime import date, datetime

from marshmallow import ValidationError

from domain.errors import Invalid
from payments.pay_runs.sepa import checked_iban
from payments.payees.payee_details import FRANCE, PayeeDetails, VatStatus
from payments.payees.payee_numbers import (
    checked_business_number,
    checked_tax_id,
    checked_vat_number,
)
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import Values, day_or_none, line_error, typed_text
from web.i18n.language import gettext
from web.i18n.locale_names import countries

EARLIEST_BIRTH = date(1900, 1, 1)
LONGEST = 120
"""Characters of a name, a line of an address or a number."""
TEXTS = ("first_name", "last_name", "address_line", "postal_code", "city")
FIELDS = PayeeDetails._fields


def values_of(details: PayeeDetails) -> Values:
    """The form as it would have been typed for these details, without the IBAN."""
    return {
        **details._asdict(),
        "birth_date": details.birth_date.isoformat() if details.birth_date else "",
        "vat_status": details.vat_status.value if details.vat_status else "",
        "iban": "",
    }


def read_details(
    form: Mapping[str, str], stored: PayeeDetails, at: datetime
) -> SettingDraft[PayeeDetails]:
    """Read the form as it was typed; the details when nothing is wrong, with the IBAN."""
    values = {name: typed_text(form.get(name, "")) for name in FIELDS}
    checks = FieldChecks()
    for name in FIELDS:
        checks.read(name, lambda name=name: _checked_line(values[name]))  # type: ignore[misc]
    if checks.errors:
        return SettingDraft(values, checks.errors)
    country = checks.read("country", lambda: _checked_country(values["country"])) or ""
    details = PayeeDetails(
        **{name: values[name] for name in TEXTS},
        birth_date=checks.read("birth_date", lambda: _checked_birth(values["birth_date"], at)),
        country=country,
        vat_status=checks.read("vat_status", lambda: _vat_status(values["vat_status"])),
        iban=checks.read("iban", lambda: _checked_iban(values["iban"])) or stored.iban,
    )
    details = _with_numbers(details, values, checks)
    return SettingDraft(values, checks.errors, None if checks.errors else details)


def _with_numbers(details: PayeeDetails, values: Values, checks: FieldChecks) -> PayeeDetails:
    """The numbers that depend on a country, each checked by the rule of its own."""
    country = details.country
    tax_country = checks.read("tax_country", lambda: _checked_country(values["tax_country"])) or ""
    siret = checks.read("business_number", lambda: _siret(values["business_number"], country)) or ""

    def vat_number() -> str:
        if not values["vat_number"]:
            return ""
        _must_be_chosen(country, gettext("Choose your country first: it says which rule applies."))
        return checked_vat_number(values["vat_number"], country, siret)

    def tax_id() -> str:
        if not values["tax_id"]:
            return ""
        _must_be_chosen(tax_country, gettext("Choose the country that gave you this number."))
        return checked_tax_id(values["tax_id"], tax_country)

    return details._replace(
        tax_country=tax_country,
        tax_id=checks.read("tax_id", tax_id) or "",
        business_number=siret,
        vat_number=checks.read("vat_number", vat_number) or "",
    )


def _checked_line(text: str) -> str:
    if len(text) > LONGEST:
        raise ValidationError(gettext("This text is too long. Make it shorter."))
    if error := line_error(text):
        raise ValidationError(error)
    return text


def _checked_country(code: str) -> str:
    if code and code not in dict(countries()):
        raise ValidationError(gettext("Choose a country of the list."))
    return code


def _checked_birth(text: str, at: datetime) -> date | None:
    if not text:
        return None
    birth = day_or_none(text)
    if birth is None or not EARLIEST_BIRTH <= birth < at.date():
        sentence = gettext("Enter your date of birth as year-month-day, for example 1985-06-30.")
        raise ValidationError(sentence)
    return birth


def _vat_status(text: str) -> VatStatus | None:
    if text and text not in tuple(VatStatus):
        raise ValidationError(gettext("Choose whether you charge VAT."))
    return VatStatus(text) if text else None


def _siret(text: str, country: str) -> str:
    if text and country != FRANCE:
        raise Invalid(
            "A SIRET is a number of businesses in France. Choose France as your country, or leave"
            " this field empty."
        )
    return checked_business_number(text) if text else ""


def _checked_iban(text: str) -> str:
    return checked_iban(text) if text else ""


def _must_be_chosen(country: str, sentence: str) -> None:
    if not country:
        raise ValidationError(sentence)
