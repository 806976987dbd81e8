"""
Checks a FEC by the rules of article A47 A-1 of the livre des procédures fiscales.

Our own reading of them: the administration's program "Test Compta Demat" was not at hand. The rules
know nothing of our ledger, so that they may be used on a file of any program.

* fec_faults   what is wrong with a file, each with its line
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from stdnum.fr import siren

from payments.accounting.fec import COLUMNS, ENCODING, amount
from payments.accounting.fec_labels import Journal

NAME = re.compile(r"([0-9]{9})FEC([0-9]{8})\.txt")
SEPARATORS = ("\t", "|")
REQUIRED = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "ValidDate",
)
DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")
AMOUNTS = ("Debit", "Credit", "Montantdevise")
TOGETHER = (("CompAuxNum", "CompAuxLib"), ("EcritureLet", "DateLet"), ("Montantdevise", "Idevise"))
AMOUNT = re.compile(r"-?[0-9]+(,[0-9]{1,2})?")
ACCOUNT = re.compile(r"[1-8][0-9]{2}[0-9A-Za-z]*")
CURRENCY = re.compile(r"[A-Z]{3}")


class FecFault(NamedTuple):
    """What is wrong with a file."""

    line: int
    """From 1, the names of the columns; 0: the file as a whole."""
    column: str
    """'' when it is not about one."""
    what: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.column + ' ' if self.column else ''}{self.what}"


@dataclass(frozen=True)
class FecLine:
    """A line of a file, by the names of its columns."""

    number: int
    fields: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.fields[column]

    @property
    def entry(self) -> str:
        return self.fields["EcritureNum"]

    @property
    def cents(self) -> int:
        """The debit less the credit; what is no amount counts as nothing."""
        return cents_of(self.fields["Debit"]) - cents_of(self.fields["Credit"])


Rule = Callable[[Sequence[FecLine]], Iterator[FecFault]]


def fec_faults(name: str, content: bytes) -> list[FecFault]:
    """
    What is wrong with a file, by line; nothing is well.

    name: the file's, without its folder.
    """
    faults = list(_name_faults(name))
    try:
        text = content.decode(ENCODING)
    except UnicodeDecodeError:
        return [*faults, FecFault(0, "", f"is not written in {ENCODING}")]
    lines, form_faults = read_lines(text)
    for rule in RULES:
        faults += rule(lines)
    faults += _days_after(closing_day(name), lines)
    return sorted([*faults, *form_faults])


def read_lines(text: str) -> tuple[list[FecLine], list[FecFault]]:
    """The lines that have all columns, and what is wrong with the others."""
    rows = text.splitlines()
    separator = next((sign for sign in SEPARATORS if rows and sign in rows[0]), SEPARATORS[0])
    faults, lines = [], []
    if not rows or tuple(rows[0].split(separator)) != COLUMNS:
        faults.append(FecFault(1, "", "does not have the names of the 18 columns in order"))
    for number, row in enumerate(rows[1:], 2):
        fields = row.split(separator)
        if len(fields) == len(COLUMNS):
            lines.append(FecLine(number, dict(zip(COLUMNS, fields, strict=True))))
        else:
            faults.append(FecFault(number, "", f"has {len(fields)} columns, not {len(COLUMNS)}"))
    return lines, faults


def closing_day(name: str) -> date | None:
    """The last day of the financial year, from the file's name; None: the name is wrong."""
    match = NAME.fullmatch(name)
    return day_in(match[2]) if match else None


