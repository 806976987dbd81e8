"""A long log, drawn in two halves by two processes at once: the same tables as by one."""

from contextlib import closing
from uuid import UUID

import pytest
from sqlalchemy import delete

from projections.conversations.tables import conversations
from projections.engine.parallel_rebuild import later_half
from projections.engine.read_model_store import Shelves
from projections.engine.rebuild import Rebuilder
from tests.projections.in_memory_projections import content
from tests.support.random_commands import World, opened
from tests.support.raw_sql import smuggle

pytestmark = pytest.mark.slow


@pytest.fixture
def market(sqlite_url):
    with opened(sqlite_url) as market:
        yield market


def play(market, before=205, url=None):
    """A mixed log; with its address, after so many steps something that nobody can read."""
    world = World(market)
    world.play(before)
    if url:
        smuggle(url, UUID(int=99), "Conversation.Rated.1", b"{}")
    world.play(335 - before)
    market.projector.catch_up()
    return world


def rebuilder(market, long=1, progress=lambda *_: None):
    """From so many events on a log is long, and two draw it."""
    return Rebuilder(market.log, market.shelves, progress, long=long)


def test_two_halves_come_to_the_same_as_the_whole(market):
    play(market)

    assert rebuilder(market).check(market.pages.facts) == []
    assert market.shelves.generations(market.pages.facts) == [1]


def test_what_differs_is_found_by_two_as_by_one(market):
    play(market)
    with market.shelves.live(market.pages.facts).append_request() as db:
        db.execute(delete(conversations))

    [found] = rebuilder(market).check(market.pages.facts)

    assert (found.table, found.rows_live) == ("conversations", 0)
    assert found.rows_rebuilt > 0


def test_what_two_have_drawn_is_followed_by_the_projector(market):
    world = play(market)
    rebuilder(market).rebuild(market.pages.facts)

    world.play(60)
    market.projector.catch_up()

    assert rebuilder(market, 10**9).check(market.pages.facts) == []


def test_progress_counts_what_both_have_read_and_ends_where_the_log_ends(market):
    play(market)
    told = []

    by_two = rebuilder(market, progress=lambda *progress: told.append(progress))
    by_two.rebuild(market.pages.facts)

    head = market.log.rows.head()
    assert [total for _, _, total in told] == [head] * len(told)
    assert sorted(told) == told
    assert told[-1] == ("facts", head, head)


@pytest.mark.parametrize("steps", [20, 120, 310])
def test_with_something_unreadable_in_a_half_one_draws_it_all(market, sqlite_url, steps):
    play(market, steps, sqlite_url)
    before = market.pages.parked()
    assert "facts" in [each.projection for each in before]

    rebuilder(market).rebuild(market.pages.facts)

    assert market.pages.parked() == before
    assert rebuilder(market, 10**9).check(market.pages.facts) == []


def test_a_process_that_was_killed_has_drawn_nothing(market):
    play(market)

    with later_half(market.log, market.shelves, market.pages.facts) as half:
        half.end()
        assert not half.will_be_ready()
        assert not half.is_drawn()

    assert market.shelves.generations(market.pages.facts) == [1]


def test_a_process_that_is_asked_for_nothing_draws_nothing(market):
    play(market)

    with later_half(market.log, market.shelves, market.pages.facts) as half:
        assert half.will_be_ready()

    assert not half.is_drawn()
    assert market.shelves.generations(market.pages.facts) == [1]


def test_a_process_tells_how_much_it_has_read(market):
    play(market)
    middle, head = market.log.rows.head() // 2, market.log.rows.head()

    with later_half(market.log, market.shelves, market.pages.facts) as half:
        half.begin(middle, head)
        assert half.is_drawn()
        assert half.read == head - middle


def test_a_log_in_postgresql_is_shared_too_when_it_is_drawn_into_files(postgres_url, tmp_path):
    with (
        opened(postgres_url) as market,
        closing(Shelves(f"sqlite:///{tmp_path / 'a.db'}")) as files,
    ):
        play(market)
        facts = market.pages.facts
        told = []

        Rebuilder(market.log, files, lambda *progress: told.append(progress), long=1).rebuild(facts)

        assert told[-1] == ("facts", market.log.rows.head(), market.log.rows.head())
        with files.live(facts).reading() as aside, market.shelves.live(facts).reading() as live:
            assert content(facts, aside) == content(facts, live)
