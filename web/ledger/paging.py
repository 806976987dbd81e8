"""Pages of a list that is small enough to be read as a whole: keyed, as those of long ones."""

from collections.abc import Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from domain.errors import NotFound
from web.http.access import ABSENT
from web.ledger.forms import FinanceQuery

Row = TypeVar("Row")


class KeyedPage(NamedTuple, Generic[Row]):
    """The rows of a page, and where the list goes on and begins."""

    rows: Sequence[Row]
    next_url: str
    first_url: str


def keyed_page(
    rows: Sequence[Row], query: FinanceQuery, endpoint: str, size: int
) -> KeyedPage[Row]:
    """
    The page after the row that the address names, by the id of its account or brand.

    Raises NotFound when the list has no such row.
    """
    start = 0
    if query.after:
        keys = [str(_key_of(row)) for row in rows]
        if query.after not in keys:
            raise NotFound(ABSENT)
        start = keys.index(query.after) + 1
    page = rows[start : start + size]
    goes_on = len(rows) > start + size
    next_url = query.url(endpoint, after=_key_of(page[-1])) if goes_on else ""
    return KeyedPage(page, next_url, query.url(endpoint) if query.after else "")


def _key_of(row: object) -> Hashable:
    id: int | UUID | None = getattr(row, "account_id", None) or getattr(row, "brand_id", None)
    return id
