"""
Tax ids, SIRETs and VAT numbers, checked where `python-stdnum` knows the country's rule.

A number of another country is taken as it is written, if it could be one: what is wrong with it is
found by people, not by a rule that we do not know.
"""

import re
from types import MappingProxyType

from stdnum import get_cc_module
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from domain.errors import Invalid
from payments.payees.payee_details import FRANCE

TAX_ID_MODULES = MappingProxyType(
    {
        "AT": ("tin",),
        "BE": ("nn", "bis"),
        "BG": ("egn", "pnf"),
        "CA": ("sin",),
        "CH": ("ssn",),
        "CZ": ("rc",),
        "DE": ("idnr",),
        "DK": ("cpr",),
        "EE": ("ik",),
        "ES": ("nif",),
        "FI": ("hetu",),
        "FR": ("nif",),
        "GR": ("vat",),
        "HR": ("oib",),
        "IE": ("pps",),
        "IS": ("kennitala",),
        "IT": ("codicefiscale",),
        "LT": ("asmens",),
        "NL": ("bsn",),
        "NO": ("fodselsnummer",),
        "PL": ("pesel", "nip"),
        "PT": ("nif",),
        "RO": ("cnp",),
        "SE": ("personnummer",),
        "SI": ("ddv",),
        "SK": ("rc",),
        "US": ("tin",),
    }
)
"""Where stdnum knows the tax ids of persons: its modules, of which one must take the number."""
EU_COUNTRIES = frozenset(eu_vat.MEMBER_STATES) - {"el", "xi"} | {"gr"}
GREECE, GREEK_PREFIX = "GR", "EL"
SEPARATORS = re.compile(r"[\s.\-/]+")
PLAUSIBLE = re.compile(r"(?=.*[0-9])[A-Z0-9]{4,20}")


def checked_tax_id(written: str, country: str) -> str:
    """
    A person's tax id as the country writes it, without separators.

    Raises Invalid for one that the country cannot have given.
    """
    modules = TAX_ID_MODULES.get(country, ())
    checked = [number for module in modules if (number := _checked_by(country, module, written))]
    if checked:
        return checked[0]
    plausible = "" if modules else _plausible(written)
    if not plausible:
        raise Invalid(
            "This is not a tax number of this country. Copy it from a document of the tax office,"
            " or choose the country that gave it."
        )
    return plausible


def checked_business_number(written: str) -> str:
    """A SIRET without spaces. Raises Invalid for one that does not exist."""
    try:
        return str(siret.validate(written))
    except ValidationError as error:
        raise Invalid(
            "This SIRET is not valid. It has 14 digits: copy it from your registration."
        ) from error


def checked_vat_number(written: str, country: str, business_number: str = "") -> str:
    """
    A VAT number with the letters of its country, without spaces.

    business_number: the SIRET of the same business, whose first nine digits a French number ends
    with. Raises Invalid for a number that the country cannot have given, or of another business.
    """
    number = _vat_number(written, country)
    if not number:
        raise Invalid(
            "This is not a VAT number of your country. Copy it with the code of the country."
        )
    if country == FRANCE and business_number and not number.endswith(business_number[:9]):
        raise Invalid("This VAT number belongs to another business than the SIRET.")
    return number


def _vat_number(written: str, country: str) -> str:
    """'' for one that does not exist."""
    if country.lower() in EU_COUNTRIES:
        prefix = GREEK_PREFIX if country == GREECE else country
        digits = SEPARATORS.sub("", written).upper().removeprefix(prefix)
        return str(eu_vat.compact(prefix + digits)) if eu_vat.is_valid(prefix + digits) else ""
    if get_cc_module(country, "vat") is None:
        return _plausible(written)
    number = _checked_by(country, "vat", written)
    return number if not number or number[:2].isalpha() else country + number


def _checked_by(country: str, module_name: str, written: str) -> str:
    """The number as a module of stdnum writes it; '' when the module refuses it."""
    module = get_cc_module(country, module_name)
    assert module is not None, f"stdnum has no {country}.{module_name}"
    try:
        return str(module.validate(written.strip().upper()))
    except ValidationError:
        return ""


def _plausible(written: str) -> str:
    number = SEPARATORS.sub("", written).upper()
    return number if PLAUSIBLE.fullmatch(number) else ""
