"""`comptoir ledger`, and what status and verify say of the ledger."""

import sqlite3
from contextlib import closing

import pytest

from domain.money import Money
from domain.terms import Paid
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import AMBASSADOR, BRAND, CONVERSATION, EXPERT, PAID


@pytest.fixture
def program(comptoir):
    """A log with one paid conversation on account, not posted yet."""
    comptoir.run("register-brand", "road", "--name", "Road", "--zone", "UTC", "--currency", "EUR")
    closes(comptoir, CONVERSATION)
    return comptoir


def closes(program, conversation_id, terms=PAID):
    with opened_ledger(program.database_url) as desk:
        return desk.closes(conversation_id, terms)


def manipulate(program, *statements):
    with closing(sqlite3.connect(program.folder / "test.ledger.db")) as db, db:
        triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)


def test_the_trial_balance_as_json(program):
    ledger = program.works("ledger", "--format", "json").figures

    balances = {(row["name"], row["unit"]): row["balance_minor"] for row in ledger["accounts"]}
    assert balances == {
        (f"brand:{BRAND}:receivable", "EUR"): -200,
        (f"expert:{EXPERT}:held", "EUR"): 160,
        ("platform:commission", "EUR"): 40,
    }
    assert ledger["sum_by_unit"] == {"EUR": 0}
    assert ledger["log_position"] == 2


def test_the_trial_balance_as_text_has_debit_and_credit(program):
    output = program.works("ledger").output

    [receivable] = [line for line in output.splitlines() if "receivable" in line]
    [commission] = [line for line in output.splitlines() if "commission" in line]
    assert receivable.split("│")[2:5] == [" EUR  ", "  2.00 ", "        "]
    assert commission.split("│")[2:5] == [" EUR  ", "       ", "   0.40 "]


def test_as_of_a_day_only_what_was_recorded_by_then_counts(program):
    before = program.works("ledger", "--as-of", "2026-01-01", "--format", "json").figures
    later = program.works("ledger", "--as-of", "2100-01-01", "--format", "json").figures

    assert before == {"accounts": [], "sum_by_unit": {}, "log_position": 0}
    assert later["log_position"] == 2
    assert len(later["accounts"]) == 3


def test_a_ledger_that_has_stopped_is_named_everywhere(program):
    position = closes(program, AMBASSADOR, Paid(Money(200, "JPY"), 20))
    sentence = f"the ledger stops at position {position}: amounts in JPY cannot be posted"

    ledger = program.run("ledger")
    status, data = program.run("status"), program.run("status", "--format", "json")
    verified = program.run("verify")

    assert (ledger.code, status.code, data.code, verified.code) == (1, 1, 1, 1)
    assert ledger.sentence.startswith(sentence)
    assert f"Ledger: posted up to position {position - 1}, 1 behind." in status.output
    assert sentence in status.output
    assert data.figures["ledger"]["failed_position"] == position
    assert sentence in verified.error_output


def test_verify_names_the_first_entry_that_differs(program):
    program.works("ledger")
    manipulate(program, "UPDATE line SET amount_minor = 41 WHERE amount_minor = 40")

    verified = program.run("verify")

    assert verified.code == 1
    assert "ledger entry 1 (Conversation.Closed.1 at position 2) differs in lines" in (
        verified.error_output
    )
