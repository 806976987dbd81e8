"""Drawing again: the same tables, in whatever batches the log was read; what differs is found."""

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
from projections.engine.generation import parked
from projections.engine.projector import Projector
from projections.engine.rebuild import Difference, Rebuilder
from projections.presence.tables import sessions
from tests.support.languages_projection import NOBODYS, Tongues, tell, told
from tests.support.people import AMBASSADOR, BRAND, EXPERT
from tests.support.programs import comptoir
from tests.support.random_commands import World, opened
from tests.support.raw_sql import insert, smuggle

LOST = conversations.c.lost_reason.is_not(None)
SOMEBODY = {
    "respondent_id": b"somebody",
    "presence": "left",
    "capacity": 0,
    "open_conversations": 0,
    "engagements": "{}",
    "languages": "[]",
    "subjects": "[]",
}


@pytest.fixture
def world(market):
    world = World(market)
    world.play(120)
    world.bring_history(30)
    market.projector.catch_up()
    return world


@dataclass
class Watcher:
    """Remembers what it was told of progress."""

    told: list = field(default_factory=list)

    def __call__(self, *progress):
        self.told.append(progress)


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


def told_in(market, projection):
    with market.read_models.read(projection) as db:
        return told(db)


# Comparing.


@pytest.mark.usefixtures("world")
def test_a_log_as_mixed_as_life_is_rebuilt_the_same(market):
    assert differences(market) == []


def test_an_empty_log_is_rebuilt_the_same(market):
    assert differences(market) == []


@pytest.mark.usefixtures("world")
def test_comparing_changes_nothing_and_leaves_nothing_behind(market):
    before = market.read_models.followed()

    differences(market)

    assert market.read_models.followed() == before
    assert [
        market.read_model_store.generation_numbers(each) for each in market.read_models.all
    ] == [[1]] * len(before)


def test_tables_that_are_behind_the_log_are_compared_as_far_as_they_have_come(market):
    world = World(market)
    world.play(60)
    market.projector.catch_up()
    world.play(60)

    assert differences(market) == []


def test_projections_that_have_read_differently_far_are_each_compared_where_they_are(market):
    world = World(market)
    world.play(60)
    market.projector.catch_up()
    world.play(60)
    Projector(market.log, market.read_model_store, [market.read_models.facts]).catch_up()

    behind = {each.name: each.behind > 0 for each in market.read_models.followed()}
    assert (behind["facts"], behind["presence"]) == (False, True)
    assert differences(market) == []


@pytest.mark.usefixtures("world")
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
        ("presence", sessions, insert_into(sessions).values(**SOMEBODY)),
    ],
)
def test_a_table_that_was_tampered_with_is_found_and_its_rows_are_counted(
    market, name, table, statement
):
    [projection] = [each for each in market.read_models.all if each.name == name]
    rows = rows_in(market, projection, table)

    change(market, projection, statement)

    rows_now = rows_in(market, projection, table)
    assert differences(market) == [Difference(name, table.name, rows_now, rows)]


# Rebuilding.


@pytest.mark.usefixtures("world")
def test_a_rebuild_mends_what_was_tampered_with(market):
    facts = market.read_models.facts
    change(market, facts, delete(conversations))
    change(market, facts, update(tallies).values(n=0))

    position = rebuilder(market).rebuild(facts)

    assert position == market.log.rows.head()
    assert differences(market) == []


def test_new_tables_are_followed_like_the_old_ones(market, world):
    rebuilder(market).rebuild(*market.read_models.all)

    world.play(60)
    market.projector.catch_up()

    assert {each.generation for each in market.read_models.followed()} == {2}
    assert differences(market) == []


@pytest.mark.parametrize("act", [Rebuilder.rebuild, Rebuilder.check])
def test_progress_is_reported_and_ends_where_the_log_ends(market, act):
    for _ in range(3):
        tell(market.log, *["en"] * 7_000)
    projection, watcher = Tongues(), Watcher()
    Projector(market.log, market.read_model_store, [projection]).catch_up()

    act(rebuilder(market, watcher), projection)

    assert watcher.told == [("tongues", done, 21_000) for done in (10_000, 20_000, 21_000)]


