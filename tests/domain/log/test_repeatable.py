"""What could be appended again need not survive a power cut; everything else does."""

from uuid import uuid4

import pytest

from domain.brands.brand_commands import BrandCommands
from domain.log.event_log import EventLog
from tests.support.people import after

NORMAL, FULL = 1, 2


def register(log):
    slug = f"b-{uuid4().hex[:8]}"
    BrandCommands(log).register(uuid4(), slug, "Tents", "Europe/Paris", "EUR", None, after(0))


def synchronous(log):
    with log.rows.datastore.get_connection(commit=True) as connection:
        cursor = connection.cursor().sqlite_cursor
        return cursor.execute("PRAGMA synchronous").fetchone()[0]


def test_commits_survive_a_power_cut_except_where_they_could_be_made_again(sqlite_url):
    log = EventLog(sqlite_url)

    with log.relaxed_durability():
        register(log)
        meanwhile = synchronous(log)
    register(log)

    assert (meanwhile, synchronous(log)) == (NORMAL, FULL)


def test_commits_survive_a_power_cut_again_after_an_error(sqlite_url):
    log = EventLog(sqlite_url)

    with pytest.raises(RuntimeError), log.relaxed_durability():
        raise RuntimeError
    register(log)

    assert synchronous(log) == FULL


def test_what_is_repeatable_is_recorded_on_either_database(database_url):
    log = EventLog(database_url)

    with log.relaxed_durability():
        register(log)

    assert log.rows.head() == 1
