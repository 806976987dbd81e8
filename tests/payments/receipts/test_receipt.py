"""What a receipt has: one person's entries and statements, and nothing of others."""

import json
from uuid import uuid4

import pytest

from payments.receipts.receipt import receipt_of
from payments.receipts.verify_receipt import verify
from payments.weeks import week_of
from tests.payments.earnings.earning_examples import days
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.payments.receipts.receipt_examples import year_of_work
from tests.support.people import AMBASSADOR, EXPERT, OTHER_EXPERT


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as ledger_desk:
        yield year_of_work(ledger_desk)


def lines_of(member_id, desk):
    return list(receipt_of(member_id, desk.log, desk.ledger.database))


def records_of(member_id, desk):
    return [json.loads(line) for line in lines_of(member_id, desk)]


@pytest.mark.parametrize("member_id", [EXPERT, OTHER_EXPERT, AMBASSADOR])
def test_receipts_of_all_persons_end_with_the_ledgers_newest_hash(desk, member_id):
    newest = desk.ledger.entries()[-1]

    end = records_of(member_id, desk)[-1]

    assert verify(lines_of(member_id, desk))
    assert (end["number"], end["hash"]) == (newest.number, newest.hash)
    assert end["log_position"] == desk.log.rows.head()


def test_a_receipt_has_no_word_of_another_person(desk):
    own = b"".join(lines_of(EXPERT, desk)).decode()

    assert str(OTHER_EXPERT) not in own
    assert str(AMBASSADOR) not in own
    for other in desk.ledger.entries():
        is_own = any(str(EXPERT) in line.account.name for line in other.lines)
        assert (other.key in own) == is_own


def test_a_receipt_tells_no_balance_of_brand_or_platform(desk):
    entries = [record["entry"] for record in records_of(EXPERT, desk) if "entry" in record]

    shown = {name.split(":")[0] for entry in entries for name, *_, had in entry["lines"] if had}
    assert shown == {"expert"}


def test_what_a_person_holds_is_as_in_the_trial_balance(desk):
    [end] = records_of(AMBASSADOR, desk)[-1:]

    assert [unit for _, unit, _ in end["balances"]] == ["PTS"]
    stored = desk.ledger.balances()
    assert {(name, unit): held for name, unit, held in end["balances"]}.items() <= stored.items()


def test_a_person_without_entries_has_a_receipt_that_says_so(desk):
    lines = lines_of(uuid4(), desk)

    assert len(lines) == 2
    assert verify(lines).startswith("OK: 0 entries, 0 statements")


def test_before_the_first_entry_of_all_there_is_a_receipt(database_url):
    with opened_ledger(database_url) as ledger_desk:
        lines = list(receipt_of(EXPERT, ledger_desk.log, ledger_desk.database))

    assert verify(lines).endswith(f"entry 0, log position 0, hash {'0' * 64}")


def test_statements_beyond_what_is_posted_wait_for_the_next_receipt(desk):
    posted = records_of(EXPERT, desk)
    desk.releases()
    desk.closes_week(week_of(days(70)))

    assert records_of(EXPERT, desk) == posted


def test_many_entries_of_others_are_on_several_lines(desk):
    lines = list(receipt_of(EXPERT, desk.log, desk.ledger.database, hashes_a_line=2))

    counts = [len(json.loads(line).get("content_hashes", "")) for line in lines]
    assert max(counts) == 2
    assert verify(lines).startswith("OK")
