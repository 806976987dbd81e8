import pytest

from tests.support.pool_members import Crowd


@pytest.fixture
def crowd(market):
    crowd = Crowd(market)
    crowd.name_subjects()
    return crowd


@pytest.fixture
def asks(market):
    """A question of the pool, once pages have caught up."""

    def asks(question, *arguments, **named):
        market.projector.catch_up()
        with market.read_models.read(market.read_models.pool) as db:
            return question(*arguments, db, **named)

    return asks
