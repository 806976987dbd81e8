"""Texts of the private store: found by their ids, encrypted at rest, with whom and when."""

from datetime import UTC
from uuid import UUID

import pytest
from sqlalchemy import Column, MetaData, Table, select

from tests.support.people import MORNING
from tests.web.shop import settings_at
from web.private_store.store import open_private_store
from web.private_store.texts import PrivateText, PrivateTexts

MEMBER = UUID(int=7)
# Without our column types: the bytes that are in the database.
AS_STORED = Table("private_text", MetaData(), Column("text"), schema="private")


@pytest.fixture
def store(tmp_path, database_url):
    store = open_private_store(settings_at(tmp_path, database_url))
    yield store
    store.close()


def test_a_text_is_read_by_its_id_and_others_are_absent(store):
    texts = PrivateTexts(store)

    text_id = texts.keep("A second battery.", MEMBER, MORNING)

    assert texts.read([text_id, UUID(int=404)]) == {text_id: "A second battery."}


def test_a_text_is_stored_with_its_member_and_time(store):
    text_id = PrivateTexts(store).keep("A second battery.", MEMBER, MORNING)

    with store.sessions.session_factory() as session:
        stored = session.get(PrivateText, text_id)
        assert (stored.member_id, stored.written_at.replace(tzinfo=UTC)) == (MEMBER, MORNING)


def test_a_text_is_encrypted_at_rest(store):
    PrivateTexts(store).keep("A second battery.", MEMBER, MORNING)

    with store.engine.connect() as db:
        [stored] = db.scalars(select(AS_STORED))
    assert "battery" not in repr(bytes(stored))
