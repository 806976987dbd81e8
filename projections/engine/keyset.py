"""Pages of a list that begin after an item, so that new items move nothing (keyset pagination)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, and_, or_, select

from domain.errors import NotFound

Order = Sequence[tuple[Column[Any], bool]]
"""Columns, and whether the highest come first; the last column is the item's id."""


def order_by(order: Order) -> list[ColumnElement[Any]]:
    return [column.desc() if is_descending else column.asc() for column, is_descending in order]


def follows(previous: UUID, order: Order, db: Connection) -> ColumnElement[bool]:
    """The condition that rows come after an item. Raises NotFound when there is no such item."""
    columns = [column for column, _ in order]
    item = db.execute(select(*columns).where(columns[-1] == previous.bytes)).one_or_none()
    if item is None:
        raise NotFound
    conditions = []
    for number, ((column, is_descending), value) in enumerate(zip(order, item, strict=True)):
        same = [columns[before] == item[before] for before in range(number)]
        conditions.append(and_(*same, column < value if is_descending else column > value))
    return or_(*conditions)
