"""Rebuilding: the same tables, in whatever batches the log was read; differences are found."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy import insert as insert_into

from domain.errors import NotNow
from projections.brands.brands import brands
from projections.conversations.tables import conversations, tallies
from projections.engine.generation import parked, set_position
from projections.engine.projector import Projector
from projections.engine.rebuild import Difference, Rebuilder
from projections.presence.tables import sessions
from tests.support.languages_projection import (
    REFUSED_LANGUAGE,
    LanguagesProjection,
    declare,
    languages_by_member,
)
from tests.support.people import AMBASSADOR, BRAND, EXPERT
from tests.support.programs import comptoir
from tests.support.random_commands import RandomCommands, opened
from tests.support.raw_sql import insert, smuggle

LOST = conversations.c.lost_reason.is_not(None)
EXTRA_ROW = {
    "respondent_id": b"respondent",
    "presence": "left",
    "capacity": 0,
    "open_conversations": 0,
    "engagements": "{}",
    "languages": "[]",
    "subjects": "[]",
}


@pytest.fixture
def random_commands(market):
    random_commands = RandomCommands(market)
    random_commands.run(120)
    random_commands.import_history(30)
    market.projector.catch_up()
    return random_commands


@dataclass
class Watcher:
    """Remembers how it was called with progress."""

    calls: list = field(default_factory=list)

    def __call__(self, *progress):
        self.calls.append(progress)


def rebuilder(market, progress=lambda *_: None):
    return Rebuilder(market.log, market.read_model_store, progress)


def differences(market):
    """The tables that differ, of all projections."""
    return rebuilder(market).check(*market.read_models.all)


def change(market, projection, statement):
    with market.read_model_store.live(projection).write() as db:
        return db.execute(statement).rowcount


def rows_in(market, projection, table):
    with market.read_models.read(projection) as db:
        return db.scalar(select(func.count()).select_from(table))


def languages_in(market, projection):
    with market.read_models.read(projection) as db:
        return languages_by_member(db)


# Comparing.


@pytest.mark.usefixtures("random_commands")
def test_a_log_of_random_commands_is_rebuilt_the_same(market):
    assert differences(market) == []


def test_an_empty_log_is_rebuilt_the_same(market):
    assert differences(market) == []


@pytest.mark.usefixtures("random_commands")
def test_comparing_changes_nothing_and_leaves_nothing_behind(market):
    before = market.read_models.progress()

    differences(market)

    assert market.read_models.progress() == before
    assert [
        market.read_model_store.generation_numbers(projection)
        for projection in market.read_models.all
    ] == [[1]] * len(before)


def test_tables_that_are_behind_the_log_are_compared_as_far_as_they_have_come(market):
    random_commands = RandomCommands(market)
    random_commands.run(60)
    market.projector.catch_up()
    random_commands.run(60)

    assert differences(market) == []


def test_tables_that_are_ahead_of_the_log_are_not_compared(market):
    declare(market.log, "en")
    languages = LanguagesProjection("languages")
    rebuilder(market).rebuild(languages)
    with market.read_model_store.live(languages).write() as db:
        set_position(99, 0, db)
    numbers = market.read_model_store.generation_numbers(languages)

    with pytest.raises(NotNow, match="up to position 99, but the log ends at"):
        rebuilder(market).check(languages)

    assert market.read_model_store.generation_numbers(languages) == numbers


def test_a_rebuild_beyond_the_log_ends_where_the_log_ends(market):
    declare(market.log, "en")

    assert rebuilder(market).rebuild(LanguagesProjection("languages"), upto=99) == 1


def test_projections_are_compared_at_their_own_positions(market):
    random_commands = RandomCommands(market)
    random_commands.run(60)
    market.projector.catch_up()
    random_commands.run(60)
    Projector(market.log, market.read_model_store, [market.read_models.facts]).catch_up()

    behind = {
        projection.name: projection.behind > 0 for projection in market.read_models.progress()
    }
    assert (behind["facts"], behind["presence"]) == (False, True)
    assert differences(market) == []


@pytest.mark.usefixtures("random_commands")
@pytest.mark.parametrize(
    ("name", "table", "statement"),
    [
        ("facts", conversations, update(conversations).values(language="de")),
        ("facts", conversations, update(conversations).where(LOST).values(lost_reason="x")),
        ("facts", tallies, update(tallies).values(n=tallies.c.n + 1)),
        ("facts", tallies, delete(tallies).where(tallies.c.measure == "requests")),
        ("brands", brands, update(brands).where(brands.c.slug == "road").values(name="Rd")),
        (
            "presence",
            sessions,
            update(sessions).values(open_conversations=sessions.c.open_conversations + 1),
        ),
        ("presence", sessions, insert_into(sessions).values(**EXTRA_ROW)),
    ],
)
def test_a_changed_table_is_found_and_its_rows_are_counted(market, name, table, statement):
    [projection] = [projection for projection in market.read_models.all if projection.name == name]
    rows = rows_in(market, projection, table)

    change(market, projection, statement)

    rows_now = rows_in(market, projection, table)
    assert differences(market) == [Difference(name, table.name, rows_now, rows)]


# Rebuilding.


@pytest.mark.usefixtures("random_commands")
def test_a_rebuild_repairs_changed_tables(market):
    facts = market.read_models.facts
    change(market, facts, delete(conversations))
    change(market, facts, update(tallies).values(n=0))

    position = rebuilder(market).rebuild(facts)

    assert position == market.log.rows.head()
    assert differences(market) == []


def test_new_tables_are_followed_like_the_old_ones(market, random_commands):
    rebuilder(market).rebuild(*market.read_models.all)

    random_commands.run(60)
    market.projector.catch_up()

    assert {projection.generation for projection in market.read_models.progress()} == {2}
    assert differences(market) == []


@pytest.mark.parametrize("act", [Rebuilder.rebuild, Rebuilder.check])
def test_progress_is_reported_and_ends_where_the_log_ends(market, act):
    for _ in range(3):
        declare(market.log, *["en"] * 7_000)
    projection, watcher = LanguagesProjection(), Watcher()
    Projector(market.log, market.read_model_store, [projection]).catch_up()

    act(rebuilder(market, watcher), projection)

    assert watcher.calls == [("languages", done, 21_000) for done in (10_000, 20_000, 21_000)]


@pytest.mark.parametrize("act", [Rebuilder.rebuild, Rebuilder.check])
def test_an_interrupt_leaves_pages_as_they_were_and_nothing_behind(market, act):
    projection = LanguagesProjection()
    declare(market.log, "en")
    Projector(market.log, market.read_model_store, [projection]).catch_up()

    def interrupt(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        act(rebuilder(market, interrupt), projection)

    assert market.read_model_store.generation_numbers(projection) == [1]
    assert languages_in(market, projection) == {AMBASSADOR: ("en", 1)}


def test_an_event_that_cannot_be_read_is_parked_again(database_url, market):
    RandomCommands(market).run(30)
    smuggle(database_url, BRAND, "Brand.HoursSet.1", b"{}")
    smuggle(database_url, BRAND, "Brand.Danced.1", b"{}")
    market.projector.catch_up()
    before = market.read_models.parked()

    rebuilder(market).rebuild(*market.read_models.all)

    assert len(before) > len(market.read_models.all)
    assert market.read_models.parked() == before
    assert differences(market) == []


def test_where_a_fold_raises_nothing_is_rebuilt_until_it_is_repaired(market):
    broken, mended = LanguagesProjection(), LanguagesProjection(refuses="")
    declare(market.log, "en", REFUSED_LANGUAGE, "fr")
    declare(market.log, "de", by=EXPERT)
    Projector(market.log, market.read_model_store, [broken]).catch_up()

    with pytest.raises(ValueError, match="no member speaks xx"):
        rebuilder(market).rebuild(broken)
    before = languages_in(market, broken)
    rebuilder(market).rebuild(mended)

    assert before == {AMBASSADOR: ("en", 1), EXPERT: ("de", 1)}
    assert languages_in(market, mended) == {AMBASSADOR: ("fr", 3), EXPERT: ("de", 1)}
    assert rows_in(market, mended, parked) == 0


# Several at once.


def test_the_log_is_read_once_for_all_that_are_rebuilt(market):
    declare(market.log, *["en"] * 700)
    first, second, watcher = LanguagesProjection("first"), LanguagesProjection("second"), Watcher()

    position = rebuilder(market, watcher).rebuild(first, second)

    assert position == 700
    assert watcher.calls == [("2 projections", 700, 700)]
    assert languages_in(market, first) == languages_in(market, second) == {AMBASSADOR: ("en", 700)}


def test_where_one_fold_raises_none_is_cut_over(market):
    declare(market.log, "en", REFUSED_LANGUAGE)
    whole, broken = LanguagesProjection("whole", refuses=""), LanguagesProjection("broken")

    with pytest.raises(ValueError, match="no member speaks xx"):
        rebuilder(market).rebuild(whole, broken)

    for projection in (whole, broken):
        assert market.read_model_store.generation_numbers(projection) == [1]
        assert languages_in(market, projection) == {}


def test_while_one_is_rebuilt_elsewhere_none_is_rebuilt(market):
    declare(market.log, "en")
    free, locked = LanguagesProjection("free"), LanguagesProjection("locked")

    with (
        market.read_model_store.rebuild_lock([locked]),
        pytest.raises(NotNow, match="Another process is rebuilding locked"),
    ):
        rebuilder(market).rebuild(free, locked)

    assert market.read_model_store.generation_numbers(free) == []
    rebuilder(market).rebuild(free, locked)
    assert languages_in(market, free) == languages_in(market, locked) == {AMBASSADOR: ("en", 1)}


def test_nothing_is_rebuilt_where_nothing_is_chosen(market):
    assert rebuilder(market).rebuild() == 0
    assert rebuilder(market).check() == []


# The command line.


@pytest.mark.slow
@pytest.mark.usefixtures("random_commands")
def test_the_command_line_finds_what_was_tampered_with_and_mends_it(database_url, market):
    rows = rows_in(market, market.read_models.facts, conversations)
    gone = change(market, market.read_models.facts, delete(conversations).where(LOST))

    found = comptoir(database_url, "rebuild", "--check")
    mended = comptoir(database_url, "rebuild", "facts")
    checked = comptoir(database_url, "rebuild", "--check")

    assert (found.returncode, found.stderr) == (1, "")
    assert found.stdout.splitlines() == [
        f"facts: conversations differs: {rows - gone} rows live, {rows} rebuilt."
        if projection.name == "facts"
        else f"{projection.name}: identical after the rebuild."
        for projection in market.read_models.all
    ]
    assert (mended.returncode, mended.stderr) == (0, "")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.count("identical after the rebuild.") == len(market.read_models.all)


# The law: in whichever batches a log was read, its tables are those of one rebuild.


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def new_database(request, tmp_path_factory):
    """What makes one empty database after another, on both engines in turn."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_server").database
    return partial(new_file, tmp_path_factory.mktemp("law"))


