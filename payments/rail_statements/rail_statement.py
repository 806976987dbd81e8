"""
The statement of a rail, month by month: what it says that came in and went out.

Lines of the bank are imported by finance, those of Stripe are fetched. A line is recorded once,
however often a file with it is imported.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from uuid import UUID, uuid5

from msgspec import Struct

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, translatable
from domain.money import CURRENCIES, Money

RAIL_STATEMENTS = UUID("7a115700-0000-4000-8000-000000000001")
LINES_AN_EVENT = 500


class RailAccount(StrEnum):
    """Where the platform's money is."""

    BANK = "bank"
    STRIPE = "stripe"


class RailCategory(StrEnum):
    """What a line is about, as far as it matters here."""

    PAYMENT = "payment"
    PROCESSING_FEE = "processing_fee"
    """Taken from a payment as it came in: posted as it is stated."""
    FEE = "fee"
    """Charged apart, such as once a month: a person compares it with what was accrued."""


class StatedLine(Struct, frozen=True):
    """A line of a rail's statement."""

    id: str
    """The rail's own, or made of the line's content: the same line has the same id."""
    reference: str
    """By which both sides know what it is about; never a person's name."""
    amount: Money
    """Below zero when it went out."""
    on: date
    """When the rail booked it."""
    category: RailCategory


def rail_statement_id(account: RailAccount, month: str) -> UUID:
    """The id of a rail's statement of a month such as `2017-10`."""
    return uuid5(RAIL_STATEMENTS, f"{account}/{month}")


class RailStatement(Aggregate):
    """What a rail says of one month."""

    ABSENT = translatable("There is no statement of this rail yet.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.line_ids: set[str] = set()

    class Imported(Event, frozen=True):
        """Lines of one day of the rail's statement were brought in."""

        account: RailAccount
        on: date
        """When the rail booked them: what they charge counts from this day."""
        lines: tuple[StatedLine, ...]
        by: UUID | None
        """Who imported the file; nothing when they were fetched."""

        def apply(self, statement: "RailStatement") -> None:
            statement.line_ids.update(line.id for line in self.lines)

    def import_lines(
        self,
        account: RailAccount,
        month: str,
        lines: Sequence[StatedLine],
        by: UUID | None,
        at: datetime,
    ) -> None:
        """
        Record the lines that are new, day by day.

        Raises Invalid for a line of another month, or in a currency that the books do not have.
        """
        if any(f"{line.on:%Y-%m}" != month for line in lines):
            raise Invalid("A line is not of the month of its statement.")
        for line in lines:
            if line.amount.currency not in CURRENCIES:
                currency = line.amount.currency
                raise Invalid("The ledger has no accounts in %(currency)s.", currency=currency)
        new = {line.id: line for line in lines if line.id not in self.line_ids}
        for on, some in _by_day(list(new.values())):
            self.record(self.Imported(at=at, account=account, on=on, lines=some, by=by))


def _by_day(lines: Sequence[StatedLine]) -> Iterator[tuple[date, tuple[StatedLine, ...]]]:
    """At most so many of a day at a time."""
    for on, of_day in groupby(sorted(lines, key=attrgetter("on")), key=attrgetter("on")):
        own = tuple(of_day)
        for first in range(0, len(own), LINES_AN_EVENT):
            yield on, own[first : first + LINES_AN_EVENT]
