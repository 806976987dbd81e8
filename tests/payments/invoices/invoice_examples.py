"""Parties, earnings in the ledger, and a store of parties in memory."""

from datetime import timedelta
from uuid import uuid4

from domain.money import Money
from domain.terms import Paid
from payments.earnings.earning import Earning
from payments.earnings.earning_rules import ConversationPay
from payments.invoices.drafts import BilledMonth
from payments.invoices.invoice_commands import InvoiceCommands
from payments.invoices.parties import InvoiceParty
from payments.invoices.released_earnings import released_in
from payments.payees.payee_details import VatStatus
from tests.payments.ledger.ledger_fixture import NOON
from tests.support.people import BRAND, EXPERT, MANAGER, PAID

JUNE, JULY = "2026-06", "2026-07"
IN_JULY = NOON + timedelta(days=31)
ZOE = InvoiceParty(
    name="Zoé Müller",
    address_line="3 rue des Essais",
    postal_code="35000",
    city="Rennes",
    country="FR",
    business_number="73282932000074",
    vat_status=VatStatus.EXEMPT,
)
NEST = InvoiceParty(
    name="Nest SAS",
    address_line="1 place d’Essai",
    postal_code="75002",
    city="Paris",
    country="FR",
    business_number="552081317",
    vat_number="FR03552081317",
)
COMPTOIR = InvoiceParty(
    name="Comptoir (société inventée)",
    address_line="10 rue de l’Exemple",
    postal_code="69001",
    city="Lyon",
    country="FR",
    business_number="404833048",
    vat_number="FR83404833048",
    iban="FR7630006000011234567890189",
)


class PartyStore:
    """Where parties are kept in a test: counts what was stored."""

    def __init__(self):
        self.stored = {}

    def __call__(self, series_id, parties):
        text_id = uuid4()
        self.stored[text_id] = (series_id, parties)
        return text_id


def earns(desk, terms=PAID, expert_id=EXPERT, closed_at=NOON, released_at=None):
    """A conversation is closed, and what it earned is payable."""
    conversation_id = uuid4()
    desk.closes(conversation_id, terms, expert_id, closed_at)
    commission, net = terms.price.share(terms.commission_percent)
    pay = ConversationPay(conversation_id, BRAND, expert_id, terms.price, commission, net)
    desk.earning(Earning.Released, pay, released_at or closed_at + timedelta(days=7))
    return conversation_id


def price(minor, percent=20, currency="EUR"):
    return Paid(Money(minor, currency), percent)


def billed(desk, expert_id=EXPERT, month=JUNE, expert=ZOE):
    """What an expert's month in the ledger comes to."""
    desk.posted()
    with desk.database.read() as db:
        earnings = released_in(month, db, [expert_id]).get(expert_id, [])
    return BilledMonth(expert_id, month, tuple(earnings), expert, {BRAND: NEST}, COMPTOIR, "fr")


def issues(desk, *months, store=None, at=IN_JULY):
    return InvoiceCommands(desk.log).issue(months, store or PartyStore(), MANAGER, at)
