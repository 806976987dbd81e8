"""The company that runs the platform, as its invoices and its declarations name it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from stdnum import iban as iban_numbers
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_numbers
from stdnum.fr import tva as vat_numbers

ADDRESS = re.compile(r"(.+), ([0-9]{5}) (.+)")


class Company(NamedTuple):
    """A French company; numbers without spaces."""

    name: str
    address_line: str
    postal_code: str
    city: str
    siren: str
    vat_number: str
    """With FR before it."""
    iban: str


def checked_company(name: str, address: str, siren: str, vat_number: str, iban: str) -> Company:
    """
    A company by what was typed; address: such as `10 rue de l'Exemple, 69001 Lyon`.

    Raises ValueError, with what is wrong with one of them.
    """
    parts = ADDRESS.fullmatch(address.strip())
    if not name.strip():
        raise ValueError("the name is missing")
    if parts is None:
        raise ValueError("the address must be like: 10 rue de l'Exemple, 69001 Lyon")
    try:
        digits = siren_numbers.validate(siren)
        vat = vat_numbers.validate(vat_number)
        account = iban_numbers.validate(iban)
    except ValidationError as error:
        raise ValueError(f"a number is wrong: {error}") from error
    if not vat.endswith(digits):
        raise ValueError("the VAT number belongs to another SIREN")
    return Company(name.strip(), parts[1], parts[2], parts[3], digits, f"FR{vat}", account)


PARTS = ("NAME", "ADDRESS", "SIREN", "VAT_NUMBER", "IBAN")
"""What comes after COMPTOIR_COMPANY_ in the names of the settings."""


def company_in(environment: Mapping[str, str]) -> Company | None:
    """The company in the settings; None when nothing of it is set. Raises ValueError."""
    written = [environment.get(f"COMPTOIR_COMPANY_{part}", "").strip() for part in PARTS]
    if not any(written):
        return None
    return checked_company(*written)
