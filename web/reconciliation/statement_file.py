"""
The bank's statement as a CSV file: date, amount, currency, reference, and the category of fees.

The log keeps no names, account numbers and e-mail addresses of people: of a reference, only other
words with a digit are kept. All lines are imported, or none; each error names its line and column.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from io import StringIO
from typing import NamedTuple, TypeVar

from marshmallow import ValidationError

from domain.money import CURRENCIES, Money
from payments.hash_chain import canonical
from payments.rail_statements.rail_statement import RailCategory, StatedLine
from web.http.form_fields import EARLIEST_DAY, LATEST_DAY, day_or_none, text_error
from web.i18n.language import gettext
from web.payments.bank_references import public_words

COLUMNS = ("date", "amount", "currency", "reference")
CATEGORY = "category"
ID = "id"
"""The bank's own number of a line, if its file has one."""
SEPARATORS = ";,\t"
AMOUNT = re.compile(r"([+-]?)([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")
SPACES = re.compile(r"[\s\u00a0\u202f']")
FRENCH_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
LINE_END = re.compile(r"\r\n|\r|\n")
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
        if row is None:
            errors.append(FileError(number, "", _unreadable()))
            continue
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
        self._id = self._read(ID, _short, "")

    def line(self, copies: Counter[bytes]) -> StatedLine:
        """
        With an id made of the bank's own number, or else of its content.

        Of equal lines without a number, the second has another id.
        """
        content = canonical([self._id or [self._on, self._money, self._reference]])
        copies[content] += 1
        copy = 1 if self._id else copies[content]
        digest = hashlib.sha256(content + str(copy).encode()).hexdigest()[:32]
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
    if day is None or not EARLIEST_DAY <= day <= LATEST_DAY:
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
    words = public_words(_short(text))
    return " ".join(word for word in words if any(sign.isdigit() for sign in word))


def _short(text: str) -> str:
    if len(text) > LONGEST_REFERENCE:
        raise ValidationError(gettext("Use at most %(n)s characters.", n=LONGEST_REFERENCE))
    if error := text_error(text):
        raise ValidationError(error)
    return text


def _decoded(raw: bytes) -> str:
    """Banks still write Windows-1252."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _header(text: str) -> tuple[list[str], str]:
    first = LINE_END.split(text, maxsplit=1)[0]
    separator = max(SEPARATORS, key=first.count)
    return [name.strip().strip('"').casefold() for name in first.split(separator)], separator


def _rows(
    text: str, header: list[str], separator: str
) -> Iterator[tuple[int, dict[str, str] | None]]:
    """After the header: the line on which each begins, and its cells; None if it cannot be read."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        first = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error:
            yield first, None
            return
        if row is None:
            return
        if first > 1 and any(cell.strip() for cell in row):
            yield first, dict(zip(header, row, strict=False))


def _unreadable() -> str:
    return gettext("The quotation marks of this line do not match. Correct it.")
