"""
The FEC: all entries of a financial year in one file, as a French tax inspector may ask for it.

Its form is article A47 A-1 of the livre des procédures fiscales. One file in euros: a file for each
currency would be no books at all. Entries are in the order in which they were recorded, and
numbered in it from 1; the opening balances come first. Points are left out: they are no money.

* fec_name     the file's name
* fec_file     the file
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from anyascii import anyascii
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_number

from domain.errors import Invalid
from payments.accounting.booked_lines import (
    BookedAccount,
    BookedBalances,
    BookedEntry,
    BookedLine,
    booked_entries,
    day_of,
)
from payments.accounting.exchange_rates import EURO, ExchangeRates
from payments.accounting.fec_labels import Journal, entry_label, journal_of
from payments.accounting.french_chart import LOSS, PROFIT
from payments.ledger.entries import LedgerEntry

COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
SEPARATOR, LINE_END = "\t", "\r\n"
ENCODING = "iso8859-15"
"""Of the character sets that the article allows, the one that has é and €."""
OPENING = "Solde à nouveau"

NameOf = Callable[[UUID], str | None]
"""Reads the name of a brand or an expert; None: there is none, and the file has the id instead."""
ReadEntries = Callable[[], Iterable[LedgerEntry]]
"""Reads the ledger from its beginning; called twice."""


class FinancialYear(NamedTuple):
    """What the file is about: its days, both included."""

    first_day: date
    last_day: date


class _Heading(NamedTuple):
    """What all lines of an entry of the file have in common."""

    number: int
    journal: Journal
    day: date
    piece: str
    piece_day: date
    label: str
    valid_day: date


def no_names(_id: UUID) -> None:
    """The file has ids only."""


def fec_name(siren: str, last_day: date) -> str:
    """The name the article wants. Raises Invalid for a SIREN that does not exist."""
    try:
        return f"{siren_number.validate(siren)}FEC{last_day:%Y%m%d}.txt"
    except ValidationError as error:
        raise Invalid("This SIREN is not valid. It has nine digits.") from error


def fec_file(
    read_entries: ReadEntries,
    year: FinancialYear,
    rates: ExchangeRates,
    name_of: NameOf = no_names,
) -> Iterator[bytes]:
    """
    The file, line by line. Dates are days in UTC, as the ledger's months are.

    Raises Invalid for a rate that is missing.
    """
    yield _encoded(COLUMNS)
    opening = _opening(booked_entries(read_entries(), rates), year.first_day)
    if opening:
        heading = _opening_heading(year.first_day)
        yield from _rows(heading, opening, name_of)
    number = int(bool(opening))
    for booked in booked_entries(read_entries(), rates):
        if year.first_day <= booked.day <= year.last_day:
            number += 1
            yield from _rows(_heading(number, booked), booked.lines, name_of)


def _opening(entries: Iterable[BookedEntry], first_day: date) -> list[BookedLine]:
    """What accounts held before the first day; income and expenses are one line, their result."""
    balances, result = BookedBalances(), 0
    for booked in entries:
        if booked.day < first_day:
            balances.add(booked)
    lines = []
    for line in balances.lines():
        if line.account.account.is_income_or_expense:
            result += line.cents
        else:
            lines.append(line)
    return [*_result_line(result), *lines]


def _result_line(cents: int) -> Iterator[BookedLine]:
    if cents:
        yield BookedLine(BookedAccount(PROFIT if cents > 0 else LOSS, None, EURO), cents, cents)


def _opening_heading(day: date) -> _Heading:
    return _Heading(1, Journal.OPENING, day, f"AN-{day:%Y%m%d}", day, OPENING, day)


def _heading(number: int, booked: BookedEntry) -> _Heading:
    entry = booked.entry
    return _Heading(
        number=number,
        journal=journal_of(line.account.account for line in booked.lines),
        day=booked.day,
        piece=entry.key,
        piece_day=day_of(entry.effective_us),
        label=entry_label(entry),
        valid_day=day_of(entry.recorded_us),
    )


def _rows(heading: _Heading, lines: Iterable[BookedLine], name_of: NameOf) -> Iterator[bytes]:
    for line in lines:
        yield _encoded(_fields(heading, line, name_of))


def _fields(heading: _Heading, line: BookedLine, name_of: NameOf) -> list[str]:
    account, owner_id, currency = line.account
    is_foreign = currency != EURO
    return [
        heading.journal.code,
        heading.journal.label,
        str(heading.number),
        _day(heading.day),
        *account,
        *_auxiliary(owner_id, name_of),
        heading.piece,
        _day(heading.piece_day),
        heading.label,
        amount(max(0, -line.cents)),
        amount(max(0, line.cents)),
        "",
        "",
        _day(heading.valid_day),
        # Like the debit positive, like the credit negative: the sums of a currency are zero.
        amount(-line.original) if is_foreign else "",
        currency if is_foreign else "",
    ]


def _auxiliary(owner_id: UUID | None, name_of: NameOf) -> tuple[str, str]:
    if owner_id is None:
        return "", ""
    return str(owner_id), name_of(owner_id) or str(owner_id)


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def amount(minor: int) -> str:
    """With a decimal comma, and no separator of thousands."""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100},{abs(minor) % 100:02}"


def _encoded(fields: Iterable[str]) -> bytes:
    line = SEPARATOR.join(map(_clean, fields)) + LINE_END
    return line.encode(ENCODING)


def _clean(text: str) -> str:
    """In the file's characters, without those that separate fields and lines."""
    return " ".join("".join(map(_allowed, text)).split())


def _allowed(character: str) -> str:
    try:
        character.encode(ENCODING)
    except UnicodeEncodeError:
        return anyascii(character)
    return character
