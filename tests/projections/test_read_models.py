"""Read models: their progress, and how long a page waits to show what was just written."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from projections.brands.brands import all_brands
from projections.engine.projector import Projector
from projections.read_models import Lag, ProjectionProgress, ReadModels
from tests.support.people import BRAND, MANAGER, OTHER_BRAND, after
from tests.support.raw_sql import smuggle

NEVER = 1_000_000


@pytest.fixture
def read_models(market):
    return market.read_models


def register(market, brand_id, slug):
    return market.brands.register(brand_id, slug, slug, "Europe/Paris", "EUR", MANAGER, after(0))


def names_of(brands):
    return [brand.slug for brand in brands]


# Reading one's own writes.


def test_where_nothing_has_happened_nothing_is_waited_for(read_models):
    assert read_models.is_caught_up_to(0, patience_s=0)


def test_what_every_projection_has_read_is_there_at_once(market, read_models):
    position = register(market, BRAND, "road")
    market.projector.catch_up()

    assert read_models.is_caught_up_to(position, patience_s=0)
    assert read_models.is_caught_up_to(position - 1, patience_s=0)


def test_what_has_just_been_done_is_waited_for(market, read_models):
    position = register(market, BRAND, "road")

    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(read_models.is_caught_up_to, position, patience_s=60)
        market.projector.catch_up()

        assert waiting.result() is True


def test_waiting_ends_when_patience_is_over(market, read_models):
    register(market, BRAND, "road")
    market.projector.catch_up()

    assert read_models.is_caught_up_to(NEVER, patience_s=0.01) is False
    assert read_models.is_caught_up_to(NEVER) is False


def test_one_projection_that_is_behind_is_enough_to_wait_for(market, read_models):
    position = register(market, BRAND, "road")
    others = [projection for projection in read_models.all if projection is not read_models.brands]
    Projector(market.log, market.read_model_store, others).catch_up()

    assert read_models.is_caught_up_to(position, patience_s=0.01) is False


def test_a_projection_that_has_not_read_what_is_none_of_its_business_is_not_waited_for(
    market, read_models
):
    position = register(market, BRAND, "road")
    others = [
        projection
        for projection in read_models.all
        if projection is not read_models.programme_costs
    ]
    Projector(market.log, market.read_model_store, others).catch_up()

    assert read_models.is_caught_up_to(position, patience_s=0.01) is True


# How far each has read.


def test_the_progress_of_projections_is_listed_by_name(market, read_models):
    register(market, BRAND, "road")
    Projector(market.log, market.read_model_store, [read_models.facts]).catch_up()
    head = register(market, OTHER_BRAND, "nest")
    Projector(market.log, market.read_model_store, [read_models.brands]).catch_up()

    progress = {projection.name: projection for projection in read_models.progress()}

    assert list(progress) == [projection.name for projection in read_models.all]
    assert progress["brands"] == ProjectionProgress("brands", 1, position=head, behind=0, parked=0)
    assert progress["facts"] == ProjectionProgress("facts", 1, position=1, behind=1, parked=0)
    assert progress["programme_costs"] == ProjectionProgress(
        "programme_costs", 1, position=0, behind=head, parked=0
    )


def test_no_projection_is_further_than_the_log(market):
    """The log's head is read first; when a projection is read, both may have moved."""
    register(market, BRAND, "road")
    market.projector.catch_up()
    a_moment_ago = SimpleNamespace(rows=SimpleNamespace(head=lambda: 0))

    progress = ReadModels(a_moment_ago, market.read_model_store).progress()

    assert {(projection.position, projection.behind) for projection in progress} == {(1, 0)}


# What they lack of the log.


def test_unread_events_that_concern_projections_are_counted_once(market, read_models):
    register(market, BRAND, "road")
    some = (read_models.brands, read_models.facts, read_models.programme_costs)

    assert read_models.lag(some) == Lag(unread=1, parked=0)
    assert read_models.lag([read_models.programme_costs]) == Lag(unread=0, parked=0)


def test_nothing_is_lacking_once_all_is_read(market, read_models):
    register(market, BRAND, "road")
    market.projector.catch_up()

    assert not any(read_models.lag(read_models.all))


def test_events_parked_by_several_projections_are_counted_once(database_url, market, read_models):
    smuggle(database_url, BRAND, "Brand.Dreamt.1", b"{}")
    market.projector.catch_up()

    assert read_models.lag(read_models.all) == Lag(unread=0, parked=1)


# One consistent view.


def test_a_page_reads_one_moment_however_long_it_takes(market, read_models):
    register(market, BRAND, "road")
    market.projector.catch_up()

    with read_models.read(read_models.brands) as db:
        before = names_of(all_brands(db))
        register(market, OTHER_BRAND, "nest")
        market.projector.catch_up()
        meanwhile = names_of(all_brands(db))
    with read_models.read(read_models.brands) as db:
        afterwards = names_of(all_brands(db))

    assert before == meanwhile == ["road"]
    assert afterwards == ["nest", "road"]
