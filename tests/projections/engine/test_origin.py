"""Read models know their log: those of another one, or of an older one, are never shown."""

from contextlib import contextmanager

import pytest

from domain.errors import NotNow
from projections.engine.projector import Projector
from projections.engine.rebuild import Rebuilder
from tests.support.languages_projection import LanguagesProjection, declare, languages_by_member
from tests.support.people import AMBASSADOR
from tests.support.random_commands import opened
from tests.support.raw_sql import execute

LANGUAGES = LanguagesProjection()


@pytest.fixture
def read_models_of_three_events(database_url):
    """A log with three events, and read models of them."""
    with opened(database_url) as market:
        declare(market.log, "en", "fr", "de")
        catch_up(market)
    return database_url


def catch_up(market):
    Projector(market.log, market.read_model_store, [LANGUAGES]).catch_up()


def restore_log_of_one_event(database_url):
    """As if a backup of the log had been restored, and nothing else."""
    execute(database_url, "DELETE FROM events WHERE position > 1")
    if database_url.startswith("postgresql"):
        execute(database_url, "UPDATE log_head SET position = 1")
    else:
        execute(database_url, "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'events'")


def become_another_log(database_url):
    execute(database_url, "UPDATE log_identity SET id = ?", bytes(16))


@contextmanager
def refused():
    with pytest.raises(NotNow, match="run `comptoir rebuild languages` to rebuild it"):
        yield


def test_read_models_of_this_log_are_read_after_a_restart(read_models_of_three_events):
    with opened(read_models_of_three_events) as market:
        assert market.read_model_store.live_of_this_log(LANGUAGES).position() == 3
        assert not market.read_model_store.is_outdated(LANGUAGES)


def test_empty_read_models_of_this_log_are_read(database_url):
    with opened(database_url) as market:
        assert market.read_model_store.live_of_this_log(LANGUAGES).position() == 0


def test_read_models_of_another_log_are_refused_and_outdated(read_models_of_three_events):
    become_another_log(read_models_of_three_events)

    with opened(read_models_of_three_events) as market:
        with refused():
            market.read_model_store.live_of_this_log(LANGUAGES)
        with refused():
            catch_up(market)
        with refused():
            Rebuilder(market.log, market.read_model_store, lambda *_: None).check(LANGUAGES)
        assert market.read_model_store.is_outdated(LANGUAGES)


def test_pages_do_not_read_read_models_of_another_log(database_url):
    with opened(database_url) as market:
        market.projector.catch_up()
    become_another_log(database_url)

    with opened(database_url) as market:
        for projection in market.read_models.all:
            with pytest.raises(NotNow), market.read_models.read(projection):
                pass


def test_read_models_ahead_of_a_restored_log_are_refused(read_models_of_three_events):
    restore_log_of_one_event(read_models_of_three_events)

    with opened(read_models_of_three_events) as market, refused():
        market.read_model_store.live_of_this_log(LANGUAGES)


def test_read_models_of_a_restored_log_that_has_grown_since_are_refused(
    read_models_of_three_events,
):
    restore_log_of_one_event(read_models_of_three_events)

    with opened(read_models_of_three_events) as market:
        assert declare(market.log, "it", "es", "nl") == 4
        with refused():
            catch_up(market)
        with refused():
            market.read_model_store.live_of_this_log(LANGUAGES)


def test_read_models_from_before_logs_had_ids_are_outdated(read_models_of_three_events):
    with (
        opened(read_models_of_three_events) as market,
        market.read_model_store.live(LANGUAGES).write() as db,
    ):
        db.exec_driver_sql("DROP TABLE origin")

    with opened(read_models_of_three_events) as market:
        assert market.read_model_store.is_outdated(LANGUAGES)


def test_a_rebuild_makes_them_read_models_of_this_log(read_models_of_three_events):
    restore_log_of_one_event(read_models_of_three_events)

    with opened(read_models_of_three_events) as market:
        declare(market.log, "it")
        Rebuilder(market.log, market.read_model_store, lambda *_: None).rebuild(LANGUAGES)
        catch_up(market)
        with market.read_model_store.live_of_this_log(LANGUAGES).read() as db:
            assert languages_by_member(db) == {AMBASSADOR: ("it", 2)}


def test_a_missing_column_says_which_projection_to_rebuild(read_models_of_three_events):
    with opened(read_models_of_three_events) as market:
        generation = market.read_model_store.live(LANGUAGES)
        with generation.write() as db:
            db.exec_driver_sql("ALTER TABLE languages RENAME COLUMN declarations TO former")
        hints = []
        for use in (generation.read, generation.write):
            with pytest.raises(Exception, match="declarations") as caught, use() as db:
                languages_by_member(db)
            hints += caught.value.__notes__

    hint = (
        "The tables of languages are not those of this version of Comptoir."
        " Run `comptoir rebuild languages`."
    )
    assert hints == [hint, hint]
