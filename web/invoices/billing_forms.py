"""The form in which a brand says how invoices to it name it."""

from collections.abc import Callable, Mapping

from marshmallow import ValidationError
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import siren

from domain.text import check_line, length_errors
from payments.invoices.parties import InvoiceParty
from payments.payees.payee_details import FRANCE
from payments.payees.payee_numbers import checked_vat_number
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import Values
from web.i18n.language import gettext
from web.i18n.locale_names import countries

FIELDS = (
    *("name", "address_line", "postal_code", "city", "country"),
    *("business_number", "vat_number"),
)
LONGEST = 120
"""In characters: what fits on a line of an invoice."""


def values_of(details: InvoiceParty | None) -> Values:
    """The form as it would have been typed for these details."""
    if details is None:
        return dict.fromkeys(FIELDS, "") | {"country": FRANCE}
    return {field: getattr(details, field) for field in FIELDS}


def read_billing(form: Mapping[str, str]) -> SettingDraft[InvoiceParty]:
    values = {field: form.get(field, "").strip() for field in FIELDS}
    checks = FieldChecks()
    for field in ("name", "address_line", "postal_code", "city"):
        checks.read(field, _line(values[field]))
    country = checks.read("country", lambda: _country(values["country"])) or ""
    number = checks.read("business_number", lambda: _siren(values["business_number"], country))
    vat_number = checks.read("vat_number", lambda: _vat(values["vat_number"], country, number))
    if checks.errors:
        return SettingDraft(values, checks.errors)
    details = InvoiceParty(
        name=values["name"],
        address_line=values["address_line"],
        postal_code=values["postal_code"],
        city=values["city"],
        country=country,
        business_number=number or "",
        vat_number=vat_number or "",
    )
    return SettingDraft(values, {}, details)


def _line(text: str) -> Callable[[], None]:
    def check() -> None:
        if not text:
            raise ValidationError(gettext("Fill in this field: invoices must have it."))
        check_line(text)
        for error in length_errors(text, LONGEST):
            raise error

    return check


def _country(code: str) -> str:
    if code not in dict(countries()):
        raise ValidationError(gettext("Choose a country."))
    return code


def _siren(written: str, country: str) -> str:
    """Without spaces. Raises ValidationError when a French business has none, or a wrong one."""
    if country != FRANCE:
        return ""
    try:
        return str(siren.validate(written))
    except WrongNumber:
        raise ValidationError(gettext("Enter the nine digits of your SIREN.")) from None


def _vat(written: str, country: str, business_number: str | None) -> str:
    if not written or not country:
        return ""
    return checked_vat_number(written, country, business_number or "")
