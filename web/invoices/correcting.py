"""Correcting an invoice: a credit note, and the same again with the details as they are now."""

from datetime import datetime

from domain.errors import NotNow
from payments.invoices.invoice_series import InvoiceKind
from payments.invoices.issued_documents import IssuedDocument
from payments.invoices.parties import InvoiceParties, InvoiceParty, party_of_expert
from web.invoices.billing import BillingStore
from web.invoices.issuing import InvoiceDesk
from web.invoices.party_store import PartyStore
from web.private_store.accounts import Account
from web.private_store.payees import PayeeStore
from web.private_store.texts import PrivateTexts


def correct(
    desk: InvoiceDesk, issued: IssuedDocument, reason: str, by: Account, at: datetime
) -> int:
    """
    Take an invoice back and issue it anew; return the log's position after it.

    Raises NotNow when details are missing; what InvoiceCommands.correct raises.
    """
    texts = PrivateTexts(desk.store)
    with PartyStore(texts).storing(at) as store_parties:
        return desk.marketplace.invoices.correct(
            issued.series_id,
            issued.event.number,
            reason,
            _parties_now(desk, issued, texts),
            store_parties,
            by.id,
            at,
        )


def _parties_now(desk: InvoiceDesk, issued: IssuedDocument, texts: PrivateTexts) -> InvoiceParties:
    content = issued.content
    details = PayeeStore(desk.store).of(content.expert_id)
    if details is None:
        raise NotNow("The details of one of the parties are missing.")
    expert, language = party_of_expert(details), PartyStore(texts).of(issued).language
    if content.kind is InvoiceKind.COMMISSION:
        return InvoiceParties(desk.platform, expert, desk.platform.name, language)
    brand = BillingStore(desk.marketplace, texts).of(content.receiver_id)
    return InvoiceParties(expert, _there(brand), desk.platform.name, language)


def _there(party: InvoiceParty | None) -> InvoiceParty:
    if party is None:
        raise NotNow("The details of one of the parties are missing.")
    return party
