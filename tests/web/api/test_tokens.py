"""Tokens in the store: recognised, never shown again, over when they expire or are revoked."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from domain.errors import NotFound, NotNow
from tests.web.shop import NEST, ROAD
from web.api.tokens import MAX_TOKENS, USE_NOTED_EVERY, ApiTokens, NewToken

INES = UUID(int=77)


@pytest.fixture
def tokens(store):
    return ApiTokens(store, "for tests only")


def new(days=30):
    return NewToken(uuid4(), "Dashboard", ("read:comparison", "read:tests"), days)


def test_a_token_is_recognised_by_its_text(tokens):
    created = tokens.create(new(), NEST.brand_id, INES)

    token = tokens.active(created)

    assert (token.brand_id, token.name) == (NEST.brand_id, "Dashboard")
    assert token.scope_names == ["read:comparison", "read:tests"]
    assert tokens.active(created[:-1]) is None


def test_the_text_and_the_name_are_not_stored(tokens, store):
    created = tokens.create(new(), NEST.brand_id, INES)

    with store.engine.connect() as db:
        schema = "" if db.dialect.name == "sqlite" else "private."
        [row] = db.execute(text(f"SELECT * FROM {schema}api_token"))  # noqa: S608 - ours
    stored = " ".join(map(str, row))
    assert created not in stored
    assert created.removeprefix("comptoir_") not in stored
    assert "Dashboard" not in stored


def test_a_digest_of_another_installation_opens_nothing(tokens, store):
    created = tokens.create(new(), NEST.brand_id, INES)

    assert ApiTokens(store, "another secret key").active(created) is None


def test_a_token_is_over_when_it_expires(tokens, clock):
    created = tokens.create(new(days=30), NEST.brand_id, INES)

    clock.now += timedelta(days=30) - timedelta(seconds=1)
    assert tokens.active(created) is not None
    clock.now += timedelta(seconds=1)
    assert tokens.active(created) is None
    assert [token.status(clock.now) for token in tokens.of_brand(NEST.brand_id)] == ["expired"]


def test_a_revoked_token_is_over_at_once(tokens, clock):
    token = new()
    created = tokens.create(token, NEST.brand_id, INES)

    tokens.revoke(token.token_id, NEST.brand_id)

    assert tokens.active(created) is None
    assert [token.status(clock.now) for token in tokens.of_brand(NEST.brand_id)] == ["revoked"]


def test_revoking_twice_keeps_the_first_time(tokens, clock):
    token = new()
    tokens.create(token, NEST.brand_id, INES)
    tokens.revoke(token.token_id, NEST.brand_id)
    first, clock.now = clock.now, clock.now + timedelta(hours=1)

    tokens.revoke(token.token_id, NEST.brand_id)

    assert [token.revoked_at for token in tokens.of_brand(NEST.brand_id)] == [first]


def test_another_brand_cannot_revoke_a_token(tokens):
    token = new()
    created = tokens.create(token, NEST.brand_id, INES)

    with pytest.raises(NotFound):
        tokens.revoke(token.token_id, ROAD.brand_id)

    assert tokens.active(created) is not None


def test_last_use_is_noted_once_a_minute(tokens, clock):
    created, first = tokens.create(new(), NEST.brand_id, INES), clock.now
    assert [token.last_used_at for token in tokens.of_brand(NEST.brand_id)] == [None]

    tokens.active(created)
    clock.now = first + USE_NOTED_EVERY - timedelta(seconds=1)
    assert tokens.active(created).last_used_at == first
    clock.now = first + USE_NOTED_EVERY
    assert tokens.active(created).last_used_at == first + USE_NOTED_EVERY


def test_a_form_sent_twice_creates_one_token(tokens):
    token = new()
    tokens.create(token, NEST.brand_id, INES)

    with pytest.raises(NotNow):
        tokens.create(token, NEST.brand_id, INES)

    assert len(tokens.of_brand(NEST.brand_id)) == 1


def test_a_brand_has_a_limited_number_of_active_tokens(tokens, clock):
    for _ in range(MAX_TOKENS):
        tokens.create(new(days=1), NEST.brand_id, INES)
    with pytest.raises(NotNow):
        tokens.create(new(), NEST.brand_id, INES)
    tokens.create(new(), ROAD.brand_id, INES)

    clock.now += timedelta(days=1)

    tokens.create(new(), NEST.brand_id, INES)
