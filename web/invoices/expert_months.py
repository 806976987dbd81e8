"""What each expert's month comes to that is not invoiced, and what blocks it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from domain.money import Money, sums_by_currency
from payments.invoices.drafts import is_taxable
from payments.invoices.invoice_blocker import BLOCKING, InvoiceBlocker
from payments.invoices.issued_documents import invoiced_up_to
from payments.invoices.parties import InvoiceParty, party_of_expert
from payments.invoices.released_earnings import (
    ReleasedEarning,
    last_released_in,
    released_in,
)
from payments.payees.payee_commands import missing_by_expert
from payments.payees.payee_details import PayeeDetails
from web.invoices.billing import BillingStore
from web.marketplace import Marketplace
from web.private_store.payees import PayeeStore
from web.private_store.store import PrivateStore
from web.private_store.texts import PrivateTexts


class UnbilledExpert(NamedTuple):
    """An expert with something to invoice, and which of the expert's own details block it."""

    expert_id: UUID
    invoiced_to: int
    """The last of the ledger's entries of the month that is invoiced; 0 for none."""
    blockers: tuple[InvoiceBlocker, ...]

    @property
    def order(self) -> tuple[bool, UUID]:
        """Those who are blocked come first."""
        return not self.blockers, self.expert_id


class ExpertMonth(NamedTuple):
    """What is to be invoiced of an expert's month, and all that blocks it."""

    expert_id: UUID
    earnings: tuple[ReleasedEarning, ...]
    blockers: tuple[InvoiceBlocker, ...]

    @property
    def brand_ids(self) -> list[UUID]:
        return sorted({earning.brand_id for earning in self.earnings})

    @property
    def prices(self) -> list[Money]:
        """The sum of the prices in each currency."""
        return sums_by_currency(earning.price for earning in self.earnings)

    @property
    def commissions(self) -> list[Money]:
        return sums_by_currency(earning.commission for earning in self.earnings)


class MonthReader:
    """Reads a month; made anew for each use, as it remembers how invoices name the brands."""

    def __init__(self, marketplace: Marketplace, store: PrivateStore) -> None:
        self._marketplace = marketplace
        self._payees = PayeeStore(store)
        self._billing = BillingStore(marketplace, PrivateTexts(store))
        self._brands: dict[UUID, InvoiceParty | None] = {}

    def experts(self, month: str) -> list[UnbilledExpert]:
        """Those with earnings of a month that are not invoiced, the blocked first; all of them."""
        log, found = self._marketplace.log, []
        invoiced, missing = invoiced_up_to(log, month), missing_by_expert(log)
        with self._marketplace.ledger.read() as db:
            last_released = last_released_in(month, db)
        for expert_id, last in last_released.items():
            up_to = invoiced.get(expert_id, 0)
            if last > up_to:
                blockers = tuple(BLOCKING[one] for one in missing[expert_id] if one in BLOCKING)
                found.append(UnbilledExpert(expert_id, up_to, blockers))
        return sorted(found, key=lambda expert: expert.order)

    def months_of(self, experts: Sequence[UnbilledExpert], month: str) -> list[ExpertMonth]:
        """What some of them have to invoice: it reads each earning."""
        if not experts:
            return []
        ids = [expert.expert_id for expert in experts]
        details = self._payees.of_all(ids)
        with self._marketplace.ledger.read() as db:
            released = released_in(month, db, ids)
        return [
            self._month(expert, released[expert.expert_id], details.get(expert.expert_id))
            for expert in experts
        ]

    def brands_of(self, month: ExpertMonth) -> dict[UUID, InvoiceParty]:
        """Those that have said how invoices name them."""
        found = {brand_id: self._brand(brand_id) for brand_id in month.brand_ids}
        return {brand_id: party for brand_id, party in found.items() if party is not None}

    def _month(
        self,
        expert: UnbilledExpert,
        earnings: Iterable[ReleasedEarning],
        details: PayeeDetails | None,
    ) -> ExpertMonth:
        new = tuple(earning for earning in earnings if earning.entry > expert.invoiced_to)
        month = ExpertMonth(expert.expert_id, new, expert.blockers)
        return month._replace(blockers=self._blockers(month, details))

    def _blockers(
        self, month: ExpertMonth, details: PayeeDetails | None
    ) -> tuple[InvoiceBlocker, ...]:
        brands = self.brands_of(month)
        blockers = list(month.blockers)
        if len(brands) < len(month.brand_ids):
            blockers.append(InvoiceBlocker.BRAND_DETAILS)
        if details is None:
            return tuple(blockers) or (InvoiceBlocker.IDENTITY,)
        if not _are_taxable(details, brands):
            blockers.append(InvoiceBlocker.VAT_RATE)
        return tuple(blockers)

    def _brand(self, brand_id: UUID) -> InvoiceParty | None:
        if brand_id not in self._brands:
            self._brands[brand_id] = self._billing.of(brand_id)
        return self._brands[brand_id]


def _are_taxable(details: PayeeDetails, brands: Mapping[UUID, InvoiceParty]) -> bool:
    expert = party_of_expert(details)
    return all(is_taxable(expert, brand) for brand in brands.values())
