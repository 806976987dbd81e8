"""ReadModelStore: the live generation, the cut-over to the next one, and who creates tables."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from domain.errors import NotNow
from projections.engine.projector import Projector
from projections.engine.rebuild import Rebuilder
from tests.support.languages_projection import LanguagesProjection, declare, languages_by_member
from tests.support.people import AMBASSADOR, EXPERT
from tests.support.postgres import PostgresServer
from tests.support.private_store import make_private_store
from tests.support.programs import (
    ROOT,
    kill,
    open_all_at_once,
    popen,
    processes,
    rebuild_for_ever,
    start,
)
from tests.support.random_commands import RandomCommands, opened
from tests.support.waiting import wait_until


@pytest.fixture
def languages():
    return LanguagesProjection()


@pytest.fixture
def read_model_store(market):
    return market.read_model_store


def catch_up(market, projection):
    Projector(market.log, market.read_model_store, [projection]).catch_up()


def rebuild(market, projection, progress=lambda *_: None):
    return Rebuilder(market.log, market.read_model_store, progress).rebuild(projection)


def languages_in(market, projection):
    with market.read_model_store.live(projection).read() as db:
        return languages_by_member(db)


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
        assert found == [[(projection.name, 1) for projection in market.read_models.all]] * 10
        assert {
            tuple(market.read_model_store.generation_numbers(projection))
            for projection in market.read_models.all
        } == {(1,)}


def test_tables_that_are_not_projected_yet_are_empty(read_model_store, languages):
    generation = read_model_store.live(languages)

    assert (generation.number, generation.version, generation.position()) == (1, 1, 0)
    assert read_model_store.live(languages) == generation
    with generation.read() as db:
        assert languages_by_member(db) == {}


def test_projections_do_not_share_their_tables_even_if_one_is_called_like_the_other(
    read_model_store,
):
    name, longer = LanguagesProjection("languages"), LanguagesProjection("languages_1")

    read_model_store.live(longer)
    read_model_store.create(longer)
    read_model_store.live(name)

    assert read_model_store.generation_numbers(name) == [1]
    assert read_model_store.generation_numbers(longer) == [1, 2]


# The cut-over.


def test_open_snapshots_keep_the_old_tables_and_new_ones_read_the_new(market, languages):
    declare(market.log, "en")
    catch_up(market, languages)

    with market.read_model_store.live(languages).read() as db:
        before = languages_by_member(db)
        declare(market.log, "fr")
        rebuild(market, languages)
        meanwhile = languages_by_member(db)

    assert before == meanwhile == {AMBASSADOR: ("en", 1)}
    assert market.read_model_store.live(languages).number == 2
    assert languages_in(market, languages) == {AMBASSADOR: ("fr", 2)}


def test_during_a_rebuild_the_live_tables_go_on_following(market, languages):
    declare(market.log, "en")
    catch_up(market, languages)
    states = []

    def meanwhile(*_):
        declare(market.log, "fr")
        catch_up(market, languages)
        states.append(
            (market.read_model_store.live(languages).number, languages_in(market, languages))
        )

    rebuild(market, languages, meanwhile)
    catch_up(market, languages)

    assert states == [(1, {AMBASSADOR: ("fr", 2)})]
    assert market.read_model_store.live(languages).number == 2
    assert languages_in(market, languages) == {AMBASSADOR: ("fr", 2)}


def test_the_previous_tables_stay_until_the_next_rebuild(market, read_model_store, languages):
    declare(market.log, "en")
    catch_up(market, languages)
    numbers = [read_model_store.generation_numbers(languages)]

    for _ in range(3):
        rebuild(market, languages)
        numbers.append(read_model_store.generation_numbers(languages))

    assert numbers == [[1], [1, 2], [2, 3], [3, 4]]
    assert read_model_store.generation("languages", 3).position() == 1


def test_of_two_rebuilds_at_once_one_is_refused_and_leaves_no_tables(
    market, read_model_store, languages
):
    declare(market.log, "en")
    catch_up(market, languages)
    half_way, other_is_done = Event(), Event()

    def wait_half_way(*_):
        half_way.set()
        other_is_done.wait(60)

    with ThreadPoolExecutor() as threads:
        first = threads.submit(rebuild, market, languages, wait_half_way)
        half_way.wait(60)
        with pytest.raises(NotNow, match="Another process is rebuilding languages"):
            rebuild(market, languages)
        with pytest.raises(NotNow, match="Another process is rebuilding languages"):
            Rebuilder(market.log, read_model_store, lambda *_: None).check(languages)
        meanwhile = read_model_store.generation_numbers(languages)
        other_is_done.set()
        first.result()

    assert meanwhile == read_model_store.generation_numbers(languages) == [1, 2]
    assert read_model_store.live(languages).number == 2
    assert languages_in(market, languages) == {AMBASSADOR: ("en", 1)}


def test_two_projections_may_be_rebuilt_at_once(market, languages):
    other = LanguagesProjection("other")
    rebuilt = []

    rebuild(market, languages)
    declare(market.log, "en")
    rebuild(market, languages, lambda *_: rebuilt.append(rebuild(market, other)))

    assert rebuilt == [1]
    assert (
        market.read_model_store.live(other).number
        == market.read_model_store.live(languages).number - 1
    )


def test_a_cut_over_from_tables_that_are_not_live_is_refused(market, read_model_store, languages):
    old = read_model_store.live(languages)
    rebuild(market, languages)
    late = read_model_store.create(languages)

    with pytest.raises(NotNow, match="rebuilt languages in the meantime"):
        read_model_store.cut_over(languages, old, late)

    assert read_model_store.live(languages).number == 2


def test_tables_that_pages_read_are_not_discarded(read_model_store, languages):
    generation, other = read_model_store.live(languages), read_model_store.create(languages)

    read_model_store.discard(languages, generation)
    read_model_store.discard(languages, other)

    assert read_model_store.generation_numbers(languages) == [1]
    assert generation.position() == 0


@pytest.mark.slow
def test_a_rebuild_that_is_killed_leaves_pages_as_they_were_and_the_next_one_clears_up(
    database_url, market, read_model_store
):
    RandomCommands(market).run(20)
    market.projector.catch_up()
    before = market.read_models.progress()
    facts, started = market.read_models.facts, processes.Event()

    program = start(rebuild_for_ever, database_url, "facts", started)
    started.wait(60)
    kill(program)

    assert market.read_models.progress() == before
    assert read_model_store.generation_numbers(facts) == [1, 2]
    wait_until(lambda: rebuilt(market, facts))
    assert read_model_store.live(facts).number == 3
    assert read_model_store.generation_numbers(facts) == [1, 3]


def rebuilt(market, projection):
    """Whether it could be; the database may take a moment to notice that a client was killed."""
    try:
        return rebuild(market, projection)
    except NotNow:
        return False


# Versions.


def test_tables_are_outdated_when_another_version_of_the_code_has_built_them(
    market, read_model_store
):
    older, newer = LanguagesProjection(version=1), LanguagesProjection(version=2)
    never = read_model_store.is_outdated(newer)
    catch_up(market, older)

    assert [never, read_model_store.is_outdated(older), read_model_store.is_outdated(newer)] == [
        False,
        False,
        True,
    ]
    rebuild(market, newer)
    assert [read_model_store.is_outdated(older), read_model_store.is_outdated(newer)] == [
        True,
        False,
    ]
    assert read_model_store.live(newer).version == 2


@pytest.mark.slow
def test_work_rebuilds_what_an_older_version_has_built(database_url, market):
    make_private_store(database_url)
    RandomCommands(market)
    market.projector.catch_up()
    build_by_older_code(market, market.read_models.facts)

    with popen(database_url, "work") as work:
        wait_until(lambda: not market.read_model_store.is_outdated(market.read_models.facts))
        position = declare(market.log, "en")
        wait_until(
            lambda: not any(projection.behind for projection in market.read_models.progress())
        )
        work.send_signal(signal.SIGTERM)
        errors = work.communicate()[1]

    assert (work.returncode, errors) == (0, "")
    assert market.read_model_store.generation_numbers(market.read_models.facts) == [2, 3]
    assert {projection.generation for projection in market.read_models.progress()} == {1, 3}
    assert {projection.position for projection in market.read_models.progress()} == {position}


def build_by_older_code(market, projection):
    class Older(type(projection)):
        version = projection.version - 1

    rebuild(market, Older())


# After a fork.

OPENS_THEN_FORKS = """
import os, sys
from tests.support.people import AMBASSADOR, EXPERT
from tests.support.languages_projection import LanguagesProjection, declare
from tests.support.random_commands import opened

