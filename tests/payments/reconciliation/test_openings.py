"""What a reconciliation begins with: the same outcome, without reading what had agreed long ago."""

from datetime import UTC, date, datetime, timedelta

import pytest

from payments.reconciliation.openings import opening_at, opening_day
from payments.reconciliation.reconcile import Outcome
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.payments.reconciliation.test_rail_reconciliation import (
    BANK,
    DAY,
    Desk,
    at_noon,
    closes,
    stated,
)
from tests.support.people import MANAGER

MUCH_LATER = DAY + timedelta(days=100)


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as ledger_desk:
        yield Desk(ledger_desk)


@pytest.mark.parametrize(
    ("until", "day"),
    [
        (date(2026, 6, 30), date(2026, 4, 30)),
        (date(2026, 6, 1), date(2026, 4, 30)),
        (date(2026, 1, 31), date(2025, 11, 30)),
        (date(2026, 3, 1), date(2026, 1, 31)),
    ],
)
def test_it_is_of_the_end_of_the_month_before_last(until, day):
    assert opening_day(until) == day


def test_what_had_agreed_is_in_the_proof_and_not_in_the_list(desk):
    desk.pays_in("A", 100)
    desk.pays_in("B", 70)
    desk.imports(stated("A", 100), stated("C", 5))

    found = desk.reconciles(until=MUCH_LATER)

    assert {item.key: item.outcome for item in found.items} == {
        "b": Outcome.NOT_AT_RAIL,
        "c": Outcome.NOT_IN_LEDGER,
    }
    [proof] = found.proofs
    assert (proof.ledger_minor, proof.rail_minor, proof.breaks_minor) == (170, 105, 65)


def test_what_had_agreed_is_read_once(desk):
    for number in range(20):
        desk.pays_in(f"A{number}", 100)
        desk.imports(stated(f"A{number}", 100))
    desk.reconciles(until=MUCH_LATER)
    read = []
    rows_at = desk.log.rows.rows_at
    desk.log.rows.rows_at = lambda positions: read.extend(positions) or rows_at(positions)

    desk.pays_in("B", 7, at=at_noon(MUCH_LATER))
    found = desk.reconciles(until=MUCH_LATER)

    assert len(read) == len(["the new one", "the first of its booking"])
    assert [item.key for item in found.items] == ["b"]


def test_the_same_answer_is_given_until_anything_is_recorded(desk):
    desk.pays_in("A", 100)
    first = desk.reconciles()

    assert desk.reconciles() is first
    desk.imports(stated("A", 100))
    assert desk.reconciles() is not first


@pytest.mark.parametrize("side", ["ledger", "rail"])
def test_what_is_recorded_late_of_those_days_is_there(desk, side):
    desk.pays_in("A", 100)
    desk.imports(stated("A", 100))
    desk.reconciles(until=MUCH_LATER)

    if side == "ledger":
        desk.pays_in("LATE", 3)
    else:
        desk.imports(stated("LATE", 3))

    assert [item.key for item in desk.reconciles(until=MUCH_LATER).items] == ["late"]


def test_a_break_that_a_person_looks_after_keeps_its_name_when_its_payment_has_agreed(desk):
    came_back, soon = DAY + timedelta(days=25), DAY + timedelta(days=35)
    desk.pays_in("T1", 100)
    desk.imports(stated("T1", 100), stated("T1 RETURN7", -100, came_back))
    desk.reconciles(until=DAY + timedelta(days=67))
    [item] = desk.reconciles(until=soon).breaks
    subject = desk.subject_of(item)
    desk.breaks.take(subject, MANAGER, at_noon(came_back))

    [later] = desk.reconciles(until=DAY + timedelta(days=67)).breaks

    assert (len(item.movements), later.movements) == (1, ())
    assert desk.subject_of(later) == subject


def test_a_break_that_was_closed_long_ago_is_still_there(desk):
    desk.imports(stated("F1", -12))
    [item] = desk.reconciles(until=MUCH_LATER).items

    closes(desk, item)

    [closed] = desk.reconciles(until=MUCH_LATER).items
    assert (closed.key, closed.outcome) == (item.key, Outcome.MATCHED)


def test_as_known_on_a_day_what_was_recorded_later_is_not_there(desk):
    desk.pays_in("A", 100)
    desk.imports(stated("A", 100))
    desk.ledger.posted()
    recorded_on = datetime.now(UTC).date()

    known = desk.reconciliations.as_known_on(BANK, MUCH_LATER, recorded_on)
    before = desk.reconciliations.as_known_on(BANK, MUCH_LATER, recorded_on - timedelta(days=1))

    assert [(item.key, item.outcome) for item in known.items] == [("a", Outcome.MATCHED)]
    assert before == ((), ())


def test_an_opening_has_what_was_open(desk):
    desk.pays_in("A", 100)
    desk.pays_in("B", 70)
    desk.imports(stated("A", 100), stated("C", 5))
    desk.ledger.posted()

    opening = opening_at(BANK, opening_day(MUCH_LATER), desk.log, desk.ledger.database)

    assert [movement.amount_minor for movement in opening.movements] == [70]
    assert [line.amount_minor for line in opening.lines] == [5]
    assert opening.agreed_minor == {"EUR": 100}
