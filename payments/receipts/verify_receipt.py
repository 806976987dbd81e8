"""
Checks a receipt offline, with nothing but Python 3.9: `python verify_receipt.py FILE`.

It stands alone, so that it can be read and kept apart from the program that wrote the receipt. It
prints OK and a summary; or it names the first line that is not as it was written, and exits with 1.

1. Each line has its number and a hash of itself: none was changed, removed, repeated or moved.
2. The hashes of the ledger's entries form one chain up to the newest: no entry was changed, taken
   out or put in. Of other persons' entries, only the hash of what they say is here.
3. On each account the balances follow from each other: none of the person's entries is left out.
4. The statements form a chain of their own, add up, and list what entries release and adjust.

All of this can be made right by writing the whole file anew, but not the newest hash: compare it
with another receipt, of any person. For the same number of an entry, both have the same hash.
"""

import hashlib
import json
import sys
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FORMAT = "comptoir-receipt-1"
HASH_FORMAT = 1
"""Of statements."""
PERSONS = ("expert:", "ambassador:")
FIRST = "0" * 64
NO_STATEMENT: dict[str, Any] = {"number": 0, "hash": FIRST, "closing": {"amount": 0}}


class Wrong(Exception):
    """A line is not as it was written; the message names it."""


def verify(lines: Iterable[bytes]) -> str:
    """What a receipt says, in one paragraph. Raises Wrong with the first line that is wrong."""
    receipt = Receipt()
    number = 0
    for number, line in enumerate(lines, 1):
        record = read_line(line, number)
        try:
            receipt.take(record)
        except Wrong as wrong:
            raise Wrong(f"line {number}: {wrong}") from None
        except (LookupError, TypeError, ValueError, AttributeError):
            raise Wrong(f"line {number}: it is not a line of a receipt of this format") from None
    if not receipt.is_complete:
        raise Wrong(f"line {number + 1}: it is missing; the receipt ends without its last line")
    return receipt.summary()


def read_line(line: bytes, number: int) -> dict[str, Any]:
    """The record of a line. Raises Wrong unless it is as it was written, and at its place."""
    record = as_written(line)
    if record is None:
        raise Wrong(f"line {number}: it was changed")
    own = record["line"]
    if own > number:
        raise Wrong(
            f"line {number}: it was line {own} when it was written; a line before it is missing, or"
            " lines were moved"
        )
    if own < number:
        raise Wrong(
            f"line {number}: it was line {own} when it was written; it was repeated or moved"
        )
    return record


def as_written(line: bytes) -> dict[str, Any] | None:
    """The record of a line; None unless its bytes have the hash that stands in it."""
    try:
        record = json.loads(line)
        is_same = canonical(record) + b"\n" == line
        check = record.pop("check")
        if is_same and isinstance(record["line"], int) and check == digest(canonical(record)):
            return dict(record)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        pass
    return None


