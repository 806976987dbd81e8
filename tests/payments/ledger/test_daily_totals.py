"""Totals by day: those of their lines, whatever is posted, also after an upgrade; and verified."""

import importlib
from collections import Counter
from datetime import date, timedelta
from itertools import product
from uuid import uuid4

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, select, update

from payments.accounts import POINTS
from payments.ledger.ageing import PAYABLE_BOUNDS, AccountGroup, aged_balances, days_before
from payments.ledger.cutoffs import Cutoff, balance_in, day_of_number, span_of
from payments.ledger.daily_totals import LedgerDayTotals, class_and_owner, day_of_us
from payments.ledger.flows import Flow, FlowFilter, class_totals, flow_total, flows_by_week
from payments.ledger.journal import stored_entries
from payments.ledger.line_lists import lines_of
from payments.ledger.owner_balances import BRANDS, EXPERTS, balance_list
from payments.ledger.point_balances import outstanding_by_month, points_by_brand
from payments.ledger.tables import account, daily_total, ledger_day
from payments.weeks import week_of
from tests.payments.ledger.dated_history import DAY, random_history
from tests.support.people import AMBASSADOR, BRAND, EXPERT, after

FIRST = after(0).date()


@pytest.fixture(params=[1, 2])
def history(desk, database_url, request):
    random_history(desk, database_url, request.param)
    return desk


def counted(desk, cutoff):
    """Entries that count, read one by one."""
    for found in desk.entries():
        recorded = day_of_number(day_of_us(found.recorded_us))
        effective = day_of_number(day_of_us(found.effective_us))
        if cutoff.recorded_to and recorded > cutoff.recorded_to:
            continue
        if cutoff.effective_to and effective > cutoff.effective_to:
            continue
        yield found


def sums_by_account(desk, cutoff):
    sums = Counter()
    for found in counted(desk, cutoff):
        for line in found.lines:
            sums[line.account.name, line.unit] += line.amount_minor
    return sums


CUTOFFS = [
    Cutoff(),
    Cutoff(FIRST + timedelta(days=20)),
    Cutoff(None, FIRST + timedelta(days=20)),
    Cutoff(FIRST + timedelta(days=30), FIRST + timedelta(days=12)),
    Cutoff(FIRST + timedelta(days=5), FIRST + timedelta(days=30)),
    Cutoff(date(2020, 1, 1)),
]


def test_balances_as_of_any_days_are_those_of_the_entries_that_count(history):
    with history.database.read() as db:
        for cutoff in CUTOFFS:
            balance = balance_in(span_of(cutoff, db))
            rows = db.execute(select(account.c.name, account.c.unit, balance)).all()
            expected = sums_by_account(history, cutoff)

            assert {(name, unit): amount for name, unit, amount in rows if amount} == {
                key: amount for key, amount in expected.items() if amount
            }


@pytest.mark.parametrize("kind", [EXPERTS, BRANDS])
def test_totals_of_lists_are_those_of_their_classes(history, kind):
    classes = [kind.class_of(column) for column in kind.columns]
    with history.database.read() as db:
        for cutoff in CUTOFFS:
            sums = class_totals(classes, cutoff, db)
            listed = balance_list(kind, "EUR", span_of(cutoff, db), db)

            for column in kind.columns:
                assert listed.totals[column] == sums.get((kind.class_of(column), "EUR"), 0)
                assert listed.totals[column] == sum(row.minor[column] for row in listed.rows)


FLOWS = (Flow.EARNED, Flow.RELEASED, Flow.CHARGED, Flow.OWED)


def test_a_flow_is_the_sum_of_its_lines_in_every_week(history):
    for flow, cutoff in product(FLOWS, CUTOFFS):
        check_flow(history.database, FlowFilter(flow, "EUR"), cutoff)


def check_flow(database, wanted, cutoff):
    with database.read() as db:
        span, flow = span_of(cutoff, db), wanted.flow
        lines = lines_of(wanted, span, db)
        weeks = Counter()
        for line in lines:
            weeks[str(week_of(line.effective_at))] += line.amount_minor

        found = flows_by_week([flow], "EUR", cutoff, db)

        assert {week: sums[flow] for week, sums in found.items()} == weeks
        assert flow_total(wanted, cutoff, db) == sum(line.amount_minor for line in lines)


def test_a_flow_goes_on_after_any_of_its_lines(history):
    with history.database.read() as db:
        wanted, span = FlowFilter(Flow.EARNED, "EUR"), span_of(Cutoff(), db)
        everything, pages, place = lines_of(wanted, span, db), [], None
        while page := lines_of(wanted, span, db, after=place, limit=3):
            pages, place = pages + page, page[-1].place

    assert pages == everything


