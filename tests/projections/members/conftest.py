import pytest

from tests.support.pool_members import Crowd


@pytest.fixture
def crowd(market):
    crowd = Crowd(market)
    crowd.name_subjects()
    return crowd


@pytest.fixture
def query(market):
    """Calls a query of the pool, once the projections have caught up."""

    def query(read, *arguments, **named):
        market.projector.catch_up()
        with market.read_models.read(market.read_models.pool) as db:
            return read(*arguments, db, **named)

    return query
