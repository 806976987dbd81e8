"""Checking a receipt: any byte, any line, and what only who writes it anew could put in."""

import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.receipts import verify_receipt
from payments.receipts.receipt import receipt_of
from payments.receipts.verify_receipt import Wrong, canonical, digest, verify
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.payments.receipts.receipt_examples import year_of_work
from tests.support.people import EXPERT


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """A receipt with every kind of line."""
    url = f"sqlite:///{tmp_path_factory.mktemp('receipts') / 'log.db'}"
    with opened_ledger(url) as ledger_desk:
        desk = year_of_work(ledger_desk)
        return list(receipt_of(EXPERT, desk.log, desk.ledger.database))


def wrong(lines):
    with pytest.raises(Wrong) as raised:
        verify(lines)
    return str(raised.value)


def read(path, content):
    path.write_bytes(content)
    with path.open("rb") as file:
        return list(file)


def test_a_receipt_as_it_was_written_is_right(lines):
    kinds = [json.loads(line)["kind"] for line in lines]

    assert verify(lines).startswith(f"OK: 6 entries, 2 statements of {EXPERT}\n")
    assert [kind for kind, _ in groupby(kinds)] == [
        *("header", "entry", "others", "entry", "others", "statement", "end")
    ]


@given(data=st.data())
def test_a_changed_byte_is_found_in_its_line(lines, data, tmp_path_factory):
    content = b"".join(lines)
    place = data.draw(st.integers(0, len(content) - 1), label="place")
    byte = data.draw(st.integers(0, 255).filter(lambda other: other != content[place]))
    changed = content[:place] + bytes([byte]) + content[place + 1 :]

    found = wrong(read(tmp_path_factory.getbasetemp() / "changed", changed))

    assert found.startswith(f"line {content[:place].count(10) + 1}: it was changed")


def test_a_removed_line_is_named_by_the_one_after_it(lines):
    for number in range(1, len(lines)):
        found = wrong(lines[: number - 1] + lines[number:])

        assert found.startswith(f"line {number}: it was line {number + 1} when it was written;")
        assert "a line before it is missing" in found


def test_a_receipt_without_its_last_line_is_not_whole(lines):
    assert wrong(lines[:-1]).startswith(f"line {len(lines)}: it is missing")
    assert wrong([]).startswith("line 1: it is missing")


def test_a_repeated_line_is_named(lines):
    for number in range(1, len(lines) + 1):
        found = wrong(lines[:number] + lines[number - 1 :])

        assert found.startswith(f"line {number + 1}: it was line {number} when it was written;")


@given(data=st.data())
def test_of_two_lines_that_changed_places_the_first_is_named(lines, data):
    first = data.draw(st.integers(0, len(lines) - 2))
    second = data.draw(st.integers(first + 1, len(lines) - 1))
    swapped = [*lines]
    swapped[first], swapped[second] = lines[second], lines[first]

    assert wrong(swapped).startswith(f"line {first + 1}: it was line {second + 1} when")


# The program on its own.


@pytest.fixture
def alone(tmp_path):
    """The verifier copied out of the house, and started where nothing of it can be imported."""
    program = tmp_path / "alone" / "verify_receipt.py"
    program.parent.mkdir()
    program.write_bytes(Path(verify_receipt.__file__).read_bytes())

    def run(*arguments):
        command = [sys.executable, "-I", program.name, *arguments]
        done = subprocess.run(command, cwd=program.parent, capture_output=True, check=False)
        return done.returncode, done.stdout.decode()

    return run


def test_the_verifier_works_alone(alone, lines, tmp_path):
    receipt = tmp_path / "receipt.jsonl"
    receipt.write_bytes(b"".join(lines))

    code, output = alone(str(receipt))

    assert (code, output[:3]) == (0, "OK:")


def test_the_verifier_exits_with_1_and_names_the_line(alone, lines, tmp_path):
    receipt = tmp_path / "receipt.jsonl"
    receipt.write_bytes(b"".join(lines[:3] + lines[4:]))

    code, output = alone(str(receipt))

    assert (code, output.partition(":")[0]) == (1, "line 4")


@pytest.mark.parametrize("arguments", [[], ["missing.jsonl"], ["one", "two"]])
def test_without_a_receipt_the_verifier_says_so(alone, arguments):
    code, output = alone(*arguments)

    assert (code, bool(output)) == (2, True)


# What was written anew, with numbers and hashes of lines that are right.


def written_anew(records):
    for number, record in enumerate(records, 1):
        numbered = {**record, "line": number}
        numbered.pop("check", None)
        yield canonical({**numbered, "check": digest(canonical(numbered))}) + b"\n"


