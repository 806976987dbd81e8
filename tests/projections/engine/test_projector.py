"""The projector: what it writes, how far it is, what it keeps aside, and when it stops."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import pytest
from sqlalchemy.exc import OperationalError

from domain.errors import NotNow
from domain.log.event_log import LOG_TROUBLE
from domain.log.mapper import encode_json
from domain.members.member import Member
from projections.engine.projector import Projector
from projections.read_models import Followed, ReadModels
from tests.support.languages_projection import NOBODYS, Tongues, tell, told
from tests.support.people import AMBASSADOR, EXPERT, OTHER_EXPERT, after
from tests.support.postgres import PostgresServer
from tests.support.random_commands import World, opened
from tests.support.raw_sql import smuggle
from tests.support.waiting import wait_until

DECLARED = "Member.LanguagesDeclared.1"
BEHIND = f"{DECLARED}: an earlier event of the same aggregate is parked"


@pytest.fixture
def tongues():
    return Tongues()


@pytest.fixture
def projector(market, tongues):
    return Projector(market.log, market.read_model_store, [tongues])


@pytest.fixture
def read_models(market, tongues):
    """Read models of one projection only."""
    read_models = ReadModels(market.log, market.read_model_store)
    read_models.all = (tongues,)
    return read_models


def follower(market, *projections, log=None):
    """A projector that looks at everything again a hundred times a second."""
    return Projector(log or market.log, market.read_model_store, projections, look_again_s=0.01)


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


def told_in(read_models, tongues):
    with read_models.read(tongues) as db:
        return told(db)


def parked_in(read_models):
    return [(each.position, each.error) for each in read_models.parked()]


def declared(language):
    return encode_json(Member.LanguagesDeclared(at=after(0), languages=(language,)))


# Batches, and how far they reached.


def test_nothing_has_happened_and_nothing_is_projected(projector, read_models, tongues):
    assert projector.step(tongues) == 0
    assert told_in(read_models, tongues) == {}


def test_it_takes_500_events_at_a_time_and_5000_when_far_behind(
    market, projector, read_models, tongues
):
    tell(market.log, *["en"] * 5_600)

    far = [projector.step(tongues) for _ in range(3)]
    tell(market.log, *["fr"] * 500)
    near = projector.step(tongues)

    assert far == [5_000, 5_600, 5_600]
    assert near == 6_100
    assert told_in(read_models, tongues) == {AMBASSADOR: ("fr", 6_100)}


def test_catching_up_reads_all_there_is(market, projector, read_models, tongues):
    tell(market.log, *["en"] * 5_600)

    projector.catch_up()

    assert read_models.followed() == [Followed("tongues", 1, position=5_600, behind=0, parked=0)]
    assert told_in(read_models, tongues) == {AMBASSADOR: ("en", 5_600)}


def test_what_is_written_and_how_far_it_reached_are_committed_together_or_not_at_all(
    market, projector, read_models, tongues
):
    tell(market.log, "en")
    projector.catch_up()
    tell(market.log, "fr")
    tongues.storms = 1

    with pytest.raises(OperationalError):
        projector.step(tongues)

    assert read_models.followed() == [Followed("tongues", 1, position=1, behind=1, parked=0)]
    assert told_in(read_models, tongues) == {AMBASSADOR: ("en", 1)}


def test_trouble_of_the_database_parks_nothing_and_the_same_batch_is_tried_again(
    market, projector, read_models, tongues
):
    tell(market.log, "en", "fr")
    tongues.storms = 1
    with pytest.raises(OperationalError):
        projector.catch_up()

    projector.catch_up()

    assert read_models.followed() == [Followed("tongues", 1, position=2, behind=0, parked=0)]
    assert told_in(read_models, tongues) == {AMBASSADOR: ("fr", 2)}


def test_two_projectors_in_turn_apply_nothing_twice(market, projector, read_models, tongues):
    other = Projector(market.log, market.read_model_store, [tongues])
    for number in range(6):
        tell(market.log, "en", "fr")
        (projector, other)[number % 2].catch_up()

    assert told_in(read_models, tongues) == {AMBASSADOR: ("fr", 12)}


# Events kept aside.


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
    database_url, market, projector, read_models, tongues, topic, state, reason
):
    tell(market.log, "en")
    unreadable = smuggle(database_url, AMBASSADOR, topic, state)
    tell(market.log, "fr", by=EXPERT)

    projector.catch_up()

    [(position, error)] = parked_in(read_models)
    assert position == unreadable
    assert reason in error
    assert told_in(read_models, tongues) == {AMBASSADOR: ("en", 1), EXPERT: ("fr", 1)}


def test_later_events_of_the_same_thing_are_parked_behind_it(
    database_url, market, projector, read_models, tongues
):
    tell(market.log, "en")
    unreadable = smuggle(database_url, AMBASSADOR, DECLARED, b"{}")
    later = smuggle(database_url, AMBASSADOR, DECLARED, declared("de"))
    projector.catch_up()
    much_later = smuggle(database_url, AMBASSADOR, DECLARED, declared("it"))
    tell(market.log, "fr", by=EXPERT)

    projector.catch_up()

    [first, *others] = parked_in(read_models)
    assert first[0] == unreadable
    assert others == [(later, BEHIND), (much_later, BEHIND)]
    assert told_in(read_models, tongues) == {AMBASSADOR: ("en", 1), EXPERT: ("fr", 1)}


def test_an_event_that_a_projection_has_no_interest_in_may_be_as_broken_as_it_likes(
    database_url, market, projector, read_models, tongues
):
    tell(market.log, "en")
    smuggle(database_url, AMBASSADOR, "Member.EngagementStarted.1", b"{}")
    smuggle(database_url, AMBASSADOR, DECLARED, declared("fr"))

    projector.catch_up()

    assert parked_in(read_models) == []
    assert told_in(read_models, tongues) == {AMBASSADOR: ("fr", 2)}


def test_an_event_on_which_a_fold_raises_is_found_and_parked_and_those_behind_it(
    market, projector, read_models, tongues
):
    tell(market.log, "en")
    raised = tell(market.log, "fr", NOBODYS, by=EXPERT)
    behind = tell(market.log, "de", by=EXPERT)
    tell(market.log, "it", by=OTHER_EXPERT)
    tell(market.log, "es")

    projector.catch_up()

    assert parked_in(read_models) == [(raised, "ValueError: nobody speaks xx"), (behind, BEHIND)]
    assert told_in(read_models, tongues) == {
        AMBASSADOR: ("es", 2),
        EXPERT: ("fr", 1),
        OTHER_EXPERT: ("it", 1),
    }


def test_trouble_while_events_are_tried_singly_parks_nothing(
    market, projector, read_models, tongues
):
    tell(market.log, "en")
    raised = tell(market.log, NOBODYS, by=EXPERT)
    tongues.storms = 1
    with pytest.raises(OperationalError):
        projector.catch_up()
    nothing = parked_in(read_models)

    projector.catch_up()

    assert nothing == []
    assert [position for position, _ in parked_in(read_models)] == [raised]
    assert told_in(read_models, tongues) == {AMBASSADOR: ("en", 1)}


def test_what_is_parked_shows_on_the_status_page(database_url, market):
    World(market)
    position = smuggle(database_url, AMBASSADOR, "Member.Sang.1", b"{}")

    market.projector.catch_up()

    parked = market.read_models.parked()
    assert [each.projection for each in parked] == [each.name for each in market.read_models.all]
    assert {(each.position, each.topic) for each in parked} == {(position, "Member.Sang.1")}
    assert {each.error for each in parked} == {"Member.Sang.1: unknown event type"}
    assert {each.since[:4] for each in parked} == {"2026"}
    assert [each.parked for each in market.read_models.followed()] == [1] * len(parked)
    assert [each.behind for each in market.read_models.followed()] == [0] * len(parked)


# Following.


def test_it_follows_until_it_has_to_stop(market, projector, read_models, tongues):
    with running(projector):
        assert read_models.is_caught_up_to(tell(market.log, "en"), patience_s=60)
        assert read_models.is_caught_up_to(tell(market.log, "fr"), patience_s=60)
    tell(market.log, "de")

    assert told_in(read_models, tongues) == {AMBASSADOR: ("fr", 2)}


@dataclass
class StopsInTheMiddle(Tongues):
    """Has to stop while it applies the first batch."""

    stop: Event = field(default_factory=Event)

    def begin(self, db):
        self.stop.set()
        return super().begin(db)


def test_when_it_has_to_stop_it_finishes_its_batch_and_not_all_that_is_left(market, read_models):
    tell(market.log, *["en"] * 5_600)
    stopped = StopsInTheMiddle()

    Projector(market.log, market.read_model_store, [stopped]).run(stopped.stop)

    assert read_models.followed() == [Followed("tongues", 1, position=5_000, behind=600, parked=0)]


def test_many_who_follow_at_once_apply_nothing_twice(market, read_models, tongues):
    projectors = [Projector(market.log, market.read_model_store, [tongues]) for _ in range(3)]

    with running(*projectors):
        for _ in range(100):
            position = tell(market.log, "en", "fr", "de")
        assert read_models.is_caught_up_to(position, patience_s=60)

    assert told_in(read_models, tongues) == {AMBASSADOR: ("de", 300)}


def test_a_projection_in_trouble_holds_up_no_other_and_is_tried_again_without_a_new_event(
    market, read_models, tongues
):
    stormy = Tongues("stormy", storms=5)
    position = tell(market.log, "en")

    with running(follower(market, stormy, tongues)):
        assert read_models.is_caught_up_to(position, patience_s=60)
        wait_until(lambda: market.read_model_store.live(stormy).position() == position)

    assert told_in(read_models, stormy) == told_in(read_models, tongues) == {AMBASSADOR: ("en", 1)}
    assert market.read_models.parked() == []


def test_after_a_switch_to_tables_that_are_behind_it_goes_on_without_a_new_event(
    market, read_models, tongues
):
    position = tell(market.log, "en")

    with running(follower(market, tongues)):
        assert read_models.is_caught_up_to(position, patience_s=60)
        old, empty = market.read_model_store.live(tongues), market.read_model_store.create(tongues)
        market.read_model_store.cut_over(tongues, old, empty)
        wait_until(lambda: market.read_model_store.live(tongues).position() == position)

    assert told_in(read_models, tongues) == {AMBASSADOR: ("en", 1)}


class LogInTrouble:
    """A log that cannot be read the first times it is asked."""

    def __init__(self, log, times):
        self._log = log
        self.times = times

    @property
    def rows(self):
        self._be_in_trouble()
        return self._log.rows

    def read(self, after, limit):
        self._be_in_trouble()
        return self._log.read(after, limit)

    def _be_in_trouble(self):
        if self.times:
            self.times -= 1
            raise LOG_TROUBLE("nobody answers")


def test_it_waits_for_a_log_that_cannot_be_read(market, read_models, tongues):
    log = LogInTrouble(market.log, times=3)
    position = tell(market.log, "en")

    with running(follower(market, tongues, log=log)):
        assert read_models.is_caught_up_to(position, patience_s=60)

    assert log.times == 0
    assert told_in(read_models, tongues) == {AMBASSADOR: ("en", 1)}


@pytest.mark.slow
@pytest.mark.postgres
def test_it_outlives_a_crash_of_the_database(tongues):
    with PostgresServer() as server, server.database() as url, opened(url) as market:
        read_models = ReadModels(market.log, market.read_model_store)
        read_models.all = (tongues,)
        with running(Projector(market.log, market.read_model_store, [tongues])):
            assert read_models.is_caught_up_to(tell(market.log, "en"), patience_s=60)
            server.kill9()
            server.start()
            position = tell(market.log, "fr")
            wait_until(lambda: reached(position, read_models))

        assert told_in(read_models, tongues) == {AMBASSADOR: ("fr", 2)}
        assert parked_in(read_models) == []


def reached(position, read_models):
    try:
        return read_models.is_caught_up_to(position)
    except OperationalError:  # a connection from before the crash
        return False


def test_it_writes_nothing_into_tables_that_another_version_has_built(
    market, projector, read_models, tongues
):
    position = tell(market.log, "en")
    projector.catch_up()
    tell(market.log, "fr")
    newer = Projector(market.log, market.read_model_store, [Tongues(version=2)])

    with pytest.raises(NotNow, match="tongues was built by another version"):
        newer.catch_up()

    assert market.read_model_store.live(tongues).position() == position
    assert told_in(read_models, tongues) == {AMBASSADOR: ("en", 1)}