def day_in(text: str) -> date | None:
    """A day such as 20261231; None for anything else."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def cents_of(text: str) -> int:
    """An amount such as 12,50 in cents; 0 for anything else."""
    if not AMOUNT.fullmatch(text):
        return 0
    whole, _, part = text.partition(",")
    cents = int(whole.lstrip("-") + part.ljust(2, "0"))
    return -cents if text.startswith("-") else cents


def _name_faults(name: str) -> Iterator[FecFault]:
    match = NAME.fullmatch(name)
    if match is None or day_in(match[2]) is None:
        yield FecFault(0, "", f"the name {name} is not like 123456782FEC20261231.txt")
    elif not siren.is_valid(match[1]):
        yield FecFault(0, "", f"the name has no valid SIREN: {match[1]}")


def _fields_faults(lines: Sequence[FecLine]) -> Iterator[FecFault]:
    for line in lines:
        for column, text in line.fields.items():
            if what := _field_fault(column, text):
                yield FecFault(line.number, column, what)
        for first, second in TOGETHER:
            if bool(line[first]) != bool(line[second]):
                yield FecFault(line.number, first, f"and {second} must be given together")


def _field_fault(column: str, text: str) -> str | None:
    if not text:
        return "is empty" if column in REQUIRED else None
    wrong = {
        "is not a day such as 20261231": column in DATES and day_in(text) is None,
        "is not an amount such as 12,50": column in AMOUNTS and not AMOUNT.fullmatch(text),
        "does not begin with three digits of the chart of accounts": column == "CompteNum"
        and not ACCOUNT.fullmatch(text),
        "is not the code of a currency": column == "Idevise" and not CURRENCY.fullmatch(text),
    }
    return next((what for what, is_wrong in wrong.items() if is_wrong), None)


def _side_faults(lines: Sequence[FecLine]) -> Iterator[FecFault]:
    for line in lines:
        debit, credit = cents_of(line["Debit"]), cents_of(line["Credit"])
        if debit and credit:
            yield FecFault(line.number, "Debit", "and Credit are both given")
        elif not debit and not credit and not line["Montantdevise"]:
            yield FecFault(line.number, "Debit", "and Credit are both zero")


def _entry_faults(lines: Sequence[FecLine]) -> Iterator[FecFault]:
    """Each entry is in one place, balances, and has one journal and one date."""
    numbers = set()
    for number, of_entry in groupby(lines, key=lambda line: line.entry):
        own = list(of_entry)
        at = own[0].number
        if number in numbers:
            yield FecFault(at, "EcritureNum", f"{number} is continued after other entries")
        numbers.add(number)
        if difference := sum(line.cents for line in own):
            by = amount(abs(difference))
            yield FecFault(at, "", f"debits and credits of entry {number} differ by {by}")
        yield from _differing(own)


def _differing(entry: Sequence[FecLine]) -> Iterator[FecFault]:
    for line in entry[1:]:
        for column in ("JournalCode", "EcritureDate", "ValidDate"):
            if line[column] != entry[0][column]:
                yield FecFault(line.number, column, f"differs within entry {line.entry}")


def _number_faults(lines: Sequence[FecLine]) -> Iterator[FecFault]:
    expected = None
    for number, of_entry in groupby(lines, key=lambda line: line.entry):
        first = next(of_entry)
        if not number.isascii() or not number.isdigit():
            yield FecFault(first.number, "EcritureNum", f"{number} is not a number")
            continue
        if expected is not None and int(number) != expected:
            yield FecFault(first.number, "EcritureNum", f"is {number}, not {expected}: a gap")
        expected = int(number) + 1


def _order_faults(lines: Sequence[FecLine]) -> Iterator[FecFault]:
    """In the order in which they became final, after the opening balances."""
    latest, is_after_opening = date.min, False
    for line in lines:
        is_opening = line["JournalCode"] == Journal.OPENING.code
        if is_opening and is_after_opening:
            yield FecFault(line.number, "JournalCode", "the opening balances must come first")
        if is_opening and line["CompteNum"][:1] in ("6", "7"):
            yield FecFault(line.number, "CompteNum", "income and expenses have no opening balance")
        is_after_opening = is_after_opening or not is_opening
        valid = day_in(line["ValidDate"]) or latest
        if valid < latest and not is_opening:
            yield FecFault(line.number, "ValidDate", "is before that of an entry above it")
        latest = latest if is_opening else max(latest, valid)


def _label_faults(lines: Sequence[FecLine]) -> Iterator[FecFault]:
    """An account, an auxiliary account and a journal have one name each."""
    for code, label in (("CompteNum", "CompteLib"), ("CompAuxNum", "CompAuxLib")):
        yield from _two_names(lines, code, label)
    yield from _two_names(lines, "JournalCode", "JournalLib")


def _two_names(lines: Sequence[FecLine], code: str, label: str) -> Iterator[FecFault]:
    names: dict[str, str] = {}
    for line in lines:
        if names.setdefault(line[code], line[label]) != line[label]:
            yield FecFault(line.number, label, f"of {line[code]} is another one above")


def _days_after(closing: date | None, lines: Sequence[FecLine]) -> Iterator[FecFault]:
    if closing is None:
        return
    for line in lines:
        day = day_in(line["EcritureDate"])
        if day and day > closing:
            yield FecFault(line.number, "EcritureDate", "is after the end of the financial year")


RULES: tuple[Rule, ...] = (
    _fields_faults,
    _side_faults,
    _entry_faults,
    _number_faults,
    _order_faults,
    _label_faults,
)