def declare_and_project(market, *languages, by):
    position = declare(market.log, *languages, by=by)
    market.projector.projections = [LanguagesProjection()]
    market.projector.catch_up()
    assert market.read_model_store.live(LanguagesProjection()).position() >= position

with opened(sys.argv[1]) as market:
    declare_and_project(market, "en", by=AMBASSADOR)
    child = os.fork()
    for _ in range(20):
        declare_and_project(market, "fr", by=EXPERT if child else AMBASSADOR)
    if child:
        assert os.waitpid(child, 0)[1] == 0
        declare_and_project(market, "de", by=EXPERT)
"""


@pytest.mark.slow
def test_parent_and_child_both_go_on_after_a_fork(database_url, market, languages):
    program = subprocess.run(
        [sys.executable, "-c", OPENS_THEN_FORKS, database_url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (program.returncode, program.stderr) == (0, "")
    assert languages_in(market, languages) == {AMBASSADOR: ("fr", 21), EXPERT: ("de", 21)}


def test_in_postgresql_only_the_transaction_that_projects_does_not_wait_for_the_disk(
    postgres_url, languages
):
    with opened(postgres_url) as market:
        generation = market.read_model_store.live(languages)
        with generation.write() as db:
            writing = db.exec_driver_sql("SHOW synchronous_commit").scalar()
        with generation.read() as db:
            reading = db.exec_driver_sql("SHOW synchronous_commit").scalar()

    assert (writing, reading) == ("off", "on")


@pytest.mark.slow
@pytest.mark.postgres
def test_the_first_page_after_a_restart_of_the_server_is_answered(languages):
    with PostgresServer() as server, server.database() as url, opened(url) as market:
        declare(market.log, "en")
        catch_up(market, languages)
        server.stop()
        server.start()

        assert languages_in(market, languages) == {AMBASSADOR: ("en", 1)}
