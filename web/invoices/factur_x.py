"""
Factur-X: an invoice for machines, as XML of the profile EN 16931.

An invoice in an expert's name is of type 389, its credit note 261; the platform's own are 380 and
381. A credit note has positive amounts, and names the invoice that it takes back.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any

from drafthorse.models.accounting import ApplicableTradeTax  # type: ignore[import-untyped]
from drafthorse.models.document import Document  # type: ignore[import-untyped]
from drafthorse.models.party import TaxRegistration, TradeParty  # type: ignore[import-untyped]
from drafthorse.models.payment import PaymentTerms  # type: ignore[import-untyped]
from drafthorse.models.tradelines import LineItem  # type: ignore[import-untyped]

from payments.invoices.parties import InvoiceParty
from payments.invoices.vat import VatTreatment, percent_of
from payments.payees.payee_details import FRANCE
from web.invoices.invoice_document import DocumentLine, InvoiceDocument

GUIDELINE = "urn:cen.eu:en16931:2017"
TYPE_CODES = {
    (False, False): "380",
    (False, True): "381",
    (True, False): "389",
    (True, True): "261",
}
"""By whether it is self-billed, and a credit note (UNTDID 1001)."""
CATEGORIES = {
    VatTreatment.STANDARD: "S",
    VatTreatment.EXEMPT: "E",
    VatTreatment.REVERSE_CHARGE: "AE",
}
"""Of VAT (UNTDID 5305)."""
SIREN_SCHEME = "0002"
UNIT = "C62"
"""One: a conversation."""


def factur_x(document: InvoiceDocument) -> bytes:
    """The XML of an invoice; tests check it against the schema of its profile."""
    xml = Document()
    xml.context.guideline_parameter.id = GUIDELINE
    is_credit_note = bool(document.credited_number)
    _fill(
        xml.header,
        id=document.number,
        type_code=TYPE_CODES[document.is_self_billed, is_credit_note],
        issue_date_time=document.issued_on,
    )
    _add_party(xml.trade.agreement.seller, document.parties.issuer)
    _add_party(xml.trade.agreement.buyer, document.parties.receiver)
    for number, line in enumerate(document.lines, 1):
        xml.trade.items.add(_line(number, line, document))
    _add_settlement(xml, document)
    return bytes(xml.serialize(schema=None))


def _fill(element: Any, **values: object) -> None:
    """Set what drafthorse calls by these names."""
    for name, value in values.items():
        setattr(element, name, value)


def _add_party(party: TradeParty, of: InvoiceParty) -> None:
    party.name = of.name
    _fill(
        party.address,
        postcode=of.postal_code,
        line_one=of.address_line,
        city_name=of.city,
        country_id=of.country,
    )
    if of.siren:
        party.legal_organization.id = (SIREN_SCHEME, of.siren)
    if of.vat_number:
        party.tax_registrations.add(TaxRegistration(id=("VA", of.vat_number)))
    elif of.siren:
        party.tax_registrations.add(TaxRegistration(id=("FC", of.siren)))


def _line(number: int, line: DocumentLine, document: InvoiceDocument) -> LineItem:
    """A price may have more decimals than an amount: it is said for the whole quantity."""
    item, quantity = LineItem(), (Decimal(line.quantity), UNIT)
    _fill(item.document, line_id=str(number))
    _fill(item.product, name=_what(document))
    _fill(item.agreement.net, amount=_amount(line.net), basis_quantity=quantity)
    _fill(item.delivery, billed_quantity=quantity)
    _fill(item.settlement.trade_tax, **_tax_codes(document))
    _fill(item.settlement.monetary_summation, total_amount=_amount(line.net))
    return item


def _tax_codes(document: InvoiceDocument) -> dict[str, object]:
    return {
        "type_code": "VAT",
        "category_code": CATEGORIES[document.content.vat],
        "rate_applicable_percent": Decimal(percent_of(document.content.vat)),
    }


def _add_settlement(xml: Document, document: InvoiceDocument) -> None:
    content, settlement = document.content, xml.trade.settlement
    _fill(settlement, currency_code=content.currency)
    settlement.trade_tax.add(_tax(document))
    first, last = _days_of(content.month)
    _fill(settlement.period, start=first, end=last)
    settlement.terms.add(PaymentTerms(description=_terms(document)))
    _add_totals(xml, document)
    if document.credited_number:
        _fill(
            settlement.invoice_referenced_document,
            issuer_assigned_id=document.credited_number,
            issue_date_time=document.credited_on,
        )


def _tax(document: InvoiceDocument) -> ApplicableTradeTax:
    content, tax = document.content, ApplicableTradeTax()
    _fill(
        tax,
        calculated_amount=_amount(content.totals.vat.amount),
        basis_amount=_amount(content.totals.net.amount),
        **_tax_codes(document),
    )
    if content.vat is not VatTreatment.STANDARD:
        _fill(tax, exemption_reason=_exemption(document))
    return tax


def _exemption(document: InvoiceDocument) -> str:
    if document.content.vat is VatTreatment.REVERSE_CHARGE:
        return "Autoliquidation, article 196 de la directive 2006/112/CE"
    if document.parties.issuer.country == FRANCE:
        return "TVA non applicable, article 293 B du CGI"
    return "Article 284 de la directive 2006/112/CE"


def _add_totals(xml: Document, document: InvoiceDocument) -> None:
    """A commission was kept back from the earnings: nothing of it is to be paid."""
    totals = document.content.totals
    prepaid = 0 if document.is_self_billed else totals.gross.amount
    _fill(
        xml.trade.settlement.monetary_summation,
        line_total=_amount(totals.net.amount),
        charge_total=_amount(0),
        allowance_total=_amount(0),
        tax_basis_total=_amount(totals.net.amount),
        tax_total=(_amount(totals.vat.amount), document.content.currency),
        grand_total=_amount(totals.gross.amount),
        prepaid_total=_amount(prepaid),
        due_amount=_amount(totals.gross.amount - prepaid),
    )


def _what(document: InvoiceDocument) -> str:
    is_french = document.parties.language == "fr"
    if document.is_self_billed:
        what = "Conversations avec des visiteurs" if is_french else "Conversations with visitors"
    else:
        what = "Commission sur des conversations" if is_french else "Commission on conversations"
    return f"{what}, {document.content.month}"


def _terms(document: InvoiceDocument) -> str:
    is_french, platform = document.parties.language == "fr", document.parties.made_out_by
    if not document.is_self_billed:
        return "Retenue sur les gains" if is_french else "Kept back from the earnings"
    if is_french:
        return f"Autofacturation. Règlement par l’intermédiaire de {platform}"
    return f"Self-billed (autofacturation). Payment through {platform}"


def _days_of(month: str) -> tuple[date, date]:
    year, number = map(int, month.split("-"))
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def _amount(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)
