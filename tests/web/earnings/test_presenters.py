"""A page of earnings costs queries by its size, not by the length of the list."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from payments import accounts
from payments.ledger.account_lines import balances_of, moved_between
from tests.support.people import EXPERT
from tests.web.shop import ROAD
from web.earnings.presenters import PAGE_SIZE, EarningList


class CountedLog:
    """The log; counts the aggregates that are loaded."""

    def __init__(self, log):
        self._log = log
        self.loaded = 0

    def load_or_new(self, kind, id):
        self.loaded += 1
        return self._log.load_or_new(kind, id)

    def load(self, kind, id):
        self.loaded += 1
        return self._log.load(kind, id)


@contextmanager
def counted_queries(ledger):
    counted = []
    with ledger.read() as db:
        engine = db.engine

    def count(_connection, _cursor, statement, *_):
        if statement.startswith("SELECT"):
            counted.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    yield counted
    event.remove(engine, "before_cursor_execute", count)


@pytest.mark.parametrize("conversations", [1, PAGE_SIZE, PAGE_SIZE + 5])
def test_a_page_asks_the_ledger_twice_and_loads_one_earning_for_each_row(app, desk, conversations):
    for number in range(conversations):
        desk.closes(days_ago=1 + number / 100)
    desk.update()
    log = CountedLog(desk.market.log)

    with app.app_context(), app.test_request_context(), counted_queries(desk.market.ledger) as sql:
        earnings = EarningList(log, desk.market.ledger, desk.now)
        page = earnings.page(accounts.held(EXPERT), None)

    assert len(page.rows) == min(conversations, PAGE_SIZE)
    assert (len(sql), log.loaded) == (2, len(page.rows))
    assert (page.before is None) == (conversations <= PAGE_SIZE)


def test_pages_follow_each_other_without_a_gap(app, desk):
    closed = [desk.closes(days_ago=1 + number / 100) for number in range(2 * PAGE_SIZE + 3)]
    desk.update()

    with app.app_context(), app.test_request_context():
        earnings, before, ids = EarningList(desk.market.log, desk.market.ledger, desk.now), None, []
        for _ in range(3):
            page = earnings.page(accounts.held(EXPERT), before)
            ids += [row.conversation_id for row in page.rows]
            before = page.before

    assert before is None
    assert ids == closed[::-1]


def test_conversations_of_two_currencies_are_in_one_list(app, desk):
    first, second = desk.closes(days_ago=3), desk.closes(days_ago=2, brand=ROAD)
    third = desk.closes(days_ago=1)
    desk.update()

    with app.app_context(), app.test_request_context():
        page = EarningList(desk.market.log, desk.market.ledger, desk.now).page(
            accounts.held(EXPERT), None
        )

    assert [row.conversation_id for row in page.rows] == [third, second, first]


def test_accounts_that_were_never_used_hold_nothing(desk):
    with desk.market.ledger.read() as db:
        assert balances_of([accounts.held(EXPERT)], db) == {accounts.held(EXPERT).name: []}
        assert moved_between([accounts.payable(EXPERT)], [accounts.BANK], db) == []
