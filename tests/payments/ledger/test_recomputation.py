"""Recomputing: the log gives the same ledger again, and every change behind its back is found."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from domain.aggregate import EVENT_TYPES, register
from domain.bookings.budget_reservation import BudgetReservation
from domain.log.event_reader import decoders_for
from domain.log.mapper import decoder_of
from payments.ledger.recomputation import export, recomputed_entries
from tests.payments.ledger.ledger_fixture import BUDGET
from tests.payments.ledger.test_poster import HELD
from tests.support.people import CONVERSATION, after, euros

SQLITE = pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)
"""Its triggers can be dropped for a moment."""


@pytest.fixture
def busy(desk):
    """A budget, one conversation paid from it, one on account, points, and May closed between."""
    desk.pays_in()
    desk.reserves(CONVERSATION)
    desk.closes(CONVERSATION)
    desk.spends(CONVERSATION)
    desk.closes_period("2026-05")
    desk.closes(uuid4(), at=after(-40 * 86_400))
    desk.earns_points(10)
    desk.redeems(5)
    desk.posted()
    return desk


def manipulate(desk, *statements):
    """Change the tables as if there were no triggers."""
    with desk.database.write() as db:
        triggers = db.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        saved = triggers.all()
        for name, _ in saved:
            db.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            assert db.execute(text(statement)).rowcount
        for _, sql in saved:
            db.execute(text(sql))


def test_the_log_gives_the_same_bytes_again(busy):
    stored = b"".join(export(busy.entries()))

    again = recomputed_entries(busy.log.all_rows(), busy.log.rows.identity())
    assert stored == b"".join(export(again))
    assert stored.count(b"\n") == len(busy.entries()) == 7
    assert busy.difference() is None


@pytest.fixture
def second_version(monkeypatch):
    """Called, it is as if a later program had come, in which an event has a second version."""
    caches = (decoder_of, decoders_for)
    reserved = BudgetReservation.Reserved

    def register_it():
        monkeypatch.setattr(reserved, "VERSION", 2)
        monkeypatch.setattr(reserved, "UPCASTS", {1: dict})
        monkeypatch.setattr(reserved, "TOPIC", reserved.TOPIC)
        monkeypatch.delitem(EVENT_TYPES, "BudgetReservation.Reserved.2", raising=False)
        register(reserved)
        for cache in caches:
            cache.cache_clear()

    yield register_it
    EVENT_TYPES.pop("BudgetReservation.Reserved.2", None)
    for cache in caches:
        cache.cache_clear()


def test_a_second_version_of_an_event_changes_no_entry_of_its_first(busy, second_version):
    second_version()
    assert busy.difference() is None

    busy.reserves(uuid4())
    busy.posted()

    types = [entry.event_type for entry in busy.entries()]
    assert (types[1], types[-1]) == ("BudgetReservation.Reserved.1", "BudgetReservation.Reserved.2")
    assert busy.difference() is None


def test_what_is_not_posted_yet_is_no_difference(busy):
    busy.closes(uuid4())

    assert busy.difference() is None


@SQLITE
@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("UPDATE entry SET effective_us = 1 WHERE id = 2", "differs in effective_us"),
        ("UPDATE entry SET period = '2026-07' WHERE id = 2", "differs in period"),
        ("UPDATE entry SET fingerprint = 'x' WHERE id = 2", "differs in fingerprint"),
        ("UPDATE entry SET booking_id = NULL WHERE id = 2", "differs in booking_id"),
        ("UPDATE line SET amount_minor = 201 WHERE entry_id = 2 AND number = 2", "in lines"),
        ("UPDATE line SET balance_minor = 201 WHERE entry_id = 2 AND number = 2", "in lines"),
        ("DELETE FROM line WHERE entry_id = 2", "differs in lines"),
        ("UPDATE entry SET hash = content_hash WHERE id = 2", "differs in hash"),
        ("UPDATE entry SET content_hash = hash WHERE id = 2", "differs in content_hash"),
        ("UPDATE entry SET previous_hash = hash WHERE id = 2", "differs in previous_hash"),
        ("UPDATE account SET has_floor = 0 WHERE name LIKE '%reserved'", "differs in lines"),
        ("UPDATE account SET kind = 'asset' WHERE name LIKE '%reserved'", "differs in lines"),
    ],
)
def test_the_first_difference_is_named(busy, statement, difference):
    manipulate(busy, statement)

    found = busy.difference()

    assert found.startswith("ledger entry 2 (BudgetReservation.Reserved.1 at position 2) ")
    assert difference in found


@SQLITE
def test_amounts_that_differ_are_both_named(busy):
    manipulate(busy, "UPDATE line SET amount_minor = 999 WHERE entry_id = 3 AND number = 3")

    assert f"{HELD} +999 EUR, not " in busy.difference()
    assert f"{HELD} +160 EUR" in busy.difference()


@SQLITE
def test_a_missing_entry_is_found(busy):
    manipulate(busy, "DELETE FROM line WHERE entry_id = 7", "DELETE FROM entry WHERE id = 7")

    assert busy.difference() == ("ledger entry 7 (Redemption.Requested.1 at position 8) is missing")


def test_late_facts_are_booked_in_the_first_open_month(desk):
    may, june = after(-20 * 86_400), after(0)
    desk.closes(uuid4(), at=may)
    desk.closes_period("2026-05")
    desk.closes(uuid4(), at=may)
    desk.closes(uuid4(), at=june)
    desk.posted()

    entries = desk.entries()

    assert [entry.period for entry in entries] == ["2026-05", "2026-06", "2026-06"]
    assert entries[0].effective_us == entries[1].effective_us
    assert desk.difference() is None


def test_a_closed_december_is_followed_by_january(desk):
    desk.closes_period("2026-12", at=after(400 * 86_400))
    desk.closes(uuid4())
    desk.posted()

    assert [entry.period for entry in desk.entries()] == ["2027-01"]


def test_the_ledger_is_the_same_however_it_is_posted_in_pieces(desk):
    desk.pays_in(BUDGET)
    for _ in range(5):
        conversation_id = uuid4()
        desk.reserves(conversation_id, euros(100))
        desk.posted()
        desk.releases(conversation_id, euros(100))
    desk.posted()

    assert desk.difference() is None
    assert len(desk.entries()) == 11
