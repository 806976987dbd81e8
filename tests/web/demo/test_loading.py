"""Loading: the same from the same seed, once only, and whole after any interruption."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from domain.errors import NotNow
from domain.log.event_log import EventLog
from tests.support.people import MANAGER, MORNING
from tests.web.demo.conftest import LAST_OF_JUNE, TODAY
from tests.web.demo.demo_market import DemoMarket
from tests.web.demo.log_reader import MONEY, claims_against_the_rules, content, conversations_of
from web.demo.brand_script import BrandScript
from web.demo.brand_year import plan_year
from web.demo.brands.camping_shop.brand import camping_shop
from web.demo.brands.camping_shop.recruitment import ExpertRecruitment
from web.demo.brands.home_exchange.brand import home_exchange
from web.demo.loading import BRANDS, SEED
from web.demo.planned import brand_id_of
from web.demo.recent_activity import plan_recent_activity


def test_the_same_seed_makes_the_same_log_to_the_byte(a_day, fresh_market):
    again = fresh_market()

    again.load(period=LAST_OF_JUNE, today=TODAY)

    assert content(again.log) == content(a_day[0].log)


def test_postgresql_holds_the_same_as_sqlite(a_day, postgres_url):
    with DemoMarket.at(postgres_url) as demo:
        demo.load(period=LAST_OF_JUNE, today=TODAY)

        assert [row[1:] for row in content(demo.log)] == [row[1:] for row in content(a_day[0].log)]


def test_another_seed_makes_another_log(a_day, fresh_market):
    other = fresh_market()

    other.load(seed=2018, period=LAST_OF_JUNE, today=TODAY)

    assert content(other.log) != content(a_day[0].log)


def test_loading_again_changes_nothing(a_day):
    demo, loaded = a_day
    before = demo.log.rows.head()

    again = demo.load(period=LAST_OF_JUNE, today=TODAY)

    assert (again.brands, again.people, again.executed) == (loaded.brands, loaded.people, 0)
    assert demo.log.rows.head() == before


def test_what_is_there_is_recognised_whatever_the_seed(a_day):
    demo, loaded = a_day

    again = demo.load(seed=1, period=LAST_OF_JUNE, today=TODAY)

    assert (again.brands, again.executed) == (loaded.brands, 0)


DONE = (1, 40, 333, -1)
"""Of the first brand's commands, from their beginning or their end."""
LEFT = (1500, 1000, 700, 600, 555, 300, 42, 1)
"""Of all commands."""


@dataclass
class Interrupted:
    """The day's log as it was after some of the commands, each of which was executed once."""

    folder: Path
    first: int
    """How many commands the first brand has."""
    recent: int
    """How many belong to the recent activity."""
    commands: int

    @contextmanager
    def after(self, done):
        """A marketplace of its own in which this many commands are executed."""
        with TemporaryDirectory(dir=self.folder) as folder:
            copied = shutil.copyfile(self.folder / f"{done}.db", Path(folder) / "log.db")
            with DemoMarket.at(f"sqlite:///{copied}") as demo:
                yield demo


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interrupted")
    with DemoMarket.at(f"sqlite:///{folder / 'log.db'}") as demo:
        first, second, recent = commands_of_the_day(demo)
        commands = [*first, *second, *recent]
        wanted = {len(first[:done]) for done in DONE} | {len(commands) - left for left in LEFT}
        for number, command in enumerate(commands, start=1):
            command.execute()
            if number in wanted:
                copy_log(folder / "log.db", folder / f"{number}.db")
    return Interrupted(folder, len(first), len(recent), len(commands))


def commands_of_the_day(demo):
    """Of the first brand, of the second, and the recent activity."""
    years = [make(demo.market, brand_id_of(SEED, slug)) for slug, make in BRANDS.items()]
    exchange, shop = years
    recent = plan_recent_activity(demo.market, shop.brand_id, exchange.brand_id, TODAY)
    demo.keep([*shop.texts, *recent.texts])
    return *(plan_year(year, demo.market, LAST_OF_JUNE) for year in years), recent.commands


