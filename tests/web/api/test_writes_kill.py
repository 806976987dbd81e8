"""A server that is killed between a write's command and its answer: the write happens once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.errors import NotNow
from tests.support.programs import kill, processes, start
from tests.support.random_commands import opened
from tests.web.api.writing_program import request_conversation, write_and_hang
from tests.web.shop import NEST
from web.api.idempotency import LONGEST_WRITE, IdempotentWrites, WriteAnswer, WriteKey
from web.api.tokens import ApiTokens, NewToken

pytestmark = pytest.mark.slow


@pytest.fixture
def key(store):
    new = NewToken(uuid4(), "Dashboard", ("write:notes",), 30)
    ApiTokens(store, "for tests only").create(new, NEST.brand_id, UUID(int=77))
    return WriteKey(new.token_id, "key", "content")


def test_a_write_whose_server_was_killed_after_its_command_happens_once(
    tmp_path, database_url, store, clock, key
):
    recorded = processes.Event()
    program = start(write_and_hang, database_url, str(tmp_path), tuple(key), clock.now, recorded)
    assert recorded.wait(60)
    kill(program)
    writes = IdempotentWrites(store)

    with opened(database_url) as market:
        head = market.log.rows.head()

        def write():
            return WriteAnswer(201, str(request_conversation(market, key)))

        with pytest.raises(NotNow):
            writes.once(key, write)
        clock.now += LONGEST_WRITE + timedelta(seconds=1)
        again = writes.once(key, write)

        assert again == (WriteAnswer(201, str(head)), False)
        assert writes.once(key, write) == (again[0], True)
        assert market.log.rows.head() == head
