"""Pages of a list by their number; templates/paging.html leads from one to the next."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from flask import request

from web.http.form_fields import whole_number

Row = TypeVar("Row")


class ListPage(NamedTuple):
    """A page of a list: its number from 1 on, the last one's, and how many rows each has."""

    number: int
    last: int
    size: int
    parameter: str = "page"
    """Which one of the address says the number."""

    @property
    def first(self) -> int:
        """How many rows come before it."""
        return (self.number - 1) * self.size

    def rows_of(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Its part of the whole list."""
        return rows[self.first : self.first + self.size]


def page_of(n: int, size: int, parameter: str = "page") -> ListPage:
    """
    The page that the address asks for by `page`, of a list with n rows.

    Without a number it is the first one; past the end it is the last. parameter: another one for
    each further list.
    """
    last = max(1, -(-n // size))
    text = request.args.get(parameter, "")
    number = whole_number(text, last) if text.isdecimal() else 1
    return ListPage(last if number is None else max(1, number), last, size, parameter)
