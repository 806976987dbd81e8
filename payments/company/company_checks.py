"""A company by what was typed: its numbers exist, and belong together."""

import re

from stdnum import bic as bic_numbers
from stdnum import iban as iban_numbers
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_numbers
from stdnum.fr import tva as vat_numbers

from payments.company.company import Company
from payments.company.debtor import Debtor

ADDRESS = re.compile(r"(.+), ([0-9]{5}) (.+)")


def checked_company(
    name: str, address: str, siren: str, vat_number: str, iban: str, bic: str = ""
) -> Company:
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
        bank = bic_numbers.validate(bic) if bic else ""
    except ValidationError as error:
        raise ValueError(f"a number is wrong: {error}") from error
    if not vat.endswith(digits):
        raise ValueError("the VAT number belongs to another SIREN")
    return Company(name.strip(), parts[1], parts[2], parts[3], digits, f"FR{vat}", account, bank)


def debtor_of(company: Company | None, iban: str = "", bic: str = "") -> Debtor:
    """
    The company as it pays experts.

    iban, bic: of another account than that of its invoices; '' for the same. Another account has no
    BIC but its own. Raises ValueError for one that does not exist, and without a company.
    """
    if company is None:
        raise ValueError("COMPTOIR_COMPANY_NAME is missing")
    if not iban and not bic:
        return Debtor(company.name, company.iban, company.bic)
    try:
        account = iban_numbers.validate(iban) if iban else company.iban
        bank = bic_numbers.validate(bic) if bic else ""
    except ValidationError as error:
        raise ValueError(f"a number is wrong: {error}") from error
    return Debtor(company.name, account, bank)
