"""Shelves: which tables are read, how the next ones take over, and who may lay them out."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from domain.errors import NotNow
from projections.engine.projector import Projector
from projections.engine.rebuild import Rebuilder
from tests.support.languages_projection import Tongues, tell, told
from tests.support.people import AMBASSADOR, EXPERT
from tests.support.programs import (
    ROOT,
    kill,
    open_all_at_once,
    popen,
    processes,
    rebuild_for_ever,
    start,
)
from tests.support.random_commands import World, opened
from tests.support.waiting import wait_until


@pytest.fixture
def tongues():
    return Tongues()


@pytest.fixture
def shelves(market):
    return market.shelves


def draw(market, projection):
    Projector(market.log, market.shelves, [projection]).catch_up()


def rebuild(market, projection, progress=lambda *_: None):
    return Rebuilder(market.log, market.shelves, progress).rebuild(projection)


def told_in(market, projection):
    with market.shelves.live(projection).reading() as db:
        return told(db)


# The first time.


@pytest.mark.slow
def test_ten_programs_open_a_new_database_at_once_and_agree_on_its_tables(database_url):
    together, answers = processes.Barrier(10), processes.SimpleQueue()

    programs = [start(open_all_at_once, database_url, together, answers) for _ in range(10)]
    for program in programs:
        program.join()

    assert [program.exitcode for program in programs] == [0] * 10
    found = [answers.get() for _ in programs]
    with opened(database_url) as market:
        assert found == [[(each.name, 1) for each in market.pages.all]] * 10
        assert {tuple(market.shelves.generations(each)) for each in market.pages.all} == {(1,)}


def test_tables_that_nobody_has_drawn_yet_are_empty(shelves, tongues):
    shelf = shelves.live(tongues)

    assert (shelf.generation, shelf.version, shelf.position()) == (1, 1, 0)
    assert shelves.live(tongues) == shelf
    with shelf.reading() as db:
        assert told(db) == {}


def test_projections_do_not_share_their_tables_even_if_one_is_called_like_the_other(shelves):
    name, longer = Tongues("tongues"), Tongues("tongues_1")

    shelves.live(longer)
    shelves.fresh(longer)
    shelves.live(name)

    assert shelves.generations(name) == [1]
    assert shelves.generations(longer) == [1, 2]


# The switch.


def test_those_who_read_go_on_reading_the_old_tables_and_the_next_read_the_new(market, tongues):
    tell(market.log, "en")
    draw(market, tongues)

    with market.shelves.live(tongues).reading() as db:
        before = told(db)
        tell(market.log, "fr")
        rebuild(market, tongues)
        meanwhile = told(db)

    assert before == meanwhile == {AMBASSADOR: ("en", 1)}
    assert market.shelves.live(tongues).generation == 2
    assert told_in(market, tongues) == {AMBASSADOR: ("fr", 2)}


def test_while_tables_are_drawn_aside_pages_read_the_live_ones_and_these_go_on(market, tongues):
    tell(market.log, "en")
    draw(market, tongues)
    seen = []

    def meanwhile(*_):
        tell(market.log, "fr")
        draw(market, tongues)
        seen.append((market.shelves.live(tongues).generation, told_in(market, tongues)))

    rebuild(market, tongues, meanwhile)
    draw(market, tongues)

    assert seen == [(1, {AMBASSADOR: ("fr", 2)})]
    assert market.shelves.live(tongues).generation == 2
    assert told_in(market, tongues) == {AMBASSADOR: ("fr", 2)}


def test_the_previous_tables_stay_until_the_next_rebuild(market, shelves, tongues):
    tell(market.log, "en")
    draw(market, tongues)
    kept = [shelves.generations(tongues)]

    for _ in range(3):
        rebuild(market, tongues)
        kept.append(shelves.generations(tongues))

    assert kept == [[1], [1, 2], [2, 3], [3, 4]]
    assert shelves.shelf("tongues", 3).position() == 1


def test_of_two_rebuilds_at_once_one_is_refused_and_leaves_nothing_behind(market, shelves, tongues):
    tell(market.log, "en")
    draw(market, tongues)
    half_way, other_is_done = Event(), Event()

    def wait_half_way(*_):
        half_way.set()
        other_is_done.wait(60)

    with ThreadPoolExecutor() as threads:
        first = threads.submit(rebuild, market, tongues, wait_half_way)
        half_way.wait(60)
        with pytest.raises(NotNow, match="Somebody else is drawing tongues again just now"):
            rebuild(market, tongues)
        with pytest.raises(NotNow, match="Somebody else is drawing tongues"):
            Rebuilder(market.log, shelves, lambda *_: None).check(tongues)
        meanwhile = shelves.generations(tongues)
        other_is_done.set()
        first.result()

    assert meanwhile == shelves.generations(tongues) == [1, 2]
    assert shelves.live(tongues).generation == 2
    assert told_in(market, tongues) == {AMBASSADOR: ("en", 1)}


def test_two_projections_may_be_drawn_again_at_once(market, tongues):
    other = Tongues("other")
    rebuilt = []

    rebuild(market, tongues)
    tell(market.log, "en")
    rebuild(market, tongues, lambda *_: rebuilt.append(rebuild(market, other)))

    assert rebuilt == [1]
    assert market.shelves.live(other).generation == market.shelves.live(tongues).generation - 1


def test_tables_that_are_no_longer_read_cannot_be_switched_away_from(market, shelves, tongues):
    old = shelves.live(tongues)
    rebuild(market, tongues)
    late = shelves.fresh(tongues)

    with pytest.raises(NotNow, match="drawn tongues again meanwhile"):
        shelves.switch(tongues, old, late)

    assert shelves.live(tongues).generation == 2


def test_tables_that_pages_read_are_not_discarded(shelves, tongues):
    shelf, other = shelves.live(tongues), shelves.fresh(tongues)

    shelves.discard(tongues, shelf)
    shelves.discard(tongues, other)

    assert shelves.generations(tongues) == [1]
    assert shelf.position() == 0


@pytest.mark.slow
def test_a_rebuild_that_is_killed_leaves_pages_as_they_were_and_the_next_one_clears_up(
    database_url, market, shelves
):
    World(market).play(20)
    market.projector.catch_up()
    before = market.pages.followed()
    facts, begun = market.pages.facts, processes.Event()

    program = start(rebuild_for_ever, database_url, "facts", begun)
    begun.wait(60)
    kill(program)

    assert market.pages.followed() == before
    assert shelves.generations(facts) == [1, 2]
    wait_until(lambda: rebuilt(market, facts))
    assert shelves.live(facts).generation == 3
    assert shelves.generations(facts) == [1, 3]


def rebuilt(market, projection):
    """Whether it could be; the database may take a moment to notice that somebody was killed."""
    try:
        return rebuild(market, projection)
    except NotNow:
        return False


# Versions.


def test_tables_are_outdated_when_another_version_of_the_code_has_drawn_them(market, shelves):
    older, newer = Tongues(version=1), Tongues(version=2)
    never = shelves.is_outdated(newer)
    draw(market, older)

    assert [never, shelves.is_outdated(older), shelves.is_outdated(newer)] == [False, False, True]
    rebuild(market, newer)
    assert [shelves.is_outdated(older), shelves.is_outdated(newer)] == [True, False]
    assert shelves.live(newer).version == 2


@pytest.mark.slow
def test_work_draws_again_what_an_older_version_has_drawn(database_url, market):
    World(market)
    market.projector.catch_up()
    draw_by_older_code(market, market.pages.facts)

    with popen(database_url, "work") as work:
        wait_until(lambda: not market.shelves.is_outdated(market.pages.facts))
        position = tell(market.log, "en")
        wait_until(lambda: not any(each.behind for each in market.pages.followed()))
        work.send_signal(signal.SIGTERM)
        errors = work.communicate()[1]

    assert (work.returncode, errors) == (0, "")
    assert market.shelves.generations(market.pages.facts) == [2, 3]
    assert {each.generation for each in market.pages.followed()} == {1, 3}
    assert {each.position for each in market.pages.followed()} == {position}


def draw_by_older_code(market, projection):
    class Older(type(projection)):
        version = projection.version - 1

    rebuild(market, Older())


# After a fork.

OPENS_THEN_FORKS = """
import os, sys
from tests.support.people import AMBASSADOR, EXPERT
from tests.support.languages_projection import Tongues, tell
from tests.support.random_commands import opened

