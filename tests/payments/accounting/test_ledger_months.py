"""Months of the ledger: opening, movements, closing; and a closed month that stays as it was."""

from collections import Counter

import pytest
from sqlalchemy import text, update

from payments.accounting.closed_months import closed_through, is_closed
from payments.accounting.ledger_months import (
    GroupInMonth,
    continuity_of,
    group_months,
    months_of,
)
from payments.ledger.daily_totals import day_of_us
from payments.ledger.entries import microseconds as us
from payments.ledger.tables import entry, ledger_day
from payments.ledger.trial_balance import trial_balance
from tests.payments.accounting.months_of_business import JUNE, MAY, on, two_months
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import EXPERT, euros


@pytest.fixture
def desk(database_url):
    """On both databases."""
    with opened_ledger(database_url) as desk:
        yield desk


def read(desk, query, *values):
    with desk.database.read() as db:
        return query(*values, db)


def inspect_triggers(db):
    return db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()


def day(text):
    return day_of_us(us(on(text)))


def test_months_with_entries_are_listed_the_newest_first(busy):
    listed = read(busy, months_of)

    assert [month for month, _ in listed] == [JUNE, MAY]
    assert sum(count for _, count in listed) == len(busy.entries())


def test_a_month_has_opening_movements_and_closing_by_kind_of_account(busy):
    groups = {of_month[:2]: of_month for of_month in read(busy, group_months, JUNE)}

    held = ("expert:held", "EUR")
    # One conversation was held from May; one came late; one was released.
    assert groups[held] == GroupInMonth(*held, opening=160, credited=160, debited=160)
    assert groups[held].closing == 160
    assert groups["platform:commission", "EUR"] == (
        "platform:commission",
        "EUR",
        40 + 129 + 40,
        40,
        0,
    )
    assert groups["brand:points_issued", "PTS"].opening == -10


def test_each_kind_of_account_opens_a_month_with_what_it_closed_the_one_before_with(busy):
    may = {of_month[:2]: of_month.closing for of_month in read(busy, group_months, MAY)}
    june = {of_month[:2]: of_month.opening for of_month in read(busy, group_months, JUNE)}

    assert {key: held for key, held in june.items() if held} == {
        key: held for key, held in may.items() if held
    }


def held_by_kind(balances):
    sums = Counter()
    for name, unit, _, held in balances:
        sums[":".join((name.split(":")[0], name.split(":")[-1])), unit] += held
    return sums


def test_the_last_month_closes_with_the_trial_balance(busy):
    closing = {of_month[:2]: of_month.closing for of_month in read(busy, group_months, JUNE)}

    assert closing == held_by_kind(read(busy, trial_balance))


def test_each_unit_adds_up_to_zero_in_each_column(busy):
    for of_months in (read(busy, group_months, MAY), read(busy, group_months, JUNE)):
        assert sum(of_month.opening for of_month in of_months) == 0
        assert sum(of_month.credited - of_month.debited for of_month in of_months) == 0


def test_a_closed_month_closes_as_it_did_although_facts_came_later(busy):
    found = read(busy, continuity_of, MAY)

    assert found.differing == ()
    assert found.entries == sum(entry.period == MAY for entry in busy.entries())
    assert read(busy, continuity_of, JUNE) is None


def test_what_came_into_a_closed_month_afterwards_is_found(sqlite_url):
    """No program can: the triggers are taken away first."""
    with opened_ledger(sqlite_url) as desk:
        moves_late_facts_to_may(two_months(desk))

        found = read(desk, continuity_of, MAY)

    assert ("platform:commission", "EUR") in found.differing
    assert (f"expert:{EXPERT}:held", "EUR") in found.differing


def moves_late_facts_to_may(busy):
    with busy.database.write() as db:
        for trigger in inspect_triggers(db):
            db.exec_driver_sql(f"DROP TRIGGER {trigger}")
        db.execute(update(entry).where(entry.c.effective_us < us(on("06-01"))).values(period=MAY))
        is_late = (ledger_day.c.period == JUNE) & (ledger_day.c.effective_day < day("06-01"))
        db.execute(update(ledger_day).where(is_late).values(period=MAY))


def test_months_before_the_closed_one_are_closed_with_it(desk):
    two_months(desk)
    desk.pays_in(euros(100), at=on("07-02"))
    desk.closes_period("2026-06", on("07-03"))
    desk.posted()

    assert read(desk, closed_through) == JUNE
    assert [read(desk, is_closed, on(day).date()) for day in ("05-31", "06-30", "07-01")] == [
        True,
        True,
        False,
    ]
    assert read(desk, continuity_of, JUNE).differing == ()


def test_without_a_closed_month_none_is_closed(desk):
    assert read(desk, closed_through) == ""
    assert read(desk, months_of) == []
