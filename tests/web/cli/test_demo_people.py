"""The private side of the demonstration: who can sign in, the private texts, and the e-mails."""

from dataclasses import replace
from typing import NamedTuple

import pytest
from sqlalchemy import func, select

from domain.clock import system_clock
from domain.recruitment.call_for_experts import CallForExperts
from tests.web.demo.conftest import LAST_OF_JUNE
from tests.web.shop import settings_at
from web.cli.demo import keep_texts, with_accounts, write_to_the_invited
from web.composition import compose
from web.delivery.outcomes import DeliveryStatus
from web.demo import LoadedDemonstration, load
from web.demo.planned import PlannedText
from web.demo.recent_activity import call_id_of
from web.installation.mail_settings import SmtpServer
from web.mail.outbox import Outbox
from web.marketplace import Marketplace
from web.private_store.accounts import Account, account_of
from web.private_store.store import PrivateStore, open_private_store
from web.private_store.texts import PrivateText, PrivateTexts
from web.settings import Settings


class Demonstration(NamedTuple):
    market: Marketplace
    loaded: LoadedDemonstration
    texts: list[PlannedText]
    store: PrivateStore
    settings: Settings


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """A day of it, counted back from the real today, with its private store."""
    settings = settings_at(tmp_path_factory.mktemp("demo"))
    store = open_private_store(settings)
    market = compose(settings.database_url, PrivateTexts(store).read)
    texts = []

    def keep(planned):
        texts.extend(planned)
        keep_texts(store, planned)

    loaded = load(market, keep, period=LAST_OF_JUNE, today=system_clock().date())
    market.projector.catch_up()
    with market.log:
        yield Demonstration(market, loaded, texts, store, settings)
        market.read_model_store.close()
    store.close()


def count(kind, store):
    with store.sessions.session_factory() as session:
        return session.scalar(select(func.count()).select_from(kind))


def test_planned_texts_are_stored_once_under_their_ids(demonstration):
    texts, store = demonstration.texts, demonstration.store

    keep_texts(store, texts)

    assert len(texts) > 40
    stored_texts = PrivateTexts(store).read([text.id for text in texts])
    assert stored_texts == {text.id: text.text for text in texts}
    assert count(PrivateText, store) == len(texts)


def test_every_person_has_an_account_and_demo_users_a_new_password(demonstration):
    loaded, store = demonstration.loaded, demonstration.store

    first, second = with_accounts(loaded.people, store), with_accounts(loaded.people, store)

    assert count(Account, store) == len(loaded.people)
    assert [person.email for person, _ in first] == [person.email for person, _ in second]
    assert {"qualified@pool.example.org", "candidate@pool.example.org"} <= {
        person.email for person, _ in first
    }
    assert first[0][1] != second[0][1]
    with store.sessions.session_factory() as session:
        others = [person for person in loaded.people if not person.signs_in]
        assert {account_of(session, person.email).password for person in others} == {None}


def test_invitations_are_written_to_the_folder_whatever_server_is_set(demonstration):
    market, loaded, _, store, settings = demonstration
    with_accounts(loaded.people, store)
    shop_id = loaded.brands[-1].id
    elsewhere = replace(settings, smtp=SmtpServer("smtp", "127.0.0.1", 1))

    write_to_the_invited(market, shop_id, store, elsewhere)
    invited, head = (
        market.log.load(CallForExperts, call_id_of(shop_id)).invited,
        market.log.rows.head(),
    )
    market.projector.catch_up()
    write_to_the_invited(market, shop_id, store, elsewhere)

    assert len(invited) >= 36
    assert Outbox(store).count()[DeliveryStatus.SENT] == len(invited)
    assert len(list(settings.mail_folder.glob("*.eml"))) == len(invited)
    assert market.log.rows.head() == head
