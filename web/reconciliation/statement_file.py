"""
The bank's statement as a CSV file: date, amount, currency, reference, and the category of fees.

The log keeps no names of people: of a reference, only words with a digit are kept. All lines are
imported, or none; each error names its line and column.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from marshmallow import ValidationError

from domain.money import CURRENCIES, Money
from payments.hash_chain import canonical
from payments.rail_statements.rail_statement import RailCategory, StatedLine
from web.http.form_fields import day_or_none
from web.i18n.language import gettext

COLUMNS = ("date", "amount", "currency", "reference")
CATEGORY = "category"
SEPARATORS = ";,\t"
AMOUNT = re.compile(r"([+-]?)([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")
SPACES = re.compile(r"[\s\u00a0\u202f']")
FRENCH_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
LONGEST_REFERENCE = 140
MAX_ERRORS = 100
T = TypeVar("T")


class FileError(NamedTuple):
    """What is wrong in a line, in the reader's language; the line is 1 for the header."""

    line: int
    column: str
    sentence: str


class StatementFile(NamedTuple):
    lines: list[StatedLine]
    errors: list[FileError]


def read_statement(raw: bytes) -> StatementFile:
    """The lines of a file, or what is wrong with it."""
    text = _decoded(raw)
    header, separator = _header(text)
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        sentence = gettext(
            "The first line must name the columns %(columns)s.", columns=", ".join(COLUMNS)
        )
        return StatementFile([], [FileError(1, ", ".join(missing), sentence)])
    lines, errors, copies = [], [], Counter[bytes]()
    for number, row in _rows(text, header, separator):
        read = _Row(number, row)
        if read.errors:
            errors += read.errors
        else:
            lines.append(read.line(copies))
    if not lines and not errors:
        errors.append(FileError(2, "date", gettext("The file has no lines.")))
    return StatementFile([] if errors else lines, errors[:MAX_ERRORS])


class _Row:
    """One line of the file, column by column."""

    def __init__(self, number: int, row: Mapping[str, str]) -> None:
        self._number, self._row = number, row
        self.errors: list[FileError] = []
        self._on = self._read("date", _day, date.min)
        amount = self._read("amount", _amount, 0)
        self._money = Money(amount, self._read("currency", _currency, ""))
        self._category = self._read(CATEGORY, _category, RailCategory.PAYMENT)
        self._reference = self._read("reference", _reference, "")

    def line(self, copies: Counter[bytes]) -> StatedLine:
        """With an id made of its content; of equal lines, the second has another one."""
        content = canonical([self._on, self._money, self._reference])
        copies[content] += 1
        digest = hashlib.sha256(content + str(copies[content]).encode()).hexdigest()[:32]
        return StatedLine(
            id=digest,
            reference=self._reference or f"line {digest[:8]}",
            amount=self._money,
            on=self._on,
            category=self._category,
        )

    def _read(self, column: str, read: Callable[[str], T], otherwise: T) -> T:
        try:
            return read(self._row.get(column, "").strip())
        except ValidationError as error:
            self.errors.append(FileError(self._number, column, str(error.messages[0])))
            return otherwise


def _day(text: str) -> date:
    french = FRENCH_DAY.fullmatch(text)
    day = day_or_none(f"{french[3]}-{french[2]}-{french[1]}" if french else text)
    if day is None:
        raise ValidationError(gettext("Enter a date such as 2017-10-31 or 31/10/2017."))
    return day


def _amount(text: str) -> int:
    match = AMOUNT.fullmatch(SPACES.sub("", text).replace("\u2212", "-"))
    if match is None:
        raise ValidationError(gettext("Enter an amount such as -1234.50 or -1 234,50."))
    minor = int(match[2]) * 100 + int((match[3] or "0").ljust(2, "0"))
    return -minor if match[1] == "-" else minor


def _currency(text: str) -> str:
    if text.upper() not in CURRENCIES:
        raise ValidationError(gettext("Enter EUR, GBP or CHF."))
    return text.upper()


def _category(text: str) -> RailCategory:
    if not text:
        return RailCategory.PAYMENT
    if text not in (RailCategory.PAYMENT, RailCategory.FEE):
        raise ValidationError(gettext("Enter payment or fee, or leave it empty."))
    return RailCategory(text)


def _reference(text: str) -> str:
    """The words with a digit: others may be names of people."""
    if len(text) > LONGEST_REFERENCE:
        raise ValidationError(gettext("Use at most %(n)s characters.", n=LONGEST_REFERENCE))
    return " ".join(word for word in text.split() if any(sign.isdigit() for sign in word))


def _decoded(raw: bytes) -> str:
    """Banks still write Latin-1."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _header(text: str) -> tuple[list[str], str]:
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    return [name.strip().strip('"').casefold() for name in first.split(separator)], separator


def _rows(text: str, header: list[str], separator: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(text.splitlines()[1:], delimiter=separator)
    for row in reader:
        if any(cell.strip() for cell in row):
            yield reader.line_num + 1, dict(zip(header, row, strict=False))