def rewritten(lines, kind, change, which=0):
    """Change the content of one line; return its number and all lines."""
    records = [json.loads(line) for line in lines]
    [*numbers] = [record["line"] for record in records if record["kind"] == kind]
    change(records[numbers[which] - 1])
    return numbers[which], list(written_anew(records))


def raise_pay(record):
    for line in record["entry"]["lines"]:
        line[2] *= 2


CHANGES = [
    ("header", lambda record: record.update(format="other"), "receipts of comptoir-receipt-1"),
    ("header", lambda record: record.update(first_number=9), "is missing"),
    ("header", lambda record: record.update(previous_hash="1" * 64), "does not follow"),
    ("header", lambda record: record.pop("person"), "not a line of a receipt"),
    ("entry", raise_pay, "not that of the entry"),
    ("entry", lambda record: record.update(hash="1" * 64), "not that of the entry"),
    ("entry", lambda record: record.update(previous_hash="1" * 64), "does not follow"),
    ("others", lambda record: record["content_hashes"].pop(), "does not follow"),
    ("others", lambda record: record.update(content_hashes=["ab"]), "64 digits"),
    ("statement", lambda record: record["statement"].update(week="2017-W01"), "hash is not"),
    ("statement", lambda record: record.update(hash="1" * 64), "not that of the statement"),
    ("statement", lambda record: record["statement"].update(hash_format=2), "hash format 1"),
    ("end", lambda record: record.update(kind="more"), "not a line of a receipt"),
    ("end", lambda record: record.update(balances=[]), "balances are not"),
    ("end", lambda record: record.update(entries=0), "of the person are missing"),
    ("end", lambda record: record.update(statements=0), "statements are missing"),
    ("end", lambda record: record.update(number=0), "newest entries are missing"),
    ("end", lambda record: record.update(hash="1" * 64), "newest hash"),
]


@pytest.mark.parametrize(("kind", "change", "because"), CHANGES)
def test_a_line_that_was_written_anew_does_not_fit_the_chain(lines, kind, change, because):
    number, changed = rewritten(lines, kind, change)

    found = wrong(changed)

    named = int(found.removeprefix("line ").partition(":")[0])
    assert because in found
    assert named in (number, number + 1)


def test_an_entry_that_is_hidden_among_those_of_others_is_missed_by_the_balances(lines):
    def hide(record):
        number, content = record["entry"]["number"], digest(canonical(record["entry"]))
        record.clear()
        record.update(kind="others", first_number=number, content_hashes=[content])

    number, changed = rewritten(lines, "entry", hide)

    assert "an entry is left out before it" in wrong(changed)
    assert wrong(changed).startswith(f"line {number + 1}: expert:{EXPERT}:held has 0 EUR")


def close_anew(record):
    content = digest(canonical(record["statement"]))
    record["hash"] = verify_receipt.chained(record["previous_hash"], content)


def hide_adjustment(record):
    record["statement"]["adjustments"] = []
    close_anew(record)


def adjust_more(record):
    for changed in (
        record["statement"]["adjustments"][0]["amount"],
        record["statement"]["adjusted"],
    ):
        changed["amount"] -= 1
    record["statement"]["closing"]["amount"] -= 1
    close_anew(record)


def adjust_by_another_entry(record):
    record["statement"]["adjustments"][0]["version"] += 1
    close_anew(record)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (hide_adjustment, "the statement does not add up"),
        (adjust_more, "no entry adjusts the account by -5.01 EUR"),
        (adjust_by_another_entry, "no entry adjusts the account by -5.00 EUR"),
    ],
)
def test_a_statement_that_adjusts_otherwise_than_the_entries_is_found(lines, change, because):
    number, changed = rewritten(lines, "statement", change, which=1)

    assert wrong(changed).startswith(f"line {number}: {because}")


def test_a_statement_that_lists_what_no_entry_releases_is_found(lines):
    def pay_more(record):
        record["statement"]["lines"][0]["net"]["amount"] += 1
        record["statement"]["closing"]["amount"] += 1
        close_anew(record)

    number, changed = rewritten(lines, "statement", pay_more)

    assert wrong(changed).startswith(f"line {number}: no entry releases what it lists")


def test_a_receipt_written_anew_has_another_newest_hash(lines):
    """That is all that tells: who writes it anew cannot give it the hash that others have."""
    records = [json.loads(line) for line in lines]
    previous = records[0]["previous_hash"]
    for record in records:
        if record["kind"] == "entry":
            record["entry"]["position"] += 1
            record["previous_hash"] = previous
            contents = [digest(canonical(record["entry"]))]
        else:
            contents = record.get("content_hashes", [])
        for content in contents:
            previous = verify_receipt.chained(previous, content)
        if record["kind"] in ("entry", "end"):
            record["hash"] = previous

    verdict = verify(written_anew(records))

    assert verdict.startswith("OK")
    assert verdict.splitlines()[-1] != verify(lines).splitlines()[-1]
