"""Texts of the private store: found by their ids, encrypted, and kept only with their event."""

from datetime import UTC, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, MetaData, Table, func, select

from domain.errors import NotNow
from domain.recruitment.ambassador_application import AmbassadorApplication
from tests.support.people import BRAND, MANAGER, MORNING
from tests.support.private_texts import stored_text
from tests.support.random_commands import opened
from web.private_store.jobs import SETTLED_AFTER, settle_texts
from web.private_store.texts import PrivateText, PrivateTexts, texts

MEMBER, APPLICATION = UUID(int=7), UUID(int=8)
LATER = MORNING + SETTLED_AFTER + timedelta(seconds=1)
# Without our column types: the bytes that are in the database.
AS_STORED = Table("private_text", MetaData(), Column("text"), schema="private")


@pytest.fixture
def market(settings):
    with opened(settings.database_url) as market:
        market.brands.register(BRAND, "road", "Road", "UTC", "EUR", MANAGER, MORNING)
        market.members.join(MEMBER, ("fr",), "FR", MORNING)
        yield market


def applies(market, text_id, application_id=APPLICATION):
    market.applications.submit(application_id, BRAND, MEMBER, {}, MORNING, text_id=text_id)


def refused(store):
    with PrivateTexts(store).with_event_of(APPLICATION, MEMBER, MORNING) as store_text:
        store_text("A second battery.")
        raise NotNow("This application is already closed.")


def applies_without_an_outcome(store, market):
    with PrivateTexts(store).with_event_of(APPLICATION, MEMBER, MORNING) as store_text:
        applies(market, store_text("A second battery."))
        raise TimeoutError


def how_many(store):
    with store.engine.connect() as db:
        return db.scalar(select(func.count()).select_from(texts))


def test_a_text_is_read_by_its_id_and_others_are_absent(store):
    text_id = stored_text(store, "A second battery.", APPLICATION, MEMBER, MORNING)

    read = PrivateTexts(store).read([text_id, UUID(int=404)])

    assert read == {text_id: "A second battery."}


def test_a_text_is_stored_with_its_member_and_time(store):
    text_id = stored_text(store, "A second battery.", APPLICATION, MEMBER, MORNING)

    with store.sessions.session_factory() as session:
        stored = session.get(PrivateText, text_id)
        assert (stored.member_id, stored.written_at.replace(tzinfo=UTC)) == (MEMBER, MORNING)


def test_a_text_is_encrypted_at_rest(store):
    stored_text(store, "A second battery.", APPLICATION, MEMBER, MORNING)

    with store.engine.connect() as db:
        [stored] = db.scalars(select(AS_STORED))
    assert "battery" not in repr(bytes(stored))


def test_the_text_of_a_refused_command_is_deleted_at_once(store):
    with pytest.raises(NotNow):
        refused(store)

    assert how_many(store) == 0


def test_a_text_that_an_event_names_is_kept_for_good(store, market):
    with PrivateTexts(store).with_event_of(APPLICATION, MEMBER, MORNING) as store_text:
        text_id = store_text("A second battery.")
        applies(market, text_id)

    settled = [settle_texts(PrivateTexts(store), market.log, at) for at in (MORNING, LATER, LATER)]

    assert settled == [0, 1, 0]
    assert PrivateTexts(store).read([text_id]) == {text_id: "A second battery."}


def test_a_text_that_no_event_names_is_deleted_by_the_job(store, market):
    text_id = stored_text(store, "A second battery.", APPLICATION, MEMBER, MORNING)
    applies(market, uuid4())

    assert settle_texts(PrivateTexts(store), market.log, LATER) == 1
    assert PrivateTexts(store).read([text_id]) == {}


def test_a_text_whose_command_had_no_outcome_is_left_to_the_job(store, market):
    with pytest.raises(TimeoutError):
        applies_without_an_outcome(store, market)

    settle_texts(PrivateTexts(store), market.log, LATER)

    assert how_many(store) == 1


def test_only_texts_that_have_been_pending_for_long_are_settled(store, market):
    stored_text(store, "A second battery.", APPLICATION, MEMBER, MORNING)

    assert settle_texts(PrivateTexts(store), market.log, MORNING + SETTLED_AFTER) == 0
    assert how_many(store) == 1


def test_an_event_of_another_aggregate_keeps_no_text(store, market):
    text_id = stored_text(store, "A second battery.", UUID(int=9), MEMBER, MORNING)
    applies(market, text_id)
    history = market.log.load(AmbassadorApplication, APPLICATION)

    settle_texts(PrivateTexts(store), market.log, LATER)

    assert history.version == 1
    assert PrivateTexts(store).read([text_id]) == {}