def first_in_first_out(moves, today):
    """What is left of each day's credits when debits take the oldest first, by age in days."""
    credits = sorted((day, amount) for day, amount in moves if amount > 0)
    taken = -sum(amount for _, amount in moves if amount < 0)
    ages = Counter()
    for day, amount in credits:
        left = max(0, amount - taken)
        taken = max(0, taken - amount)
        ages[(today - day).days] += left
    return ages


def test_ageing_takes_the_oldest_first(history):
    for cutoff in CUTOFFS[:4]:
        check_ageing(history, cutoff)


def check_ageing(history, cutoff):
    today = cutoff.effective_to or cutoff.recorded_to or FIRST + timedelta(days=40)
    moves = {}
    for found in counted(history, cutoff):
        day = day_of_number(day_of_us(found.effective_us))
        for line in found.lines:
            if line.account.name.endswith(":held"):
                moves.setdefault(line.account.name, []).append((day, line.amount_minor))

    with history.database.read() as db:
        bounds = days_before(today, PAYABLE_BOUNDS)
        aged = aged_balances(AccountGroup("expert:held", "EUR"), bounds, cutoff, db)

    for balance in aged:
        assert balance.by_age == grouped(first_in_first_out(moves[balance.account_name], today))


def grouped(ages):
    groups = [0] * (len(PAYABLE_BOUNDS) + 1)
    for age, amount in ages.items():
        groups[sum(age > bound for bound in PAYABLE_BOUNDS)] += amount
    return tuple(groups)


def test_points_add_up_by_brand_and_by_month_and_come_back_to_their_month(desk):
    desk.earns_points(30, after(0))
    desk.earns_points(20, after(40 * DAY))
    redemption = desk.redeems(10, after(41 * DAY))
    desk.points_expire(5, after(45 * DAY))
    desk.redeems(3, after(46 * DAY))
    desk.cancels(redemption, 10, after(50 * DAY))
    desk.posted()

    with desk.database.read() as db:
        [brand] = points_by_brand(Cutoff(), db)
        months = outstanding_by_month(after(60 * DAY).date(), Cutoff(), db)

    assert (brand.issued, brand.redeemed, brand.expired, brand.outstanding) == (50, 3, 5, 42)
    assert months == {BRAND: {"2026-06": 22, "2026-07": 20}}
    assert desk.balances()[f"ambassador:{AMBASSADOR}:brand:{BRAND}:points", POINTS] == 42


def test_classes_of_accounts():
    id = str(BRAND)

    assert class_and_owner("platform:bank") == ("platform:bank", "")
    assert class_and_owner(f"expert:{id}:held") == ("expert:held", "")
    assert class_and_owner(f"brand:{id}:prepaid") == ("brand:prepaid", id)
    assert class_and_owner(f"ambassador:{EXPERT}:brand:{id}:points") == ("ambassador:points", id)


# Kept by the poster, filled by the migration, checked by verify.


def stored(db):
    totals = {tuple(row) for row in db.execute(select(daily_total))}
    return totals, {tuple(row) for row in db.execute(select(ledger_day))}


def test_an_upgrade_fills_the_totals_of_the_entries_there_are(history):
    migration = importlib.import_module("payments.ledger.migrations.versions.v0004_totals_by_month")
    with history.database.write() as db:
        before = stored(db)
        db.execute(delete(daily_total))
        db.execute(delete(ledger_day))
        with Operations.context(MigrationContext.configure(db)):
            migration.fill()
        assert stored(db) == before
        assert before[0]


@pytest.mark.parametrize(
    "change",
    [
        update(daily_total).values(credit_minor=daily_total.c.credit_minor + 1),
        update(daily_total).values(lines=daily_total.c.lines + 1),
        delete(daily_total).where(daily_total.c.account_class == "expert:held"),
        update(ledger_day).values(last_entry=ledger_day.c.last_entry + 1),
        delete(ledger_day),
    ],
)
def test_totals_that_are_not_those_of_the_entries_are_found(desk, change):
    desk.closes(uuid4())
    desk.posted()
    assert desk.difference() is None

    with desk.database.write() as db:
        db.execute(change)

    assert "not th" in desk.difference()


def test_totals_of_batches_are_those_of_all_entries(history):
    with history.database.read() as db:
        assert LedgerDayTotals(stored_entries(db)).difference(db) is None
