"""The projector: what it writes, its progress, what it parks, and when it stops."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import pytest
from sqlalchemy.exc import OperationalError

from domain.errors import NotNow
from domain.log.event_log import LOG_FAILURE
from domain.log.mapper import encode_json
from domain.members.member import Member
from projections.engine.projector import Projector
from projections.read_models import ProjectionProgress, ReadModels
from tests.support.languages_projection import (
    REFUSED_LANGUAGE,
    LanguagesProjection,
    declare,
    languages_by_member,
)
from tests.support.people import AMBASSADOR, EXPERT, OTHER_EXPERT, after
from tests.support.postgres import PostgresServer
from tests.support.random_commands import RandomCommands, opened
from tests.support.raw_sql import smuggle
from tests.support.waiting import wait_until

DECLARED = "Member.LanguagesDeclared.1"
BEHIND = f"{DECLARED}: an earlier event of the same aggregate is parked"


@pytest.fixture
def languages():
    return LanguagesProjection()


@pytest.fixture
def projector(market, languages):
    return Projector(market.log, market.read_model_store, [languages])


@pytest.fixture
def read_models(market, languages):
    """Read models of one projection only."""
    read_models = ReadModels(market.log, market.read_model_store)
    read_models.all = (languages,)
    return read_models


def follower(market, *projections, log=None):
    """A projector that checks all projections a hundred times a second."""
    return Projector(log or market.log, market.read_model_store, projections, recheck_s=0.01)


@contextmanager
def running(*projectors):
    stop = Event()
    threads = [Thread(target=projector.run, args=(stop,)) for projector in projectors]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def languages_in(read_models, languages):
    with read_models.read(languages) as db:
        return languages_by_member(db)


def parked_in(read_models):
    return [(event.position, event.error) for event in read_models.parked()]


def declared(language):
    return encode_json(Member.LanguagesDeclared(at=after(0), languages=(language,)))


# Batches, and how far they reached.


def test_an_empty_log_leaves_the_tables_empty(projector, read_models, languages):
    assert projector.step(languages) == 0
    assert languages_in(read_models, languages) == {}


def test_the_projector_applies_500_events_at_a_time_and_5000_when_far_behind(
    market, projector, read_models, languages
):
    declare(market.log, *["en"] * 5_600)

    far = [projector.step(languages) for _ in range(3)]
    declare(market.log, *["fr"] * 500)
    near = projector.step(languages)

    assert far == [5_000, 5_600, 5_600]
    assert near == 6_100
    assert languages_in(read_models, languages) == {AMBASSADOR: ("fr", 6_100)}


def test_catching_up_reads_all_there_is(market, projector, read_models, languages):
    declare(market.log, *["en"] * 5_600)

    projector.catch_up()

    assert read_models.progress() == [
        ProjectionProgress("languages", 1, position=5_600, behind=0, parked=0)
    ]
    assert languages_in(read_models, languages) == {AMBASSADOR: ("en", 5_600)}


def test_what_is_written_and_how_far_it_reached_are_committed_together_or_not_at_all(
    market, projector, read_models, languages
):
    declare(market.log, "en")
    projector.catch_up()
    declare(market.log, "fr")
    languages.failures = 1

    with pytest.raises(OperationalError):
        projector.step(languages)

    assert read_models.progress() == [
        ProjectionProgress("languages", 1, position=1, behind=1, parked=0)
    ]
    assert languages_in(read_models, languages) == {AMBASSADOR: ("en", 1)}


def test_a_database_failure_parks_nothing_and_the_batch_is_retried(
    market, projector, read_models, languages
):
    declare(market.log, "en", "fr")
    languages.failures = 1
    with pytest.raises(OperationalError):
        projector.catch_up()

    projector.catch_up()

    assert read_models.progress() == [
        ProjectionProgress("languages", 1, position=2, behind=0, parked=0)
    ]
    assert languages_in(read_models, languages) == {AMBASSADOR: ("fr", 2)}


def test_two_projectors_in_turn_apply_nothing_twice(market, projector, read_models, languages):
    other = Projector(market.log, market.read_model_store, [languages])
    for number in range(6):
        declare(market.log, "en", "fr")
        (projector, other)[number % 2].catch_up()

    assert languages_in(read_models, languages) == {AMBASSADOR: ("fr", 12)}


# Parked events.


@pytest.mark.parametrize(
    ("topic", "state", "reason"),
    [
        ("Member.Sang.1", b"{}", "Member.Sang.1: unknown event type"),
        ("Member.LanguagesDeclared.9", declared("it"), "unknown event type"),
        (DECLARED, b'{"at": "2026-', f"{DECLARED}: Input data was truncated"),
        (DECLARED, b'{"at": "2026-06-01T09:00:00Z"}', "missing required field `languages`"),
        (DECLARED, b'{"at": "yesterday", "languages": []}', "Invalid RFC3339"),
        (DECLARED, b"", "truncated"),
        (DECLARED, b"\xff\x00\xfe", "malformed"),
    ],
)
def test_an_event_that_cannot_be_read_is_parked_with_its_reason_and_everything_else_goes_on(
    database_url, market, projector, read_models, languages, topic, state, reason
):
    declare(market.log, "en")
    unreadable = smuggle(database_url, AMBASSADOR, topic, state)
    declare(market.log, "fr", by=EXPERT)

    projector.catch_up()

    [(position, error)] = parked_in(read_models)
    assert position == unreadable
    assert reason in error
    assert languages_in(read_models, languages) == {AMBASSADOR: ("en", 1), EXPERT: ("fr", 1)}


def test_later_events_of_the_same_stream_are_parked(
    database_url, market, projector, read_models, languages
):
    declare(market.log, "en")
    unreadable = smuggle(database_url, AMBASSADOR, DECLARED, b"{}")
    later = smuggle(database_url, AMBASSADOR, DECLARED, declared("de"))
    projector.catch_up()
    much_later = smuggle(database_url, AMBASSADOR, DECLARED, declared("it"))
    declare(market.log, "fr", by=EXPERT)

    projector.catch_up()

    [first, *others] = parked_in(read_models)
    assert first[0] == unreadable
    assert others == [(later, BEHIND), (much_later, BEHIND)]
    assert languages_in(read_models, languages) == {AMBASSADOR: ("en", 1), EXPERT: ("fr", 1)}


def test_an_unreadable_event_of_another_type_is_not_parked(
    database_url, market, projector, read_models, languages
):
    declare(market.log, "en")
    smuggle(database_url, AMBASSADOR, "Member.EngagementStarted.1", b"{}")
    smuggle(database_url, AMBASSADOR, DECLARED, declared("fr"))

    projector.catch_up()

    assert parked_in(read_models) == []
    assert languages_in(read_models, languages) == {AMBASSADOR: ("fr", 2)}


def test_an_event_on_which_a_fold_raises_is_found_and_parked_and_those_behind_it(
    market, projector, read_models, languages
):
    declare(market.log, "en")
    raised = declare(market.log, "fr", REFUSED_LANGUAGE, by=EXPERT)
    behind = declare(market.log, "de", by=EXPERT)
    declare(market.log, "it", by=OTHER_EXPERT)
    declare(market.log, "es")

    projector.catch_up()

    assert parked_in(read_models) == [(raised, "ValueError: no member speaks xx"), (behind, BEHIND)]
    assert languages_in(read_models, languages) == {
        AMBASSADOR: ("es", 2),
        EXPERT: ("fr", 1),
        OTHER_EXPERT: ("it", 1),
    }


def test_a_database_failure_while_events_are_applied_singly_parks_nothing(
    market, projector, read_models, languages
):
    declare(market.log, "en")
    raised = declare(market.log, REFUSED_LANGUAGE, by=EXPERT)
    languages.failures = 1
    with pytest.raises(OperationalError):
        projector.catch_up()
    nothing = parked_in(read_models)

    projector.catch_up()

    assert nothing == []
    assert [position for position, _ in parked_in(read_models)] == [raised]
    assert languages_in(read_models, languages) == {AMBASSADOR: ("en", 1)}


def test_what_is_parked_shows_on_the_status_page(database_url, market):
    RandomCommands(market)
    position = smuggle(database_url, AMBASSADOR, "Member.Sang.1", b"{}")

    market.projector.catch_up()

    parked = market.read_models.parked()
    assert [event.projection for event in parked] == [
        projection.name for projection in market.read_models.all
    ]
    assert {(event.position, event.topic) for event in parked} == {(position, "Member.Sang.1")}
    assert {event.error for event in parked} == {"Member.Sang.1: unknown event type"}
    assert {event.since[:4] for event in parked} == {"2026"}
    assert [progress.parked for progress in market.read_models.progress()] == [1] * len(parked)
    assert [progress.behind for progress in market.read_models.progress()] == [0] * len(parked)


# Following.


def test_the_projector_follows_until_it_is_stopped(market, projector, read_models, languages):
    with running(projector):
        assert read_models.is_caught_up_to(declare(market.log, "en"), patience_s=60)
        assert read_models.is_caught_up_to(declare(market.log, "fr"), patience_s=60)
    declare(market.log, "de")

    assert languages_in(read_models, languages) == {AMBASSADOR: ("fr", 2)}


@dataclass
class StopsInTheMiddle(LanguagesProjection):
    """Has to stop while it applies the first batch."""

    stop: Event = field(default_factory=Event)

    def begin(self, db):
        self.stop.set()
        return super().begin(db)


def test_a_stopped_projector_finishes_its_batch_and_no_more(market, read_models):
    declare(market.log, *["en"] * 5_600)
    stopped = StopsInTheMiddle()

    Projector(market.log, market.read_model_store, [stopped]).run(stopped.stop)

    assert read_models.progress() == [
        ProjectionProgress("languages", 1, position=5_000, behind=600, parked=0)
    ]


def test_many_who_follow_at_once_apply_nothing_twice(market, read_models, languages):
    projectors = [Projector(market.log, market.read_model_store, [languages]) for _ in range(3)]

    with running(*projectors):
        for _ in range(100):
            position = declare(market.log, "en", "fr", "de")
        assert read_models.is_caught_up_to(position, patience_s=60)

    assert languages_in(read_models, languages) == {AMBASSADOR: ("de", 300)}


def test_a_failing_projection_delays_no_other_and_is_retried_without_a_new_event(
    market, read_models, languages
):
    stormy = LanguagesProjection("stormy", failures=5)
    position = declare(market.log, "en")

    with running(follower(market, stormy, languages)):
        assert read_models.is_caught_up_to(position, patience_s=60)
        wait_until(lambda: market.read_model_store.live(stormy).position() == position)

    assert (
        languages_in(read_models, stormy)
        == languages_in(read_models, languages)
        == {AMBASSADOR: ("en", 1)}
    )
    assert market.read_models.parked() == []


def test_after_a_switch_to_tables_that_are_behind_it_goes_on_without_a_new_event(
    market, read_models, languages
):
    position = declare(market.log, "en")

    with running(follower(market, languages)):
        assert read_models.is_caught_up_to(position, patience_s=60)
        old, empty = (
            market.read_model_store.live(languages),
            market.read_model_store.create(languages),
        )
        market.read_model_store.cut_over(languages, old, empty)
        wait_until(lambda: market.read_model_store.live(languages).position() == position)

    assert languages_in(read_models, languages) == {AMBASSADOR: ("en", 1)}


class FailingLog:
    """A log that cannot be read the first times it is asked."""

    def __init__(self, log, times):
        self._log = log
        self.times = times

    @property
    def rows(self):
        self._fail()
        return self._log.rows

    def read(self, after, limit):
        self._fail()
        return self._log.read(after, limit)

    def _fail(self):
        if self.times:
            self.times -= 1
            raise LOG_FAILURE("no answer")


def test_the_projector_waits_for_a_log_that_cannot_be_read(market, read_models, languages):
    log = FailingLog(market.log, times=3)
    position = declare(market.log, "en")

    with running(follower(market, languages, log=log)):
        assert read_models.is_caught_up_to(position, patience_s=60)

    assert log.times == 0
    assert languages_in(read_models, languages) == {AMBASSADOR: ("en", 1)}


class LogLostBehindItsHead(FailingLog):
    """It still tells its newest position, but not the events up to it."""

    @property
    def rows(self):
        return self

    def head(self):
        return self._log.rows.head()

    def rows_after(self, after, limit):
        self._fail()
        return self._log.rows.rows_after(after, limit)

    def identity(self):
        return self._log.rows.identity()


def test_the_projector_outlives_a_log_lost_between_its_head_and_its_events(
    market, read_models, languages
):
    log = LogLostBehindItsHead(market.log, times=0)
    with running(Projector(log, market.read_model_store, [languages], recheck_s=1)):
        assert read_models.is_caught_up_to(declare(market.log, "en"), patience_s=60)
        log.times = 1
        position = declare(market.log, "fr")
        assert read_models.is_caught_up_to(position, patience_s=60)

    assert log.times == 0
    assert languages_in(read_models, languages) == {AMBASSADOR: ("fr", 2)}


@pytest.mark.slow
@pytest.mark.postgres
def test_it_outlives_a_crash_of_the_database(languages):
    with PostgresServer() as server, server.database() as url, opened(url) as market:
        read_models = ReadModels(market.log, market.read_model_store)
        read_models.all = (languages,)
        with running(Projector(market.log, market.read_model_store, [languages])):
            assert read_models.is_caught_up_to(declare(market.log, "en"), patience_s=60)
            server.kill9()
            server.start()
            position = declare(market.log, "fr")
            wait_until(lambda: read_models.is_caught_up_to(position))

        assert languages_in(read_models, languages) == {AMBASSADOR: ("fr", 2)}
        assert parked_in(read_models) == []


def test_it_writes_nothing_into_tables_that_another_version_has_built(
    market, projector, read_models, languages
):
    position = declare(market.log, "en")
    projector.catch_up()
    declare(market.log, "fr")
    newer = Projector(market.log, market.read_model_store, [LanguagesProjection(version=2)])

    with pytest.raises(NotNow, match="languages was built by another version"):
        newer.catch_up()

    assert market.read_model_store.live(languages).position() == position
    assert languages_in(read_models, languages) == {AMBASSADOR: ("en", 1)}
