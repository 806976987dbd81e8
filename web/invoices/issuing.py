"""Issuing a month's invoices, as far as nothing blocks them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from payments.company.company import Company
from payments.invoices.drafts import BilledMonth
from payments.invoices.parties import InvoiceParty, party_of_expert
from payments.payees.payee_details import FRANCE
from web.invoices.expert_months import ExpertMonth, MonthReader
from web.invoices.party_store import PartyStore
from web.mail.recipients import FALLBACK_LANGUAGE
from web.marketplace import Marketplace
from web.private_store.accounts import Account
from web.private_store.payees import PayeeStore
from web.private_store.store import PrivateStore
from web.private_store.texts import PrivateTexts

CHUNK = 50
"""Experts in one commit: each reads the platform's series again."""


@dataclass
class InvoiceDesk:
    """Issues invoices of a month; made anew for each use, as it remembers what it read."""

    marketplace: Marketplace
    store: PrivateStore
    company: Company

    @cached_property
    def reader(self) -> MonthReader:
        return MonthReader(self.marketplace, self.store)

    def chunks(self, month: str) -> Iterator[list[ExpertMonth]]:
        """All that is to be invoiced, some experts at a time."""
        experts = self.reader.experts(month)
        for first in range(0, len(experts), CHUNK):
            yield self.reader.months_of(experts[first : first + CHUNK], month)

    def issue(self, months: Sequence[ExpertMonth], month: str, by: UUID, at: datetime) -> None:
        """
        Issue in one commit what nothing blocks of them.

        Raises NotNow while the month lasts.
        """
        ready = [unbilled for unbilled in months if not unbilled.blockers]
        if ready:
            parties = PartyStore(PrivateTexts(self.store))
            with parties.storing(at) as store_parties:
                self.marketplace.invoices.issue(self.billed(ready, month), store_parties, by, at)

    def billed(self, months: Sequence[ExpertMonth], month: str) -> list[BilledMonth]:
        ids = [unbilled.expert_id for unbilled in months]
        details, languages = PayeeStore(self.store).of_all(ids), self._languages(ids)
        return [
            BilledMonth(
                expert_id=unbilled.expert_id,
                month=month,
                earnings=unbilled.earnings,
                expert=party_of_expert(details[unbilled.expert_id]),
                brands=self.reader.brands_of(unbilled),
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

    def _languages(self, ids: Sequence[UUID]) -> dict[UUID, str | None]:
        query = select(Account.id, Account.language).where(Account.id.in_(ids))
        with self.store.engine.connect() as db:
            return {row.id: row.language for row in db.execute(query)}
