"""Pages about invoices: a brand, its experts with pay in June, and finance in July."""

import re
from datetime import timedelta
from threading import Event
from uuid import UUID, uuid4

import msgspec

from domain.money import Money
from domain.terms import Paid
from payments.company.company import Company
from payments.earnings.earning import Earning
from payments.earnings.earning_rules import ConversationPay
from payments.invoices.issued_documents import documents_of_brand, read_documents
from payments.payees.payee import MANDATE_VERSION
from payments.payees.payee_details import PayeeDetails, VatStatus, missing_details
from tests.payments.invoices.invoice_examples import IN_JULY
from tests.payments.ledger.ledger_fixture import NOON, LedgerDesk, closed
from tests.web.shop import NEST
from web.invoices.jobs import issue_requested_invoices
from web.invoices.party_store import PartyStore
from web.private_store.accounts import account_of
from web.private_store.payees import save_payee
from web.private_store.texts import PrivateTexts

ED, EVA, INES, TOM, FRAN = (
    "ed@expert.example",
    "eva@expert.example",
    "ines@nest.example",
    "tom@road.example",
    "fran@comptoir.example",
)
FINANCE, DOCUMENTS = "/finance/invoices", "/documents"
BILLING = {
    "name": "Nest SAS",
    "address_line": "1 place d’Essai",
    "postal_code": "75002",
    "city": "Paris",
    "country": "FR",
    "business_number": "552 081 317",
    "vat_number": "FR03552081317",
}
COMPANY = Company(
    name="Comptoir (société inventée)",
    address_line="10 rue de l’Exemple",
    postal_code="69001",
    city="Lyon",
    siren="999999998",
    vat_number="FR11999999998",
    iban="FR7630006000011234567890189",
)
DETAILS = PayeeDetails(
    first_name="Édith",
    last_name="Xpert",
    birth_date=NOON.date(),
    address_line="12 rue des Lilas",
    postal_code="75011",
    city="Paris",
    country="FR",
    tax_id="3023217600053",
    tax_country="FR",
    business_number="73282932000074",
    vat_status=VatStatus.EXEMPT,
    iban="FR7630006000011234567890189",
)


class InvoiceDeskOfTests:
    """Experts earn, give their details, and the ledger is posted."""

    def __init__(self, market, shop):
        self.market, self.store = market, shop.store

    @property
    def ledger(self):
        return LedgerDesk(self.market.log, self.market.ledger)

    def id_of(self, email=ED):
        with self.store.sessions.session_factory() as session:
            return account_of(session, email).id

    def earns(self, email=ED, minor=200, at=NOON, brand_id=NEST.brand_id):
        """A conversation earns; its pay is released a week later, and posted."""
        expert_id, conversation_id, terms = (
            self.id_of(email),
            uuid4(),
            Paid(Money(minor, "EUR"), 20),
        )
        event = msgspec.structs.replace(closed(terms, expert_id, at), brand_id=brand_id)
        self.ledger.happens(conversation_id, event)
        commission, net = terms.price.share(20)
        pay = ConversationPay(conversation_id, brand_id, expert_id, terms.price, commission, net)
        self.ledger.earning(Earning.Released, pay, at + timedelta(days=7))
        self.ledger.posted()

    def says_who(self, email=ED, *, mandate=True, **changes):
        """An expert gives details, and the mandate."""
        expert_id, details = self.id_of(email), DETAILS._replace(**changes)
        with self.store.engine.begin() as db:
            save_payee(expert_id, details, NOON, db)
        payees = self.market.payees
        missing = missing_details(details, has_mandate=False)
        payees.record_details(expert_id, details.country, missing, expert_id, NOON)
        if mandate:
            payees.grant_mandate(expert_id, MANDATE_VERSION, expert_id, NOON)

    def corrects(self, times):
        """The only invoice in Ed's name is taken back and issued again, so many times."""
        log, texts = self.market.log, PrivateTexts(self.store)
        for minute in range(times):
            at = IN_JULY + timedelta(minutes=minute + 1)
            [newest] = read_documents(log, documents_of_brand(log, NEST.brand_id)[:1])
            with PartyStore(texts).storing(at) as store_parties:
                self.market.invoices.correct(
                    newest.series_id,
                    newest.event.number,
                    "wrong_details",
                    PartyStore(texts).of(newest),
                    store_parties,
                    self.id_of(FRAN),
                    at,
                )


def sends(client, page, path=None, **fields):
    """Open a page and send one of its forms."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)[1]
    return client.post(path or page, data={**fields, "csrf_token": token})


def bills(client, **changes):
    return sends(client, "/brands/nest/invoices", **{**BILLING, **changes})


def asks(client, month="2026-06"):
    return sends(client, f"{FINANCE}?month={month}", FINANCE, month=month)


def issues(client, month="2026-06"):
    """Ask for the invoices of a month, and let the worker issue them."""
    answer, extensions = asks(client, month), client.application.extensions
    market, store = extensions["comptoir.marketplace"], extensions["comptoir.private_store"]
    issue_requested_invoices(market, store, COMPANY, Event())
    return answer


def numbers_on(page):
    return re.findall(r'<code class="id">((?:AF|COM)[0-9]*-[0-9]+)</code>', page.text)


def pdfs_on(page):
    return re.findall(r'href="([^"]+/[0-9]+\.pdf)"', page.text)


NOWHERE = UUID(int=404)
