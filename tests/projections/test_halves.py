"""A long log, drawn in two halves by two processes at once: the same tables as by one."""

from uuid import UUID

import pytest
from sqlalchemy import delete

from projections.facts.tables import conversations
from projections.halves import later_half
from projections.rebuild import Rebuilder
from tests.support.databases import smuggle
from tests.support.worlds import World, opened

PIECES = (1, 60, 200)
"""From so many events on a log is long: its later half begins at the middle, or further on."""


@pytest.fixture
def market(sqlite_url):
    with opened(sqlite_url) as market:
        yield market


def play(market, url=None):
    """A mixed log; with its address, something towards the end that nobody can read."""
    world = World(market)
    world.play(205)
    if url:
        smuggle(url, UUID(int=99), "Conversation.Rated.1", b"{}")
    world.play(130)
    market.projector.catch_up()
    return world


def rebuilder(market, long, progress=lambda *_: None):
    return Rebuilder(market.log, market.shelves, progress, long=long)


@pytest.mark.parametrize("long", PIECES)
def test_two_halves_come_to_the_same_as_the_whole(market, long):
    play(market)
    assert market.log.rows.head() > max(PIECES)

    assert rebuilder(market, long).check(market.pages.facts) == []
    assert market.shelves.generations(market.pages.facts) == [1]


def test_what_differs_is_found_by_two_as_by_one(market):
    play(market)
    with market.shelves.live(market.pages.facts).writing() as db:
        db.execute(delete(conversations))

    [found] = rebuilder(market, 1).check(market.pages.facts)

    assert (found.table, found.rows_live) == ("conversations", 0)
    assert found.rows_rebuilt > 0


def test_what_two_have_drawn_is_followed_by_the_projector(market):
    world = play(market)
    rebuilder(market, 1).rebuild(market.pages.facts)

    world.play(60)
    market.projector.catch_up()

    assert rebuilder(market, 10**9).check(market.pages.facts) == []


def test_progress_counts_what_both_have_read_and_ends_where_the_log_ends(market):
    play(market)
    told = []

    rebuilder(market, 1, lambda *progress: told.append(progress)).rebuild(market.pages.facts)

    head = market.log.rows.head()
    assert [total for _, _, total in told] == [head] * len(told)
    assert sorted(told) == told
    assert told[-1] == ("facts", head, head)


@pytest.mark.parametrize("where", ["earlier", "later"])
def test_with_something_unreadable_in_a_half_one_draws_it_all(market, sqlite_url, where):
    play(market, sqlite_url)
    before = market.pages.parked()
    [at] = [each.position for each in before if each.projection == "facts"]
    # The later half begins at the middle, or after three quarters.
    head = market.log.rows.head()
    assert head // 2 < at < head // 4 * 3
    long = 1 if where == "later" else head

    rebuilder(market, long).rebuild(market.pages.facts)

    assert market.pages.parked() == before
    assert rebuilder(market, 10**9).check(market.pages.facts) == []


def test_a_process_that_was_killed_has_drawn_nothing(market):
    play(market)
    span = (market.log.rows.head() // 2, market.log.rows.head())

    with later_half(market.log, market.shelves, market.pages.facts, span) as half:
        half.end()
        assert not half.is_drawn()

    assert market.shelves.generations(market.pages.facts) == [1]


def test_a_process_tells_how_much_it_has_read(market):
    play(market)
    middle, head = market.log.rows.head() // 2, market.log.rows.head()

    with later_half(market.log, market.shelves, market.pages.facts, (middle, head)) as half:
        assert half.is_drawn()
        assert half.read == head - middle
