"""
Who issues and who receives an invoice, by name: as it was on the day of issue.

This is in the private store, encrypted, and its id in the event: an invoice stays as it was when
one of them moves house.
"""

from msgspec import Struct

from payments.payees.payee_details import FRANCE, PayeeDetails, VatStatus


class InvoiceParty(Struct, frozen=True):
    """A business as an invoice names it; '' for what it does not have."""

    name: str
    address_line: str
    postal_code: str
    city: str
    country: str
    """ISO 3166, two letters."""
    business_number: str = ""
    """SIREN or SIRET, without spaces."""
    vat_number: str = ""
    iban: str = ""
    vat_status: VatStatus = VatStatus.REGISTERED

    @property
    def siren(self) -> str:
        """The first nine digits of a SIREN or SIRET; '' abroad."""
        return self.business_number[:9] if self.country == FRANCE else ""


class InvoiceParties(Struct, frozen=True):
    """Both parties, who makes the invoice out, and the language that it is written in."""

    issuer: InvoiceParty
    receiver: InvoiceParty
    made_out_by: str
    """The platform's name."""
    language: str
    """`fr` or `en`."""


def party_of_expert(details: PayeeDetails) -> InvoiceParty:
    """An expert's business. Their tax id is not on invoices."""
    return InvoiceParty(
        name=details.name,
        address_line=details.address_line,
        postal_code=details.postal_code,
        city=details.city,
        country=details.country,
        business_number=details.business_number,
        vat_number=details.vat_number,
        vat_status=details.vat_status or VatStatus.EXEMPT,
    )