@pytest.mark.parametrize("act", [Rebuilder.rebuild, Rebuilder.check])
def test_an_interrupt_leaves_pages_as_they_were_and_nothing_behind(market, act):
    projection = Tongues()
    tell(market.log, "en")
    Projector(market.log, market.read_model_store, [projection]).catch_up()

    def interrupt(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        act(rebuilder(market, interrupt), projection)

    assert market.read_model_store.generation_numbers(projection) == [1]
    assert told_in(market, projection) == {AMBASSADOR: ("en", 1)}


def test_an_event_that_cannot_be_read_is_parked_again(database_url, market):
    World(market).play(30)
    smuggle(database_url, BRAND, "Brand.HoursSet.1", b"{}")
    smuggle(database_url, BRAND, "Brand.Danced.1", b"{}")
    market.projector.catch_up()
    before = market.read_models.parked()

    rebuilder(market).rebuild(*market.read_models.all)

    assert len(before) > len(market.read_models.all)
    assert market.read_models.parked() == before
    assert differences(market) == []


def test_where_a_fold_raises_nothing_is_rebuilt_until_it_is_mended(market):
    broken, mended = Tongues(), Tongues(refuses="")
    tell(market.log, "en", NOBODYS, "fr")
    tell(market.log, "de", by=EXPERT)
    Projector(market.log, market.read_model_store, [broken]).catch_up()

    with pytest.raises(ValueError, match="nobody speaks xx"):
        rebuilder(market).rebuild(broken)
    before = told_in(market, broken)
    rebuilder(market).rebuild(mended)

    assert before == {AMBASSADOR: ("en", 1), EXPERT: ("de", 1)}
    assert told_in(market, mended) == {AMBASSADOR: ("fr", 3), EXPERT: ("de", 1)}
    assert rows_in(market, mended, parked) == 0


# Several at once.


def test_the_log_is_read_once_for_all_that_are_rebuilt(market):
    tell(market.log, *["en"] * 700)
    first, second, watcher = Tongues("first"), Tongues("second"), Watcher()

    position = rebuilder(market, watcher).rebuild(first, second)

    assert position == 700
    assert watcher.told == [("2 projections", 700, 700)]
    assert told_in(market, first) == told_in(market, second) == {AMBASSADOR: ("en", 700)}


def test_where_one_fold_raises_none_is_cut_over(market):
    tell(market.log, "en", NOBODYS)
    whole, broken = Tongues("whole", refuses=""), Tongues("broken")

    with pytest.raises(ValueError, match="nobody speaks xx"):
        rebuilder(market).rebuild(whole, broken)

    for projection in (whole, broken):
        assert market.read_model_store.generation_numbers(projection) == [1]
        assert told_in(market, projection) == {}


def test_while_one_is_rebuilt_elsewhere_none_is_rebuilt(market):
    tell(market.log, "en")
    free, taken = Tongues("free"), Tongues("taken")

    with (
        market.read_model_store.rebuild_lock(taken),
        pytest.raises(NotNow, match="Another process is rebuilding taken"),
    ):
        rebuilder(market).rebuild(free, taken)

    assert market.read_model_store.generation_numbers(free) == []
    rebuilder(market).rebuild(free, taken)
    assert told_in(market, free) == told_in(market, taken) == {AMBASSADOR: ("en", 1)}


def test_nothing_is_rebuilt_where_nothing_is_chosen(market):
    assert rebuilder(market).rebuild() == 0
    assert rebuilder(market).check() == []


# The command line.


@pytest.mark.slow
@pytest.mark.usefixtures("world")
def test_the_command_line_finds_what_was_tampered_with_and_mends_it(database_url, market):
    rows = rows_in(market, market.read_models.facts, conversations)
    gone = change(market, market.read_models.facts, delete(conversations).where(LOST))

    found = comptoir(database_url, "rebuild", "--check")
    mended = comptoir(database_url, "rebuild", "facts")
    checked = comptoir(database_url, "rebuild", "--check")

    assert (found.returncode, found.stderr) == (1, "")
    assert found.stdout.splitlines() == [
        f"facts: conversations differs: {rows - gone} rows live, {rows} rebuilt."
        if each.name == "facts"
        else f"{each.name}: identical after the rebuild."
        for each in market.read_models.all
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
def lives(tmp_path_factory):
    """The logs of some worlds."""
    return [life(seed, tmp_path_factory.mktemp("life")) for seed in range(3)]


def life(seed, folder):
    with opened(f"sqlite:///{folder}/life.db") as market:
        world = World(market, seed)
        world.play(200)
        world.bring_history(15)
        world.play(100)
        return list(market.log.all_rows())


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 2),
    cuts=st.lists(st.integers(1, 250), max_size=12),
    broken=st.dictionaries(st.integers(0, 250), st.sampled_from(["topic", "state"]), max_size=3),
)
def test_any_cut_of_a_log_into_batches_gives_the_tables_of_one_rebuild(
    new_database, lives, seed, cuts, broken
):
    log = [spoilt(row, broken.get(number)) for number, row in enumerate(lives[seed])]

    with new_database() as url, opened(url) as market:
        for first, end in pairwise([0, *sorted(cuts), len(log)]):
            insert(url, log[first:end])
            market.projector.catch_up()

        assert differences(market) == []
        if before := market.read_models.parked():
            rebuilder(market).rebuild(*market.read_models.all)
            assert market.read_models.parked() == before


def spoilt(row, how):
    """An event as an accident leaves it: under no name we know, or without its content."""
    match how:
        case "topic":
            return row._replace(topic="Brand.Danced.1")
        case "state":
            return row._replace(state=b"{}")
    return row
