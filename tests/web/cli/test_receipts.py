"""`comptoir receipt` and `comptoir verify-receipt`."""

import pytest

from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.payments.receipts.receipt_examples import year_of_work
from tests.support.people import EXPERT, MANAGER


@pytest.fixture
def program(comptoir):
    comptoir.run("register-brand", "road", "--name", "Road", "--zone", "UTC", "--currency", "EUR")
    with opened_ledger(comptoir.database_url) as ledger_desk:
        year_of_work(ledger_desk)
    return comptoir


def test_a_receipt_is_written_and_verified(program, tmp_path):
    file = tmp_path / "receipt.jsonl"

    program.works("receipt", EXPERT, "--to-file", file)
    verdict = program.works("verify-receipt", file)

    assert verdict.output.startswith(f"OK: 6 entries, 2 statements of {EXPERT}\n")


def test_a_receipt_is_the_same_however_often_it_is_written(program, tmp_path):
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"

    program.works("receipt", EXPERT, "--to-file", first)
    program.works("receipt", EXPERT, "--to-file", second)

    assert first.read_bytes() == second.read_bytes()


def test_the_line_that_is_wrong_is_named(program, tmp_path):
    file = tmp_path / "receipt.jsonl"
    program.works("receipt", EXPERT, "--to-file", file)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:2] + lines[3:]))

    verdict = program.run("verify-receipt", file)

    assert (verdict.code, verdict.output[:7]) == (1, "line 3:")


def test_a_person_who_is_no_member_has_no_receipt(program, tmp_path):
    file = tmp_path / "receipt.jsonl"

    refused = program.run("receipt", MANAGER, "--to-file", file)

    assert (refused.code, refused.sentence) == (1, "comptoir: This member does not exist.")
    assert not file.exists()
