"""An expert's account at Stripe: opened once, its form linked to, its state asked for."""

from dataclasses import replace

import pytest

from payments.gateway import GatewayRefusal, GatewayUnavailable
from payments.gateway_objects import RecipientAccount
from payments.stripe_accounts import StripeAccounts
from payments.stripe_keys import StripeKeys
from tests.web.payees.payee_pages import DETAILS, sends
from web.payees.recipient_accounts import EXTENSION, init_recipient_accounts

STRIPE = f"{DETAILS}/stripe"
FORM = "https://connect.stripe.example/setup/once"


class FakeAccounts:
    """Accounts at a payment service, which may be away."""

    def __init__(self):
        self.opened, self.links = [], []
        self.state = RecipientAccount("acct_1", "restricted", ("requirements_past_due",))
        self.failure = None

    def open_account(self, member_id, email):
        self._answer()
        self.opened.append((member_id, email))
        return f"acct_{len(self.opened)}"

    def onboarding_link(self, account_id, back_url, again_url):
        self._answer()
        self.links.append((account_id, back_url, again_url))
        return FORM

    def account(self, account_id):
        self._answer()
        return self.state._replace(account_id=account_id)

    def _answer(self):
        if self.failure:
            raise self.failure


@pytest.fixture
def accounts(shop):
    shop.app.extensions[EXTENSION] = FakeAccounts()
    return shop.app.extensions[EXTENSION]


def test_without_a_key_the_page_says_that_people_pay(ed):
    page = ed.get(DETAILS).text

    assert "a person makes each payment" in page
    assert "your account at Stripe" not in page
    assert sends(ed, STRIPE).status_code == 404
    assert ed.get(STRIPE).status_code == 404


def test_an_account_is_opened_once_and_its_form_linked_to(desk, ed, accounts):
    page = sends(ed, STRIPE)

    assert f'href="{FORM}"' in page.text
    assert sends(ed, STRIPE).status_code == 200
    assert accounts.opened == [(desk.id_of(), "ed@expert.example")]
    base = "http://127.0.0.1:8000"
    assert accounts.links[0] == ("acct_1", f"{base}{STRIPE}", f"{base}{DETAILS}#stripe")
    assert desk.payee.stripe_account_id == "acct_1"
    assert desk.events == ["RecipientLinked"]


def test_coming_back_shows_what_stripe_still_needs(ed, accounts):
    sends(ed, STRIPE)
    text = ed.get(STRIPE).text
    assert "It still needs: details that you have not entered there yet." in text
    assert "past_due" not in text

    accounts.state = RecipientAccount("acct_1", "restricted", ("code_of_2030", "restricted_other"))
    assert "It still needs: something that its form shows you." in ed.get(STRIPE).text

    accounts.state = RecipientAccount("acct_1", "active", ())
    assert "Stripe has everything" in ed.get(STRIPE).text


def test_coming_back_without_an_account_asks_nothing(ed, accounts):
    accounts.failure = GatewayUnavailable()

    assert ed.get(STRIPE).status_code == 200


@pytest.mark.parametrize("failure", [GatewayUnavailable("timeout"), GatewayRefusal("forbidden")])
def test_while_stripe_is_away_the_page_says_so_and_nothing_is_recorded(desk, ed, accounts, failure):
    accounts.failure = failure

    page = sends(ed, STRIPE)

    assert (page.status_code, "Stripe cannot be reached" in page.text) == (503, True)
    assert desk.events == []


def test_coming_back_while_stripe_is_away(ed, accounts):
    sends(ed, STRIPE)
    accounts.failure = GatewayUnavailable("timeout")

    assert ed.get(STRIPE).status_code == 503


def test_a_key_brings_stripe(shop):
    init_recipient_accounts(shop.app, replace(shop.settings, stripe=StripeKeys("sk_test_1")))

    assert isinstance(shop.app.extensions[EXTENSION], StripeAccounts)
