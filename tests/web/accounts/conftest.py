import pytest
from sqlalchemy import event


class Statements:
    """The SQL that the private store was asked, in order."""

    def __init__(self):
        self._recorded = []

    def record(self, _db, _cursor, statement, *_):
        self._recorded.append(statement)

    def taken_out(self):
        recorded, self._recorded = self._recorded, []
        return recorded


@pytest.fixture
def statements(shop):
    statements = Statements()
    event.listen(shop.store.engine, "before_cursor_execute", statements.record)
    yield statements
    event.remove(shop.store.engine, "before_cursor_execute", statements.record)
