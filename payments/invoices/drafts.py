"""Drafts: what the invoices of one expert's month say, before they have a number."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.errors import NotNow
from domain.money import Money
from payments.invoices.invoice_series import (
    LAYOUT,
    PLATFORM,
    SELF_BILLED_SERIES,
    InvoiceContent,
    InvoiceKind,
    InvoiceLine,
    series_id,
)
from payments.invoices.parties import InvoiceParties, InvoiceParty
from payments.invoices.released_earnings import ReleasedEarning, sum_of
from payments.invoices.vat import VatTreatment, totals_of, vat_treatment

StoreParties = Callable[[UUID, InvoiceParties], UUID]
"""Stores names and addresses for a series, durably, and returns their id for the event."""


class BilledMonth(NamedTuple):
    """What an expert earned in a month, and everyone whom its invoices name."""

    expert_id: UUID
    month: str
    earnings: tuple[ReleasedEarning, ...]
    expert: InvoiceParty
    brands: Mapping[UUID, InvoiceParty]
    platform: InvoiceParty
    language: str

    def parties(self, issuer: InvoiceParty, receiver: InvoiceParty) -> InvoiceParties:
        """Of one of these invoices."""
        return InvoiceParties(issuer, receiver, self.platform.name, self.language)


Draft = tuple[InvoiceContent, InvoiceParties]
"""An invoice without its number: what it says, and whom it names."""


def drafts_of(billed: BilledMonth, earnings: Iterable[ReleasedEarning]) -> Iterator[Draft]:
    """
    The invoices of some earnings: one to each brand, then one of the commission by currency.

    They name no stored parties yet. Raises NotNow where the rate of VAT is not known.
    """
    by_brand: dict[tuple[UUID, str], list[ReleasedEarning]] = defaultdict(list)
    by_currency: dict[str, list[ReleasedEarning]] = defaultdict(list)
    for earning in earnings:
        by_brand[earning.brand_id, earning.net.currency].append(earning)
        by_currency[earning.net.currency].append(earning)
    for (brand_id, _), some in by_brand.items():
        parties = billed.parties(billed.expert, billed.brands[brand_id])
        ids = (billed.expert_id, brand_id)
        yield _content(InvoiceKind.SELF_BILLED, ids, billed.month, some, parties), parties
    for some in by_currency.values():
        charged = [earning for earning in some if earning.commission.amount]
        parties = billed.parties(billed.platform, billed.expert)
        ids = (PLATFORM, billed.expert_id)
        if charged:
            yield _content(InvoiceKind.COMMISSION, ids, billed.month, charged, parties), parties


def series_of(content: InvoiceContent, commission_series: str) -> tuple[UUID, str]:
    """The id and the name of the series that an invoice belongs to."""
    is_self_billed = content.kind is InvoiceKind.SELF_BILLED
    name = SELF_BILLED_SERIES if is_self_billed else commission_series
    return series_id(content.issuer_id, name), name


def is_taxable(issuer: InvoiceParty, receiver: InvoiceParty) -> bool:
    """Whether the rate of VAT between two parties is known."""
    return vat_treatment(issuer.country, issuer.vat_status, receiver.country) is not None


def retaxed(content: InvoiceContent, parties: InvoiceParties) -> InvoiceContent:
    """The same invoice between parties as they are now. Raises NotNow as drafts_of."""
    treatment = _treatment(parties)
    totals = totals_of(content.totals.gross, treatment)
    return msgspec.structs.replace(content, vat=treatment, totals=totals, layout=LAYOUT)


def _treatment(parties: InvoiceParties) -> VatTreatment:
    issuer, receiver = parties.issuer, parties.receiver
    treatment = vat_treatment(issuer.country, issuer.vat_status, receiver.country)
    if treatment is None:
        raise NotNow("The rate of VAT between these parties is not known.")
    return treatment


def _content(
    kind: InvoiceKind,
    ids: tuple[UUID, UUID],
    month: str,
    earnings: list[ReleasedEarning],
    parties: InvoiceParties,
) -> InvoiceContent:
    treatment = _treatment(parties)
    is_self_billed = kind is InvoiceKind.SELF_BILLED
    amounts = [earning.price if is_self_billed else earning.commission for earning in earnings]
    return InvoiceContent(
        kind=kind,
        issuer_id=ids[0],
        receiver_id=ids[1],
        month=month,
        currency=amounts[0].currency,
        lines=_lines(amounts),
        vat=treatment,
        totals=totals_of(sum_of(amounts), treatment),
        entries=tuple(earning.entry for earning in earnings),
        parties_text_id=NOT_STORED,
    )


def _lines(amounts: list[Money]) -> tuple[InvoiceLine, ...]:
    """One for each amount, the highest first."""
    counts = Counter(amount.amount for amount in amounts)
    currency = amounts[0].currency
    return tuple(
        InvoiceLine(count, Money(minor, currency))
        for minor, count in sorted(counts.items(), reverse=True)
    )


NOT_STORED = UUID(int=0)
"""Until the parties are in the private store."""
