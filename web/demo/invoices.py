"""The demonstration's invoices: how they name its brands, and the months that are issued."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from uuid import UUID, uuid5

import msgspec

from payments.invoices.billing_details import BillingDetails, billing_details_id
from payments.invoices.issued_documents import documents_of_month
from payments.invoices.parties import InvoiceParties, InvoiceParty
from payments.months import first_day_of, month_after
from payments.payees.payee_details import FRANCE
from web.demo.payments import KeepTexts
from web.demo.planned import FINANCE_ID, PlannedText, manager_id_of
from web.invoices.issuing import InvoiceDesk

ISSUED_ON, ISSUED_AT_HOUR = 3, 9
"""The day of the next month, and the hour (UTC), on which a month is issued."""
BRAND_SIRENS = ("999999980", "999999972")
"""Valid by their check digits, and of no company that we know."""


def load_invoices(
    desk: InvoiceDesk,
    keep_texts: KeepTexts,
    brands: Sequence[tuple[UUID, str]],
    months: Iterable[str],
) -> None:
    """
    Record how invoices name the brands, and issue the months; loaded twice, nothing is added.

    brands: ids and names. months: those to issue, such as `2017-06`, once the ledger is posted.
    """
    for (brand_id, name), siren in zip(brands, BRAND_SIRENS, strict=False):
        _record_billing(desk, keep_texts, brand_id, _billing(name, siren))
    for month in months:
        if documents_of_month(desk.marketplace.log, month):
            continue  # From here on finance does the rest.
        day = first_day_of(month_after(month)).replace(day=ISSUED_ON)
        at = datetime.combine(day, time(ISSUED_AT_HOUR), tzinfo=UTC)
        _issue(desk, keep_texts, month, at)


def _record_billing(
    desk: InvoiceDesk, keep_texts: KeepTexts, brand_id: UUID, details: InvoiceParty
) -> None:
    """At the time of the brand's registration."""
    log = desk.marketplace.log
    if log.load_or_new(BillingDetails, billing_details_id(brand_id)).version:
        return
    registered_at = log.history(brand_id)[0].data.at
    text_id = uuid5(brand_id, "billing details")
    text = msgspec.json.encode(details).decode()
    keep_texts([PlannedText(text_id, text, brand_id, registered_at)])
    record = desk.marketplace.billing_details.record_details
    record(brand_id, text_id, manager_id_of(brand_id), registered_at)


def _issue(desk: InvoiceDesk, keep_texts: KeepTexts, month: str, at: datetime) -> None:
    """The ids of texts follow from what they say, so that each demonstration has the same log."""
    unbilled = [one for months in desk.chunks(month) for one in months if not one.blockers]
    ready = sorted(unbilled, key=lambda one: one.expert_id)

    def store_parties(series_id: UUID, parties: InvoiceParties) -> UUID:
        text = msgspec.json.encode(parties).decode()
        text_id = uuid5(series_id, text)
        keep_texts([PlannedText(text_id, text, series_id, at)])
        return text_id

    if ready:
        billed = desk.billed(ready, month)
        desk.marketplace.invoices.issue(billed, store_parties, FINANCE_ID, at)


def _billing(name: str, siren: str) -> InvoiceParty:
    return InvoiceParty(
        name=f"{name} (société inventée)",
        address_line="2 place de l’Exemple",
        postal_code="44000",
        city="Nantes",
        country=FRANCE,
        business_number=siren,
        vat_number=f"FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}",
    )
