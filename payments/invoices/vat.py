"""
VAT: how an invoice is taxed, and how its amount is split.

Prices and commissions include VAT: what the ledger moves is what is paid. VAT is so calculated from
the total, once for each invoice, rounded half up; net and VAT always add up to the total.
"""

from enum import StrEnum

from msgspec import Struct

from domain.money import Money
from payments.payees.payee_details import FRANCE, VatStatus

STANDARD_PERCENT = 20
"""In France."""


class VatTreatment(StrEnum):
    """How an invoice is taxed."""

    STANDARD = "standard"
    """With VAT at the standard rate of France."""
    EXEMPT = "exempt"
    """The issuer charges none, as a small business."""
    REVERSE_CHARGE = "reverse_charge"
    """The receiver, in another country, owes it."""


class InvoiceTotals(Struct, frozen=True):
    """What an invoice comes to; net and VAT add up to gross."""

    net: Money
    vat: Money
    gross: Money


def vat_treatment(
    issuer_country: str, status: VatStatus, receiver_country: str
) -> VatTreatment | None:
    """How an invoice is taxed; None inside other countries, whose rates we do not know."""
    if status is VatStatus.EXEMPT:
        return VatTreatment.EXEMPT
    if issuer_country != receiver_country:
        return VatTreatment.REVERSE_CHARGE
    return VatTreatment.STANDARD if issuer_country == FRANCE else None


def percent_of(treatment: VatTreatment) -> int:
    """The rate, in percent."""
    return STANDARD_PERCENT if treatment is VatTreatment.STANDARD else 0


def totals_of(gross: Money, treatment: VatTreatment) -> InvoiceTotals:
    """Split an amount that includes VAT."""
    net = net_of(gross.amount, treatment)
    return InvoiceTotals(
        net=Money(net, gross.currency),
        vat=Money(gross.amount - net, gross.currency),
        gross=gross,
    )


def net_of(gross_minor: int, treatment: VatTreatment) -> int:
    """The part without VAT, rounded half up; of a negative amount, as of the positive one."""
    whole = 100 + percent_of(treatment)
    part = (abs(gross_minor) * 200 + whole) // (2 * whole)
    return part if gross_minor >= 0 else -part
