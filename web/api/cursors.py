"""
Cursors of lists: which item a page ended with, so that new items move nothing (keyset pagination).

They are signed for one list with its filters: what is in them is not to be guessed, and a cursor of
another list is refused rather than misread.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request
from itsdangerous import BadData, URLSafeSerializer
from marshmallow import ValidationError

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


def after(
    previous: str | None, items: Sequence[Item], id_of: Callable[[Item], object]
) -> list[Item]:
    """
    The items that follow one of them, for lists that are short enough to be read whole.

    previous: its id; None is the start of the list. Raises ValidationError when it is gone.
    """
    if previous is None:
        return list(items)
    ids = [str(id_of(item)) for item in items]
    if previous not in ids:
        raise cursor_error()
    return list(items[ids.index(previous) + 1 :])


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