def draw(market, *languages, by):
    position = tell(market.log, *languages, by=by)
    market.projector.projections = [Tongues()]
    market.projector.catch_up()
    assert market.shelves.live(Tongues()).position() >= position

with opened(sys.argv[1]) as market:
    draw(market, "en", by=AMBASSADOR)
    child = os.fork()
    for _ in range(20):
        draw(market, "fr", by=EXPERT if child else AMBASSADOR)
    if child:
        assert os.waitpid(child, 0)[1] == 0
        draw(market, "de", by=EXPERT)
"""


@pytest.mark.slow
def test_parent_and_child_both_go_on_after_a_fork(database_url, market, tongues):
    program = subprocess.run(
        [sys.executable, "-c", OPENS_THEN_FORKS, database_url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (program.returncode, program.stderr) == (0, "")
    assert told_in(market, tongues) == {AMBASSADOR: ("fr", 21), EXPERT: ("de", 21)}


def test_in_postgresql_only_the_transaction_that_draws_does_not_wait_for_the_disk(
    postgres_url, tongues
):
    with opened(postgres_url) as market:
        shelf = market.shelves.live(tongues)
        with shelf.write() as db:
            drawing = db.exec_driver_sql("SHOW synchronous_commit").scalar()
        with shelf.reading() as db:
            reading = db.exec_driver_sql("SHOW synchronous_commit").scalar()

    assert (drawing, reading) == ("off", "on")
