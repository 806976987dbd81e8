"""Pages about payees: what an expert types, and what is stored of it."""

import re
from html import unescape

from payments.payees.payee_commands import payee_of
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.payments.payees.payee_examples import IBAN, SIRET, TAX_ID
from tests.web.shop import PASSWORD
from web.private_store.accounts import account_of
from web.private_store.payees import PayeeStore

ED, FRAN, PAOLA, INES = (
    "ed@expert.example",
    "fran@comptoir.example",
    "plat@comptoir.example",
    "ines@nest.example",
)
DETAILS, WITHHELD = "/me/payment-details", "/finance/payees"
TYPED = {
    "first_name": "Édith",
    "last_name": "Xpert",
    "birth_date": "1990-02-03",
    "address_line": "12 rue des Lilas",
    "postal_code": "75011",
    "city": "Paris",
    "country": "FR",
    "tax_id": "30 23 217 600 053",
    "tax_country": "FR",
    "business_number": "732 829 320 00074",
    "vat_status": "exempt",
    "vat_number": "",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "password": PASSWORD,
}
PRIVATE = ("Édith", "Xpert", "1990", "Lilas", TAX_ID, SIRET, IBAN, "0189")


class PayeeDesk:
    """A marketplace behind the application, and the expert Ed."""

    def __init__(self, market, shop):
        self.market, self.store = market, shop.store
        self.ledger = LedgerDesk(market.log, market.ledger)

    def id_of(self, email=ED):
        with self.store.sessions.session_factory() as session:
            return account_of(session, email).id

    @property
    def payee(self):
        return payee_of(self.market.log, self.id_of())

    @property
    def stored(self):
        return PayeeStore(self.store).of(self.id_of())

    @property
    def events(self):
        return [type(event.data).__name__ for event in self.market.log.history(self.payee.id)]


def sends(client, path, page=DETAILS, **fields):
    """Open a page and send one of its forms."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)[1]
    return client.post(path, data={**fields, "csrf_token": token})


def saves(client, **changes):
    return sends(client, DETAILS, **{**TYPED, **changes})


def errors_on(page):
    """By field, from the notice above the form."""
    found = re.findall(r'<li><a href="#(\w+)">(.*?)</a></li>', page.text)
    return {field: unescape(sentence) for field, sentence in found}


def values_on(page):
    """What the fields of the form hold."""
    fields = re.findall(r'<input [^>]*?name="(\w+)"[^>]*?value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in fields}
