"""A program of its own that carries out a write, and is killed before it can answer."""

import time
from dataclasses import replace
from pathlib import Path

from domain.log.entries import IdempotencyKey
from tests.support.people import CONVERSATION, VISITOR, after
from tests.support.random_commands import opened
from tests.web.shop import NEST, settings_at
from web.api.idempotency import IdempotentWrites, WriteKey
from web.private_store.store import open_private_store

HOURS = 3600


def request_conversation(market, key):
    """The command of the write, with its key; its position."""
    write_key = IdempotencyKey.of(f"api/{key.token_id}/{key.key}", key.content)
    ids = CONVERSATION, NEST.brand_id, VISITOR
    return market.conversations.request(*ids, "fr", after(0), idempotency_key=write_key)


def write_and_hang(database_url, folder, key, now, recorded):
    """Hang after the command, so that there is no answer yet."""
    key = WriteKey(*key)
    with opened(database_url) as market:
        store = replace(
            open_private_store(settings_at(Path(folder), database_url)), clock=lambda: now
        )

        def write():
            request_conversation(market, key)
            recorded.set()
            time.sleep(HOURS)

        IdempotentWrites(store).once(key, write)
