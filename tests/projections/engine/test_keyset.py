"""Pages that begin after an item, whatever order the columns have."""

from contextlib import contextmanager
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Column,
    LargeBinary,
    MetaData,
    Table,
    create_engine,
    insert,
    select,
)

from domain.errors import NotFound
from projections.engine.keyset import follows, order_by

tables = MetaData()
items = Table(
    "items",
    tables,
    Column("item_id", LargeBinary, primary_key=True),
    Column("day", BigInteger, nullable=False),
    Column("second", BigInteger, nullable=False),
)
FEW = st.integers(0, 2)


@contextmanager
def table_of(rows):
    engine = create_engine("sqlite://")
    tables.create_all(engine)
    with engine.connect() as db:
        for number, (day, second) in enumerate(rows):
            ours = {"item_id": UUID(int=number).bytes, "day": day, "second": second}
            db.execute(insert(items).values(**ours))
        yield db


def page(previous, order, db):
    """The ids of two items that follow one."""
    query = select(items.c.item_id).order_by(*order_by(order)).limit(2)
    if previous is not None:
        query = query.where(follows(UUID(bytes=previous), order, db))
    return db.scalars(query).all()


@settings(deadline=None)
@given(st.lists(st.tuples(FEW, FEW), max_size=8), st.tuples(st.booleans(), st.booleans()))
def test_page_after_page_gives_each_item_once_in_order(rows, descending):
    c = items.c
    order = ((c.day, descending[0]), (c.second, descending[1]), (c.item_id, False))
    with table_of(rows) as db:
        paged = []
        while following := page(paged[-1] if paged else None, order, db):
            paged += following

        assert paged == db.scalars(select(c.item_id).order_by(*order_by(order))).all()


def test_an_item_that_is_not_there_is_not_found():
    with table_of([]) as db, pytest.raises(NotFound):
        follows(UUID(int=99), ((items.c.item_id, False),), db)
