"""Pages of a list that is read as a whole, or whose keys are: numbered from 1."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from flask import request

from web.http.form_fields import whole_number

PAGE_SIZE = 50
MOST_PAGES = 100_000
Row = TypeVar("Row")


class ListPage(NamedTuple):
    """Which part of a list is shown."""

    number: int
    last: int
    """Of the list; an empty list has one page."""
    n: int
    """How many rows all pages have."""
    parameter: str
    """Which parameter of the address says the number."""

    @property
    def first_row(self) -> int:
        """How many rows are on the pages before."""
        return (self.number - 1) * PAGE_SIZE

    def of(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows of this page."""
        return rows[self.first_row : self.first_row + PAGE_SIZE]


def page_of(n: int, parameter: str = "page") -> ListPage:
    """
    The page that the address asks for, of a list of n rows; past the last one, the last.

    parameter: another one for each list on a page.
    """
    last = max(1, -(-n // PAGE_SIZE))
    wanted = whole_number(request.args.get(parameter, "1"), MOST_PAGES) or 1
    return ListPage(min(wanted, last), last, n, parameter)