class Receipt:
    """What the lines said so far."""

    def __init__(self) -> None:
        self.person, self.is_complete = "", False
        self.number, self.hash = 0, FIRST
        self.entries = 0
        self.balances: dict[tuple[str, str], int] = {}
        self.released: dict[tuple[str, str], int] = {}
        """What entries release of a conversation, in a unit."""
        self.moved: dict[tuple[str, str], int] = {}
        """What an entry, by its key, adds to the person's accounts in a unit."""
        self.statements: dict[str, list[dict[str, Any]]] = {}
        self.end: dict[str, Any] = {}

    def take(self, record: dict[str, Any]) -> None:
        """Check the next line. Raises Wrong without its number."""
        kinds = {
            "header": self._header,
            "entry": self._entry,
            "others": self._others,
            "statement": self._statement,
            "end": self._end,
        }
        expect(not self.is_complete, "it follows the last line")
        expect((record["kind"] == "header") == (record["line"] == 1), "it is not in its place")
        kinds[record["kind"]](record)

    def _header(self, record: dict[str, Any]) -> None:
        expect(record["format"] == FORMAT, f"this program checks receipts of {FORMAT}")
        self.person = record["person"]
        self.number, self.hash = record["first_number"] - 1, record["previous_hash"]

    def _entry(self, record: dict[str, Any]) -> None:
        entry = record["entry"]
        expect(record["previous_hash"] == self.hash, "it does not follow the entry before it")
        self._link(entry["number"], digest(canonical(entry)))
        expect(record["hash"] == self.hash, "the hash is not that of the entry")
        sums: dict[str, int] = {}
        for account, unit, amount, balance in entry["lines"]:
            sums[unit] = sums.get(unit, 0) + amount
            if account.startswith(PERSONS):
                self._line(account, unit, amount, balance)
                moved = (entry["key"], unit)
                self.moved[moved] = self.moved.get(moved, 0) + amount
            if account.endswith(":payable"):
                conversation = (str(entry["conversation_id"]), unit)
                self.released[conversation] = self.released.get(conversation, 0) + amount
        expect(not any(sums.values()), "the amounts of the entry do not add up to zero")
        self.entries += 1

    def _line(self, account: str, unit: str, amount: int, balance: int) -> None:
        expect(account.split(":")[1] == self.person, "it is another person's entry")
        before = self.balances.get((account, unit), 0)
        expect(
            before + amount == balance,
            f"{account} has {balance} {unit} after it, and not {before + amount}: an entry is"
            " left out before it",
        )
        self.balances[account, unit] = balance

    def _others(self, record: dict[str, Any]) -> None:
        for number, content in enumerate(record["content_hashes"], record["first_number"]):
            self._link(number, content)

    def _link(self, number: int, content_hash: str) -> None:
        expect(number == self.number + 1, f"entry {self.number + 1} is missing before it")
        expect(len(content_hash) == len(FIRST), "a hash has 64 digits")
        self.number = number
        self.hash = chained(self.hash, content_hash)

    def _statement(self, record: dict[str, Any]) -> None:
        statement, currency = record["statement"], record["statement"]["currency"]
        before = self.statements.setdefault(currency, [])
        last = before[-1] if before else NO_STATEMENT
        expect(
            statement["hash_format"] == HASH_FORMAT,
            f"this program checks statements of hash format {HASH_FORMAT}",
        )
        expect(statement["expert_id"] == self.person, "it is another person's statement")
        expect(statement["number"] == last["number"] + 1, "a statement before it is missing")
        expect(record["previous_hash"] == last["hash"], "it does not follow the one before it")
        expected = chained(last["hash"], digest(canonical(statement)))
        expect(record["hash"] == expected, "the hash is not that of the statement")
        opening, closing = statement["opening"]["amount"], statement["closing"]["amount"]
        expect(opening == last["closing"]["amount"], "it does not open as the one before closed")
        earned = sum(self._stated(line, currency) for line in statement["lines"])
        adjusted = sum(self._adjusted(one, currency) for one in statement["adjustments"])
        change = adjusted - statement["paid_out"]["amount"]
        is_sum = adjusted == statement["adjusted"]["amount"]
        expect(is_sum and opening + earned + change == closing, "the statement does not add up")
        before.append({**statement, "hash": record["hash"]})

    def _stated(self, line: dict[str, Any], currency: str) -> int:
        net, conversation = line["net"]["amount"], (line["conversation_id"], currency)
        expect(
            line["net"]["currency"] == currency and self.released.pop(conversation, 0) == net,
            f"no entry releases what it lists for conversation {line['conversation_id']}",
        )
        return int(net)

    def _adjusted(self, adjustment: dict[str, Any], currency: str) -> int:
        """The entry of an adjustment has the number of its event in the key, after the account."""
        amount, version = adjustment["amount"]["amount"], adjustment["version"]
        account = uuid.uuid5(uuid.UUID(self.person), f"statements/{currency}")
        expect(
            adjustment["amount"]["currency"] == currency
            and self.moved.pop((f"{account}/{version}", currency), None) == amount,
            f"no entry adjusts the account by {shown(amount, currency)}, as it lists",
        )
        return int(amount)

    def _end(self, record: dict[str, Any]) -> None:
        balances = [[*key, self.balances[key]] for key in sorted(self.balances)]
        expect(record["balances"] == balances, "the balances are not those of the entries")
        expect(record["entries"] == self.entries, "entries of the person are missing")
        count = sum(map(len, self.statements.values()))
        expect(record["statements"] == count, "statements are missing")
        expect(record["number"] == self.number, "the newest entries are missing")
        expect(record["hash"] == self.hash, "the newest hash is not that of the entries")
        self.is_complete, self.end = True, record

    def summary(self) -> str:
        """What a person reads."""
        end, balances = self.end, self.end["balances"]
        return "\n".join(
            (
                f"OK: {end['entries']} entries, {end['statements']} statements of {self.person}",
                *(f"{account}: {shown(amount, unit)}" for account, unit, amount in balances),
                f"entry {end['number']}, log position {end['log_position']}, hash {end['hash']}",
            )
        )


def expect(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - as an assertion
    if not holds:
        raise Wrong(otherwise)


def canonical(content: Any) -> bytes:
    """Compact JSON with sorted keys."""
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def chained(previous: str, content_hash: str) -> str:
    """The hash of a link: of the hash before and that of its content."""
    return digest(bytes.fromhex(previous) + bytes.fromhex(content_hash))


def shown(amount: int, unit: str) -> str:
    """An amount in minor units; points have none."""
    if unit == "PTS":
        return f"{amount} points"
    sign, minor = "-" if amount < 0 else "", abs(amount)
    return f"{sign}{minor // 100}.{minor % 100:02} {unit}"


def main(arguments: list[str]) -> int:
    """Print what is found; return the exit code."""
    if len(arguments) != 1:
        return say("python verify_receipt.py FILE", 2)
    try:
        with Path(arguments[0]).open("rb") as file:
            return say(verify(file), 0)
    except Wrong as wrong:
        return say(str(wrong), 1)
    except OSError as error:
        return say(str(error), 2)


def say(text: str, code: int) -> int:
    sys.stdout.write(f"{text}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
