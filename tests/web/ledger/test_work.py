"""How much finance's pages ask of the ledger: as often for sixty experts as for two."""

from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event

from tests.web.ledger.finance_desk import on

PAGES = (
    "/finance",
    "/finance/balances",
    "/finance/balances/weeks",
    "/finance/ageing",
    "/finance/prepaid",
    "/finance/receivables",
    "/finance/points",
    "/finance/balances?as_of=2026-03-31&effective_to=2026-03-30",
    "/finance/ageing?as_of=2026-03-31&effective_to=2026-03-30",
)


@contextmanager
def statements():
    """The statements that any database is asked meanwhile."""
    asked = []

    def listen(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def times_asked(client, path):
    client.get(path)
    with statements() as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("path", PAGES)
def test_pages_ask_as_often_for_sixty_experts_as_for_two(desk, path):
    client = desk.client()
    for number in range(1, 3):
        earns(desk, number)
    few = times_asked(client, path)
    for number in range(3, 61):
        earns(desk, number)

    assert times_asked(client, path) <= few + 1


def earns(desk, number):
    at = on(3, 1 + number % 28)
    with desk.recorded(at):
        desk.ledger.closes(uuid4(), respondent_id=UUID(int=number), at=at)