@contextmanager
def new_file(folder):
    with TemporaryDirectory(dir=folder) as empty:
        yield f"sqlite:///{empty}/law.db"


@pytest.fixture(scope="module")
def recorded_logs(tmp_path_factory):
    """Several logs of random commands."""
    return [random_log(seed, tmp_path_factory.mktemp("life")) for seed in range(3)]


def random_log(seed, folder):
    with opened(f"sqlite:///{folder}/life.db") as market:
        random_commands = RandomCommands(market, seed)
        random_commands.run(200)
        random_commands.import_history(15)
        random_commands.run(100)
        return list(market.log.all_rows())


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 2),
    cuts=st.lists(st.integers(1, 250), max_size=12),
    broken=st.dictionaries(st.integers(0, 250), st.sampled_from(["topic", "state"]), max_size=3),
)
def test_any_cut_of_a_log_into_batches_gives_the_tables_of_one_rebuild(
    new_database, recorded_logs, seed, cuts, broken
):
    log = [damaged(row, broken.get(number)) for number, row in enumerate(recorded_logs[seed])]

    with new_database() as url, opened(url) as market:
        for first, end in pairwise([0, *sorted(cuts), len(log)]):
            insert(url, log[first:end])
            market.projector.catch_up()

        assert differences(market) == []
        if before := market.read_models.parked():
            rebuilder(market).rebuild(*market.read_models.all)
            assert market.read_models.parked() == before


def damaged(row, damage):
    """An event as an accident leaves it: with an unknown topic, or without its content."""
    match damage:
        case "topic":
            return row._replace(topic="Brand.Danced.1")
        case "state":
            return row._replace(state=b"{}")
    return row
