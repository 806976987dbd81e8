"""
What is known of an expert as the receiver of pay, and what is missing before pay can go out.

The details are in the private store, encrypted: payments read them by a `PayeeDetailsOf`. The log
says only which kinds are missing.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

FRANCE = "FR"


class VatStatus(StrEnum):
    """Whether an expert charges VAT."""

    EXEMPT = "exempt"
    """In France: franchise en base, article 293 B of the CGI."""
    REGISTERED = "registered"


class MissingDetail(StrEnum):
    """What is missing before an expert can be paid."""

    IDENTITY = "identity"
    BANK_ACCOUNT = "bank_account"
    TAX_DETAILS = "tax_details"
    MANDATE = "mandate"
    """To make out invoices in the expert's name."""


class PayeeDetails(NamedTuple):
    """As an expert has given them so far; '' or None: not yet."""

    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None
    address_line: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    """Of residence: ISO 3166, two letters."""
    tax_id: str = ""
    tax_country: str = ""
    """The country that gave the tax id."""
    business_number: str = ""
    """The SIRET in France, without spaces; '' abroad."""
    vat_status: VatStatus | None = None
    vat_number: str = ""
    iban: str = ""
    """Without spaces."""

    @property
    def name(self) -> str:
        """First and last name, as invoices and bank transfers have them."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def masked_iban(self) -> str:
        """Country and last four digits: enough to recognise the account, not to use it."""
        return f"{self.iban[:2]}\N{NO-BREAK SPACE}…\N{NO-BREAK SPACE}{self.iban[-4:]}"


NO_DETAILS = PayeeDetails()

PayeeDetailsOf = Callable[[UUID], PayeeDetails | None]
"""Reads an expert's details; None for those who never gave any, or whose details were erased."""


def missing_details(
    details: PayeeDetails | None, *, has_mandate: bool
) -> tuple[MissingDetail, ...]:
    """What is missing before an expert with these details can be paid, in the order of the list."""
    known = details or NO_DETAILS
    is_known = {
        MissingDetail.IDENTITY: _has_identity(known),
        MissingDetail.BANK_ACCOUNT: bool(known.iban),
        MissingDetail.TAX_DETAILS: _has_tax_details(known),
        MissingDetail.MANDATE: has_mandate,
    }
    return tuple(detail for detail, is_there in is_known.items() if not is_there)


def _has_identity(details: PayeeDetails) -> bool:
    address = (details.address_line, details.postal_code, details.city, details.country)
    return all((details.first_name, details.last_name, details.birth_date, *address))


def _has_tax_details(details: PayeeDetails) -> bool:
    """In France a business has a SIRET; one that charges VAT has a VAT number anywhere."""
    if details.country == FRANCE and not details.business_number:
        return False
    if details.vat_status is VatStatus.REGISTERED and not details.vat_number:
        return False
    return all((details.country, details.tax_id, details.tax_country, details.vat_status))
