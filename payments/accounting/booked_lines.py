"""
The ledger's money as a French accountant reads it: dated in open months, in euros, without points.

* booked_entries   entries in the order in which they were recorded
* BookedBalances   what accounts hold of entries, in euros and in their own currency
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from payments.accounting.exchange_rates import ExchangeRates, in_euro_cents
from payments.accounting.french_chart import FRENCH_ACCOUNTS, FrenchAccount, account_name
from payments.accounts import POINTS
from payments.ledger.entries import LedgerEntry, LedgerLine, month_of_us
from payments.months import first_day_of


class BookedAccount(NamedTuple):
    """A French account, whose it is, and its currency."""

    account: FrenchAccount
    owner_id: UUID | None
    currency: str


class BookedLine(NamedTuple):
    """An amount in cents of euro, and in minor units of its own currency; a credit is positive."""

    account: BookedAccount
    cents: int
    original: int


class BookedEntry(NamedTuple):
    """An entry of the ledger without points, on a day of the month it is booked in."""

    entry: LedgerEntry
    day: date
    lines: tuple[BookedLine, ...]


def booked_entries(entries: Iterable[LedgerEntry], rates: ExchangeRates) -> Iterator[BookedEntry]:
    """Entries that move money, as they come. Raises Invalid for a rate that is missing."""
    for entry in entries:
        lines = [line for line in entry.lines if line.unit != POINTS]
        if lines:
            yield BookedEntry(entry, booked_on(entry), tuple(_in_euros(lines, entry, rates)))


def booked_on(entry: LedgerEntry) -> date:
    """The day it happened (UTC); of a late fact the first day of the month it is booked in."""
    if month_of_us(entry.effective_us) == entry.period:
        return day_of(entry.effective_us)
    return first_day_of(entry.period)


def day_of(moment_us: int) -> date:
    """The day (UTC) of a moment in microseconds since 1970."""
    return datetime.fromtimestamp(moment_us // 1_000_000, UTC).date()


def _in_euros(
    lines: Sequence[LedgerLine], entry: LedgerEntry, rates: ExchangeRates
) -> Iterator[BookedLine]:
    for unit, of_unit in groupby(sorted(lines, key=_unit), key=_unit):
        same = list(of_unit)
        amounts = [line.amount_minor for line in same]
        converted = in_euro_cents(amounts, rates.of(unit, entry.period))
        for line, cents in zip(same, converted, strict=True):
            yield BookedLine(booked_account(line.account.name, unit), cents, line.amount_minor)


def booked_account(name: str, unit: str) -> BookedAccount:
    """The French account of a ledger account of money."""
    group, owner_id = account_name(name)
    return BookedAccount(FRENCH_ACCOUNTS[group], owner_id, unit)


def _unit(line: LedgerLine) -> str:
    return line.unit


class BookedBalances:
    """What accounts hold; credits are positive."""

    def __init__(self) -> None:
        self.cents = Counter[BookedAccount]()
        self.original = Counter[BookedAccount]()

    def add(self, booked: BookedEntry) -> None:
        for account, cents, original in booked.lines:
            self.cents[account] += cents
            self.original[account] += original

    def lines(self) -> list[BookedLine]:
        """In order; without those that hold nothing in either."""
        lines = [
            BookedLine(account, cents, self.original[account])
            for account, cents in self.cents.items()
            if cents or self.original[account]
        ]
        return sorted(lines, key=lambda line: _order(line.account))


def _order(account: BookedAccount) -> tuple[str, str, str]:
    return account.account.number, str(account.owner_id or ""), account.currency
