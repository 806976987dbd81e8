"""
Whether files and ledger agree: each total of FEC, invoices and DAC7 beside that of the ledger.

The ledger's side is computed on its own, from balances and movements of accounts, and not by what
writes the files.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from domain.errors import Invalid
from domain.log.event_log import EventLog
from payments import accounts
from payments.accounting.dac7_figures import SellerFigures
from payments.accounting.exchange_rates import EURO
from payments.accounting.fec_check import FecLine, cents_of
from payments.accounting.french_chart import FRENCH_ACCOUNTS
from payments.accounting.ledger_months import GroupInMonth, group_months
from payments.accounts import POINTS
from payments.invoices.invoice_series import InvoiceKind
from payments.invoices.issued_documents import IssuedDocument, documents_of_month, read_documents
from payments.invoices.released_earnings import ReleasedEarning, released_in
from payments.ledger.tables import account, entry, line
from payments.months import month_after, month_before, month_of

HeldByCurrency = Mapping[tuple[str, str], int]
"""Minor units, by what they are the sum of, and currency."""
ONE_DAY = timedelta(days=1)


class Months(NamedTuple):
    """Whole months (UTC), the first and the last included."""

    first: str
    last: str

    def all(self) -> Iterator[str]:
        month = self.first
        while month <= self.last:
            yield month
            month = month_after(month)


class TotalsLine(NamedTuple):
    """A total of a file beside the ledger's, in minor units; credits are positive."""

    source: str
    """Which file: `fec`, `invoices` or `dac7`."""
    name: str
    currency: str
    in_ledger: int
    in_file: int
    waiting: int = 0
    """What is in the ledger and belongs into a later file: it counts as explained."""

    @property
    def difference(self) -> int:
        return self.in_ledger - self.in_file - self.waiting


def whole_months(first_day: date, last_day: date) -> Months:
    """Raises Invalid unless the days are the first of a month and the last of one."""
    if first_day.day != 1 or (last_day + ONE_DAY).day != 1 or last_day < first_day:
        raise Invalid("Choose whole months, such as 2026-01-01 to 2026-03-31.")
    return Months(month_of(first_day), month_of(last_day))


def fec_totals(lines: Iterable[FecLine], months: Months, db: Connection) -> list[TotalsLine]:
    """What each French account holds in the file, in the original currencies."""
    in_file: Counter[tuple[str, str]] = Counter()
    for fec_line in lines:
        currency = fec_line["Idevise"] or EURO
        minor = -fec_line.cents if currency == EURO else -cents_of(fec_line["Montantdevise"])
        in_file[fec_line["CompteNum"], currency] += minor
    return [
        TotalsLine("fec", number, currency, held, in_file[number, currency])
        for (number, currency), held in sorted(_by_french_account(months, db).items())
    ]


def _by_french_account(months: Months, db: Connection) -> HeldByCurrency:
    """Balances at the end; of income and expenses only what moved in the months."""
    before = _closing(group_months(month_before(months.first), db))
    sums: Counter[tuple[str, str]] = Counter()
    for (group, currency), held in _closing(group_months(months.last, db)).items():
        french = FRENCH_ACCOUNTS[group]
        earlier = before.get((group, currency), 0) if french.is_income_or_expense else 0
        sums[french.number, currency] += held - earlier
    return sums


def _closing(groups: Iterable[GroupInMonth]) -> dict[tuple[str, str], int]:
    return {(group.name, group.unit): group.closing for group in groups if group.unit != POINTS}


def dac7_totals(
    reported: Iterable[SellerFigures], months: Months, db: Connection
) -> list[TotalsLine]:
    """What experts were credited: reported and left out together."""
    in_file: Counter[str] = Counter()
    for figures in reported:
        in_file[figures.currency] += figures.consideration.amount
    return [
        TotalsLine("dac7", "credited to experts", currency, credited, in_file[currency])
        for currency, credited in sorted(_credited(months, db).items())
    ]


def _credited(months: Months, db: Connection) -> Mapping[str, int]:
    """How much more experts are owed at the end than at the beginning, and what was paid out."""
    credited: Counter[str] = Counter()
    for month, sign in ((months.last, 1), (month_before(months.first), -1)):
        for (group, currency), held in _closing(group_months(month, db)).items():
            if group in ("expert:payable", "expert:in_transit", "expert:advance"):
                credited[currency] += sign * held
    for currency, paid in _paid_out(months, db):
        credited[currency] -= paid
    return credited


def _paid_out(months: Months, db: Connection) -> Iterator[tuple[str, int]]:
    """What payouts moved on the accounts with money, negative when it went out, by currency."""
    rails = [source.name for source in accounts.PAYOUT_SOURCES]
    query = (
        select(line.c.unit, func.sum(-line.c.amount_minor))
        .join(entry, entry.c.id == line.c.entry_id)
        .join(account, account.c.id == line.c.account_id)
        .where(entry.c.period.between(months.first, months.last), account.c.name.in_(rails))
        .where(entry.c.event_type.startswith("Payout."))
        .group_by(line.c.unit)
    )
    for currency, minor in db.execute(query):
        yield currency, int(minor)


def invoice_totals(log: EventLog, months: Months, db: Connection) -> list[TotalsLine]:
    """Prices and commissions of released earnings: invoiced, or waiting to be."""
    in_file: Counter[tuple[str, str]] = Counter()
    covered: set[int] = set()
    for document in _documents(log, months):
        gross = document.signed(document.content.totals.gross)
        in_file[document.content.kind.value, gross.currency] += gross.amount
        covered |= set(document.content.entries)
    in_ledger, waiting = _to_invoice(months, covered, db)
    return [
        TotalsLine("invoices", kind, unit, held, in_file[kind, unit], waiting[kind, unit])
        for (kind, unit), held in sorted(in_ledger.items())
    ]


def _documents(log: EventLog, months: Months) -> Iterator[IssuedDocument]:
    for month in months.all():
        yield from read_documents(log, documents_of_month(log, month))


def _to_invoice(
    months: Months, covered: set[int], db: Connection
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """What was released, and what of it no invoice covers, by kind of invoice and currency."""
    released, waiting = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for earning in _released(months, db):
        parts = {
            InvoiceKind.SELF_BILLED.value: earning.price,
            InvoiceKind.COMMISSION.value: earning.commission,
        }
        for kind, money in parts.items():
            released[kind, money.currency] += money.amount
            waiting[kind, money.currency] += 0 if earning.entry in covered else money.amount
    return released, waiting


def _released(months: Months, db: Connection) -> Iterator[ReleasedEarning]:
    for month in months.all():
        for earnings in released_in(month, db).values():
            yield from earnings
