"""The e-mail about a new statement: what is paid on Tuesday, or that something withholds it."""

import pytest
from sqlalchemy import update

from payments.payees.payee import MANDATE_VERSION
from tests.support.reactions import WatchedReactor
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import open_shop, settings_at
from tests.web.statements.test_statement_views import EXPERT_EMAIL, WEEK, StatementPages
from web.private_store.accounts import Account
from web.statements.reactors import StatementEmails


@pytest.fixture
def shop(tmp_path):
    """Accounts that a test may change."""
    with open_shop(settings_at(tmp_path)) as shop:
        yield shop


@pytest.fixture
def pages(app, shop, signed_in, sqlite_url):
    with marketplace_in(app, sqlite_url) as market:
        yield StatementPages(shop, signed_in, market)


def written(pages, language):
    with pages.shop.store.engine.begin() as db:
        db.execute(update(Account).values(language=language).where(Account.email == EXPERT_EMAIL))
    reactor = StatementEmails(pages.market, pages.shop.store, pages.shop.settings).reactor
    watched = WatchedReactor(reactor, pages.market, pages.shop.store)
    pages.releases(20)
    pages.closes_week()
    return watched.only_email()


def test_what_is_withheld_is_said_in_english_and_explained_on_the_page(pages):
    email = written(pages, "en")

    assert email.subject == "Your statement of the week to 14 June 2026"
    assert "closes with €32.00. It is not paid for now" in email.text
    assert f"/me/statements/EUR/{WEEK}" in email.text


def test_what_is_paid_on_tuesday_is_said_in_french(pages):
    at, expert_id = WEEK.begins_at, pages.expert_id
    pages.market.payees.grant_mandate(expert_id, MANDATE_VERSION, expert_id, at)
    pages.market.payees.record_details(expert_id, "FR", (), expert_id, at)

    email = written(pages, "fr")

    assert email.subject == "Votre relevé de la semaine se terminant le 14 juin 2026"
    assert "32,00\N{NO-BREAK SPACE}€" in email.text
    assert "seront versés" in email.text
