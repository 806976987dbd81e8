"""
Cursors of lists: which item a page ended with, so that new items move nothing (keyset pagination).

They are signed for one list with its filters: what is in them is not to be guessed, and a cursor of
another list is refused rather than misread.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from flask import request
from itsdangerous import BadData, URLSafeSerializer
from marshmallow import ValidationError

from domain.errors import NotFound
from web.api.schemas import PAGE_ERRORS
from web.http.request_context import current_settings

Item = TypeVar("Item")
OF_A_PAGE = ("cursor", "limit")


def cursor_error() -> ValidationError:
    return ValidationError({"query": {"cursor": [PAGE_ERRORS["cursor"]()]}})


def id_in(cursor: str | None) -> str | None:
    """The id of the item that the page before ended with. Raises ValidationError."""
    if cursor is None:
        return None
    try:
        return str(_serializer().loads(cursor))
    except BadData as error:
        raise cursor_error() from error


def items_after(
    query: Mapping[str, Any], read_after: Callable[[UUID | None, int], list[Item]]
) -> list[Item]:
    """
    The items of a page, and one more if there are more.

    read_after: reads at most so many items that follow the one with an id, and raises NotFound
    when there is none; None is the start of the list. Raises ValidationError for a bad cursor.
    """
    cursor = id_in(query.get("cursor"))
    try:
        return read_after(None if cursor is None else UUID(cursor), query["limit"] + 1)
    except NotFound:
        raise cursor_error() from None


def page_of(
    items: Sequence[Item], limit: int, id_of: Callable[[Item], object], show: Callable[[Item], Any]
) -> dict[str, Any]:
    """
    A page as its schema wants it.

    items: those of this page, and one more if there are more. id_of: what tells an item from all
    others of the list.
    """
    shown = items[:limit]
    next_cursor = _serializer().dumps(str(id_of(shown[-1]))) if len(items) > limit else None
    return {"items": [show(item) for item in shown], "next_cursor": next_cursor}


def _serializer() -> URLSafeSerializer:
    filters = sorted(item for item in request.args.items() if item[0] not in OF_A_PAGE)
    salt = f"cursor of {request.path}?{urlencode(filters)}"
    return URLSafeSerializer(current_settings().secret_key, salt)
