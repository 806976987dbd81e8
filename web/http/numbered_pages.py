"""Pages of a list by number: a number past the last shows the last, nonsense shows the first."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from web.http.form_fields import whole_number

MOST_PAGES = 100_000
Row = TypeVar("Row")


class NumberedPage(NamedTuple, Generic[Row]):
    """The rows of one page of a list."""

    rows: Sequence[Row]
    number: int
    """From 1."""
    last: int
    """How many pages there are; 1 for an empty list."""
    n: int
    """How many rows the whole list has."""


def numbered_page(rows: Sequence[Row], wanted: str, size: int) -> NumberedPage[Row]:
    """wanted: the number of the page, as it stands in the address."""
    last = max(1, -(-len(rows) // size))
    number = min(max(1, whole_number(wanted, MOST_PAGES) or 1), last)
    return NumberedPage(rows[(number - 1) * size : number * size], number, last, len(rows))
