from datetime import date
from uuid import uuid4

import pytest

from domain.errors import Invalid, NotNow
from payments.earnings.earning import WrittenText
from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.reconciliation_break import (
    BreakClosingReason,
    BreakSubject,
    ClosingEntry,
    ReconciliationBreak,
)
from tests.support.history import given, happened
from tests.support.people import EXPERT, MANAGER, after, euros

TEXT = WrittenText(uuid4(), 20)
NO_WORDS = WrittenText(uuid4(), 0)
SUBJECT = BreakSubject(RailAccount.BANK, "t1", "EUR")
ENTRY = ClosingEntry(
    SUBJECT, euros(-10), euros(0), BreakClosingReason.WRITTEN_OFF, date(2026, 5, 30)
)
ASSIGNED = ReconciliationBreak.OwnerAssigned(at=after(0), by=MANAGER, **SUBJECT._asdict())


def test_a_person_takes_a_break_once():
    found = given(ReconciliationBreak, ASSIGNED)

    found.take(SUBJECT, MANAGER, after(1))

    assert happened(found) == []


def test_another_person_takes_it_over():
    found = given(ReconciliationBreak, ASSIGNED)

    found.take(SUBJECT, EXPERT, after(1))

    assert found.owner_id == EXPERT


def test_who_closes_a_break_that_no_one_took_is_its_owner():
    found = given(ReconciliationBreak)

    found.close(ENTRY, TEXT, 0, MANAGER, after(0))

    assert (found.owner_id, found.closings) == (MANAGER, 1)


def test_two_persons_close_a_break_once():
    found = given(ReconciliationBreak)
    found.close(ENTRY, TEXT, 0, MANAGER, after(0))

    with pytest.raises(NotNow, match="meantime"):
        found.close(ENTRY, TEXT, 0, EXPERT, after(1))

    assert len(happened(found)) == 1


@pytest.mark.parametrize(
    ("entry", "text", "because"),
    [
        (ENTRY, NO_WORDS, "Write why"),
        (ENTRY._replace(amount=euros(0)), TEXT, "no difference"),
    ],
)
def test_a_closing_needs_a_difference_and_words(entry, text, because):
    found = given(ReconciliationBreak)

    with pytest.raises(Invalid, match=because):
        found.close(entry, text, 0, MANAGER, after(0))

    assert happened(found) == []


def test_a_note_needs_words():
    found = given(ReconciliationBreak)

    with pytest.raises(Invalid, match="what you found"):
        found.write_note(SUBJECT, NO_WORDS, MANAGER, after(0))

    assert happened(found) == []


def test_every_event_of_a_break_says_what_it_is_about():
    found = given(ReconciliationBreak)

    found.take(SUBJECT, MANAGER, after(0))
    found.write_note(SUBJECT, TEXT, MANAGER, after(1))
    found.close(ENTRY, TEXT, 0, MANAGER, after(2))

    assigned, note, closed = happened(found)
    assert {(event.account, event.reference_key) for event in (assigned, note, closed)} == {
        (RailAccount.BANK, "t1")
    }
    assert (assigned.currency, note.currency, closed.amount.currency) == ("EUR", "EUR", "EUR")
    assert closed.on == ENTRY.on
