"""Issuing a month: what each expert's month comes to, what blocks it, and issuing the rest."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from domain.money import Money
from payments.company.company import Company
from payments.invoices.drafts import BilledMonth, is_taxable
from payments.invoices.issued_documents import invoiced_up_to
from payments.invoices.parties import InvoiceParty, party_of_expert
from payments.invoices.released_earnings import (
    ReleasedEarning,
    last_released_in,
    released_in,
    sum_of,
)
from payments.payees.payee_commands import missing_by_expert
from payments.payees.payee_details import FRANCE, MissingDetail, PayeeDetails
from web.invoices.billing import BillingStore
from web.invoices.party_store import PartyStore
from web.mail.recipients import FALLBACK_LANGUAGE
from web.marketplace import Marketplace
from web.private_store.accounts import Account
from web.private_store.payees import PayeeStore
from web.private_store.store import PrivateStore
from web.private_store.texts import PrivateTexts

CHUNK = 50
"""Experts in one commit: each reads the platform's series again."""


class InvoiceBlocker(StrEnum):
    """Why an expert's month cannot be invoiced yet."""

    IDENTITY = "identity"
    TAX_DETAILS = "tax_details"
    MANDATE = "mandate"
    BRAND_DETAILS = "brand_details"
    """A brand has not said how invoices name it."""
    VAT_RATE = "vat_rate"
    """Both parties are in one country that is not France."""


BLOCKING = {
    MissingDetail.IDENTITY: InvoiceBlocker.IDENTITY,
    MissingDetail.TAX_DETAILS: InvoiceBlocker.TAX_DETAILS,
    MissingDetail.MANDATE: InvoiceBlocker.MANDATE,
}
"""A missing bank account does not block an invoice."""


class ExpertMonth(NamedTuple):
    """What is to be invoiced of an expert's month, and what blocks it."""

    expert_id: UUID
    earnings: tuple[ReleasedEarning, ...]
    blockers: tuple[InvoiceBlocker, ...]

    @property
    def brand_ids(self) -> list[UUID]:
        return sorted({earning.brand_id for earning in self.earnings})

    @property
    def prices(self) -> list[Money]:
        """The sum of the prices in each currency."""
        return _sums(earning.price for earning in self.earnings)

    @property
    def commissions(self) -> list[Money]:
        return _sums(earning.commission for earning in self.earnings)


@dataclass
class InvoiceDesk:
    """Issues invoices of a month; made anew for each request, as it remembers what it read."""

    marketplace: Marketplace
    store: PrivateStore
    company: Company
    _read_brands: dict[UUID, InvoiceParty | None] = field(default_factory=dict)

    def to_invoice(self, month: str) -> list[ExpertMonth]:
        """The experts with earnings of a month that are not invoiced, in order of their ids."""
        up_to = invoiced_up_to(self.marketplace.log, month)
        with self.marketplace.ledger.read() as db:
            last_released = last_released_in(month, db).items()
            # When all is invoiced, nothing else is read.
            has_new = any(last > up_to.get(expert_id, 0) for expert_id, last in last_released)
            released = released_in(month, db) if has_new else {}
        months = []
        for expert_id, earnings in sorted(released.items()):
            last = up_to.get(expert_id, 0)
            new = tuple(earning for earning in earnings if earning.entry > last)
            if new:
                months.append(ExpertMonth(expert_id, new, ()))
        details = PayeeStore(self.store).of_all([unbilled.expert_id for unbilled in months])
        return [
            unbilled._replace(blockers=self._blockers(unbilled, details)) for unbilled in months
        ]

    def issue(self, month: str, by: UUID, at: datetime) -> int:
        """
        Issue what nothing blocks; return the log's position after it.

        Raises NotNow while the month lasts.
        """
        ready = [unbilled for unbilled in self.to_invoice(month) if not unbilled.blockers]
        position = self.marketplace.log.rows.head()
        parties = PartyStore(PrivateTexts(self.store))
        for first in range(0, len(ready), CHUNK):
            billed = self.billed(ready[first : first + CHUNK], month)
            with parties.storing(at) as store_parties:
                position = self.marketplace.invoices.issue(billed, store_parties, by, at)
        return position

    def billed(self, months: Sequence[ExpertMonth], month: str) -> list[BilledMonth]:
        ids = [unbilled.expert_id for unbilled in months]
        details, languages = PayeeStore(self.store).of_all(ids), self._languages(ids)
        return [
            BilledMonth(
                expert_id=unbilled.expert_id,
                month=month,
                earnings=unbilled.earnings,
                expert=party_of_expert(details[unbilled.expert_id]),
                brands=self._brands_of(unbilled),
                platform=self.platform,
                language=languages.get(unbilled.expert_id) or FALLBACK_LANGUAGE,
            )
            for unbilled in months
        ]

    @cached_property
    def platform(self) -> InvoiceParty:
        company = self.company
        return InvoiceParty(
            name=company.name,
            address_line=company.address_line,
            postal_code=company.postal_code,
            city=company.city,
            country=FRANCE,
            business_number=company.siren,
            vat_number=company.vat_number,
            iban=company.iban,
        )

    @cached_property
    def _missing(self) -> dict[UUID, tuple[MissingDetail, ...]]:
        return dict(missing_by_expert(self.marketplace.log))

    def _blockers(
        self, month: ExpertMonth, details: Mapping[UUID, PayeeDetails]
    ) -> tuple[InvoiceBlocker, ...]:
        missing = self._missing.get(month.expert_id, tuple(MissingDetail))
        blockers = [BLOCKING[detail] for detail in missing if detail in BLOCKING]
        brands = self._brands_of(month)
        if len(brands) < len(month.brand_ids):
            blockers.append(InvoiceBlocker.BRAND_DETAILS)
        if month.expert_id not in details:
            return tuple(blockers) or (InvoiceBlocker.IDENTITY,)
        expert = party_of_expert(details[month.expert_id])
        if not all(is_taxable(expert, brand) for brand in brands.values()):
            blockers.append(InvoiceBlocker.VAT_RATE)
        return tuple(blockers)

    def _brands_of(self, month: ExpertMonth) -> dict[UUID, InvoiceParty]:
        """Those that have said how invoices name them."""
        return {
            brand_id: party
            for brand_id in month.brand_ids
            if (party := self._brand(brand_id)) is not None
        }

    def _brand(self, brand_id: UUID) -> InvoiceParty | None:
        if brand_id not in self._read_brands:
            texts = PrivateTexts(self.store)
            self._read_brands[brand_id] = BillingStore(self.marketplace, texts).of(brand_id)
        return self._read_brands[brand_id]

    def _languages(self, ids: Sequence[UUID]) -> dict[UUID, str | None]:
        query = select(Account.id, Account.language).where(Account.id.in_(ids))
        with self.store.engine.connect() as db:
            return {row.id: row.language for row in db.execute(query)}


def _sums(amounts: Iterable[Money]) -> list[Money]:
    """One for each currency."""
    by_currency: dict[str, list[Money]] = defaultdict(list)
    for amount in amounts:
        by_currency[amount.currency].append(amount)
    return [sum_of(some) for _, some in sorted(by_currency.items())]
