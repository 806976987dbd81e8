"""Lists of lines and entries have what the entries have, as of any day, page by page."""

from datetime import timedelta

import pytest

from payments.ledger.cutoffs import Cutoff, span_of
from payments.ledger.line_lists import (
    AccountSummary,
    EntrySummary,
    ListedLine,
    account_with_id,
    accounts_named,
    at_us,
    balance_of_account,
    entries_since,
    lines_of_account,
)
from tests.payments.ledger.dated_history import random_history
from tests.payments.ledger.test_daily_totals import CUTOFFS, counted
from tests.support.people import BRAND

RECEIVABLE = f"brand:{BRAND}:receivable"


@pytest.fixture
def history(desk, database_url):
    random_history(desk, database_url, seed=1)
    return desk


def listed_line(account, found, number, line):
    return ListedLine(
        number=found.number,
        account_id=account.account_id,
        account_name=line.account.name,
        unit=line.unit,
        event_type=found.event_type,
        conversation_id=found.conversation_id,
        effective_at=at_us(found.effective_us),
        recorded_at=at_us(found.recorded_us),
        amount_minor=line.amount_minor,
        balance_minor=line.balance_minor,
        line=number,
    )


def lines_in(account, entries):
    """The newest first."""
    return [
        listed_line(account, found, number, line)
        for found in reversed(entries)
        for number, line in enumerate(found.lines, 1)
        if (line.account.name, line.unit) == (account.name, account.unit)
    ]


@pytest.mark.parametrize("cutoff", CUTOFFS)
def test_the_lines_of_an_account_are_those_that_count_the_newest_first(history, cutoff):
    with history.database.read() as db:
        span = span_of(cutoff, db)
        for account in accounts_named([RECEIVABLE, "platform:commission"], db):
            lines = lines_of_account(account.account_id, span, db)

            assert lines == lines_in(account, list(counted(history, cutoff)))
            assert sum(line.amount_minor for line in lines) == balance_of_account(
                account.account_id, span, db
            )


def test_lines_of_an_account_come_in_pages_and_since_an_entry(history):
    with history.database.read() as db:
        span, [account] = span_of(Cutoff(), db), accounts_named([RECEIVABLE], db)
        id = account.account_id
        first, second, third, *others = lines_of_account(id, span, db)

        assert lines_of_account(id, span, db, limit=2) == [first, second]
        assert lines_of_account(id, span, db, before=second.number) == [third, *others]
        assert lines_of_account(id, span, db, since=third.number) == [first, second]


@pytest.mark.parametrize("cutoff", CUTOFFS)
def test_entries_since_a_number_are_those_that_count_in_order(history, cutoff):
    expected = [
        EntrySummary(
            found.number,
            found.event_type,
            found.conversation_id,
            at_us(found.effective_us),
            at_us(found.recorded_us),
        )
        for found in counted(history, cutoff)
    ]
    with history.database.read() as db:
        span = span_of(cutoff, db)

        assert entries_since(0, span, db) == expected
        for place, listed in enumerate(expected[:3], 1):
            page = entries_since(listed.number, span, db, limit=4)
            assert page == expected[place : place + 4]


def test_an_account_is_found_by_its_name_in_every_unit_and_by_its_id(history):
    with history.database.read() as db:
        [account] = accounts_named([RECEIVABLE], db)

        assert account == AccountSummary(account.account_id, RECEIVABLE, "EUR", "asset")
        assert account_with_id(account.account_id, db) == account
        assert account_with_id(0, db) is None
        assert accounts_named([], db) == []


def test_moments_are_in_utc():
    assert at_us(0) + timedelta(days=1) == at_us(86_400_000_000)
    assert at_us(1).isoformat() == "1970-01-01T00:00:00.000001+00:00"