def copy_log(log, copy):
    with closing(sqlite3.connect(log)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


@pytest.mark.parametrize("done", DONE)
def test_an_interrupted_load_is_completed(a_day, interrupted, done):
    with interrupted.after(done % interrupted.first) as demo:
        demo.load(period=LAST_OF_JUNE, today=TODAY)

        assert content(demo.log) == content(a_day[0].log)


@pytest.mark.parametrize("left", LEFT)
def test_a_load_interrupted_among_attempts_and_calls_is_completed(a_day, interrupted, left):
    has_recent_activity = left < interrupted.recent
    today = TODAY + timedelta(days=3) if has_recent_activity else TODAY

    with interrupted.after(interrupted.commands - left) as demo:
        loaded = demo.load(period=LAST_OF_JUNE, today=today)

        assert content(demo.log) == content(a_day[0].log)
    assert loaded.executed == left


def without_money(log):
    """What was planned: what experts earn and are paid comes last, with or without a today."""
    return [row[1:] for row in content(log) if row[3].split(".")[0] not in MONEY]


def test_without_a_today_there_is_no_recent_activity(a_day, fresh_market):
    demo = fresh_market()

    loaded = demo.load(period=LAST_OF_JUNE)

    there = without_money(demo.log)
    assert there == without_money(a_day[0].log)[: len(there)]
    assert {person.email for person in a_day[1].people} - {
        person.email for person in loaded.people
    } >= {
        "qualified@pool.example.org",
        "candidate@pool.example.org",
    }


def test_what_was_loaded_before_there_were_tests_stays_as_it_is(fresh_market):
    demo = fresh_market()
    exchange, shop = (brand_id_of(SEED, slug) for slug in BRANDS)
    for year in (
        home_exchange(demo.market, exchange),
        camping_shop(demo.market, shop, _welcomed_without_a_test),
    ):
        for command in plan_year(year, demo.market, LAST_OF_JUNE):
            command.execute()
    head = demo.log.rows.head()

    loaded = demo.load(period=LAST_OF_JUNE, today=TODAY)

    assert (loaded.executed, demo.texts) == (0, {})
    assert demo.log.rows.head() == head


def _welcomed_without_a_test(marketplace, brand_id, _subjects, experts):
    script = BrandScript(marketplace, brand_id)
    for expert in experts:
        script.join(expert)
    return ExpertRecruitment(tuple(script.commands), ())


def test_progress_is_reported_from_first_to_last(fresh_market):
    progress = []

    loaded = fresh_market().load(
        period=LAST_OF_JUNE, today=TODAY, on_progress=lambda *counts: progress.append(counts)
    )

    assert progress[0] == (0, 1)
    assert progress[-1] == (loaded.executed, loaded.executed)
    assert progress[1:] == sorted(progress[1:])


def test_an_existing_brand_of_the_same_name_is_left_alone(fresh_market):
    demo = fresh_market()
    demo.market.brands.register(
        MANAGER, "maison-partagee", "Another", "Europe/Paris", "EUR", None, MORNING
    )

    with pytest.raises(NotNow, match="maison-partagee"):
        demo.load(period=LAST_OF_JUNE, today=TODAY)

    assert demo.log.rows.head() == 1


def test_a_day_keeps_the_rules_of_the_desk(a_day):
    demo, loaded = a_day

    assert claims_against_the_rules(demo.log) == []
    assert all(conversations_of(demo.log, brand.id) for brand in loaded.brands)


@pytest.mark.slow
def test_a_killed_load_is_completed(a_day, tmp_path):
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    program = (
        "import sys; from tests.web.demo.conftest import LAST_OF_JUNE, TODAY;"
        "from tests.web.demo.demo_market import DemoMarket;"
        "DemoMarket.at(sys.argv[1]).load(period=LAST_OF_JUNE, today=TODAY)"
    )
    for events in (20, 200, 500, 1200, 1900):
        _kill_when_it_has(events, url, program)

    with DemoMarket.at(url) as demo:
        demo.load(period=LAST_OF_JUNE, today=TODAY)

        assert content(demo.log) == content(a_day[0].log)


def _kill_when_it_has(events, url, program):
    process = subprocess.Popen([sys.executable, "-c", program, url])
    log = EventLog(url)
    try:
        deadline = time.monotonic() + 60
        while log.rows.head() < events and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.005)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
