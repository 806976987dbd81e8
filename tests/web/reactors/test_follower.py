"""A reactor's way along the log: once for each event, failures kept aside, never back."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from uuid import UUID

import pytest
import sqlalchemy.exc
from sqlalchemy import func, select

from domain.brands.brand import Brand
from domain.log.event_log import LOG_FAILURE
from projections.engine.rebuild import Rebuilder
from tests.support.people import MANAGER, MORNING
from tests.support.random_commands import opened
from tests.web.mail.message_examples import only, statuses
from tests.web.reactors.conftest import Following, Welcomes
from web.mail.outbox import emails
from web.reactors.follower import MAX_ATTEMPTS, ReactorReport
from web.reactors.reactions import parked_reactions, reactor_progress, retry_parked
from web.reactors.reactor import Reactor


def progress_of(following):
    [progress] = reactor_progress(following.store, following.market.log.rows.head())
    return progress


def fail_until_parked(following, error):
    following.welcomes.failures += [error] * MAX_ATTEMPTS
    following.registers("road")
    for _ in range(MAX_ATTEMPTS):
        following.runs()
        following.clock.now += timedelta(hours=6)


def test_each_event_is_reacted_to_once(following):
    following.registers("road", "nest")

    first, second = following.runs(), following.runs()

    assert (first, second) == (ReactorReport(2), ReactorReport(0))
    assert following.welcomes.keys == ["welcome_brands/1", "welcome_brands/2"]
    assert statuses(following.store) == {"waiting": 2}


def test_events_of_other_types_move_the_checkpoint_only(following):
    following.adds_a_subject()

    assert following.runs() == ReactorReport(0)
    assert progress_of(following)[1:] == (1, 0, 0, 0)
    assert statuses(following.store) == {}


def test_a_new_reactor_begins_at_the_end_of_the_log(following):
    following.registers("road")
    newcomer = Welcomes(name="greet_brands")

    following.runs(reactor=newcomer.reactor)
    following.registers("nest")
    following.runs(reactor=newcomer.reactor)

    assert newcomer.keys == ["greet_brands/2"]


def test_a_rebuild_starts_no_reactor(following):
    following.registers("road", "nest")
    following.runs()
    market = following.market

    Rebuilder(market.log, market.read_model_store, lambda *_: None).rebuild(*market.read_models.all)
    following.runs()

    assert len(following.welcomes.keys) == 2


def test_a_reaction_tried_again_after_its_effects_were_stored_has_none(following):
    following.registers("road")
    following.runs()
    with following.store.engine.begin() as db:
        db.exec_driver_sql(
            "UPDATE reactor_checkpoint SET position = 0"
            if db.dialect.name == "sqlite"
            else "UPDATE private.reactor_checkpoint SET position = 0"
        )

    following.runs()

    assert following.welcomes.keys == ["welcome_brands/1"] * 2
    assert statuses(following.store) == {"waiting": 1}


def test_an_event_waits_until_the_read_models_show_it(following):
    following.market.brands.register(*brand_arguments())

    behind = following.runs()
    following.catch_up()
    caught_up = following.runs()

    assert behind == ReactorReport(0, is_waiting=True)
    assert caught_up == ReactorReport(1)


def brand_arguments():
    return UUID(int=5), "road", "Road", "UTC", "EUR", MANAGER, MORNING


def test_a_failure_does_not_hold_up_later_events_and_is_tried_again(following):
    following.welcomes.failures = [RuntimeError("no such name")]
    following.registers("road", "nest")

    following.runs()
    at_once = following.runs()
    following.clock.now += timedelta(minutes=1)
    later = following.runs()

    assert (at_once, later) == (ReactorReport(0), ReactorReport(1))
    assert following.welcomes.keys == [
        "welcome_brands/1",
        "welcome_brands/2",
        "welcome_brands/1",
    ]
    assert statuses(following.store) == {"waiting": 2}
    assert progress_of(following)[1:] == (2, 0, 0, 0)


def test_after_many_failures_a_reaction_is_parked_with_its_reason(following):
    fail_until_parked(following, RuntimeError("no such name"))

    [parked] = parked_reactions(following.store)
    assert (parked.reactor, parked.position) == ("welcome_brands", 1)
    assert (parked.attempts, parked.event_type) == (MAX_ATTEMPTS, "Brand.Registered.1")
    assert parked.error == "RuntimeError: no such name"
    assert progress_of(following).parked == 1
    assert following.runs() == ReactorReport(0)


def test_the_reason_is_sealed_in_the_store(following):
    fail_until_parked(following, RuntimeError("no such name"))

    with following.store.engine.connect() as db:
        table = "failed_reaction" if db.dialect.name == "sqlite" else "private.failed_reaction"
        stored = db.exec_driver_sql(f"SELECT error FROM {table}").scalar_one()  # noqa: S608 - ours
    assert "no such name" not in str(stored)


def test_a_parked_reaction_is_sent_again_by_hand(following):
    fail_until_parked(following, RuntimeError("no such name"))

    assert retry_parked(following.store, "welcome_brands", 1, following.clock())
    assert following.runs() == ReactorReport(1)
    assert only(following.store).key == "welcome_brands/1"
    assert parked_reactions(following.store) == []
    assert not retry_parked(following.store, "welcome_brands", 1, following.clock())


def fail_before_an_older_log_is_restored(following):
    """The e-mail about the second event failed; then the log begins anew, empty."""
    following.registers("road")
    following.runs()
    following.welcomes.failures = [RuntimeError("no such name")]
    following.registers("nest")
    following.runs()
    following.clock.now += timedelta(hours=6)


@pytest.mark.parametrize("is_regrown", [False, True])
def test_a_failed_reaction_to_an_event_that_is_gone_is_forgotten(
    following, store, tmp_path, is_regrown
):
    fail_before_an_older_log_is_restored(following)
    with opened(f"sqlite:///{tmp_path / 'older.db'}") as market:
        restored = Following(market, store, Welcomes(), following.clock)
        if is_regrown:
            restored.registers("road")
            restored.adds_a_subject()

        report = restored.runs()

        assert report == ReactorReport(0)
        assert progress_of(restored).failed == 0
        assert restored.welcomes.keys == []


@pytest.mark.parametrize(
    "interruption",
    [sqlalchemy.exc.OperationalError("select", {}, Exception()), LOG_FAILURE("away")],
    ids=["store", "log"],
)
def test_an_interruption_of_the_database_is_no_failure_of_the_event(following, interruption):
    following.welcomes.failures = [interruption]
    following.registers("road")

    with pytest.raises(type(interruption)):
        following.runs()

    assert progress_of(following)[1:] == (0, 1, 0, 0)
    assert following.runs() == ReactorReport(1)


def test_a_stop_ends_the_run_between_two_events(following):
    stop = Event()
    reactor = Reactor("stop_at_once", (Brand.Registered,), lambda *_: stop.set() or ())
    following.runs(reactor=reactor)
    following.registers("road", "nest")

    assert following.runs(stop, reactor) == ReactorReport(1)
    assert following.runs(Event(), replace(reactor, react=lambda *_: ())) == ReactorReport(1)


def test_a_command_of_a_reactor_records_its_cause(following):
    market = following.market

    def add_a_subject(event, key):  # noqa: ARG001 - the key is for commands that take one
        following.adds_a_subject()
        return ()

    reactor = Reactor("add_subjects", (Brand.Registered,), add_a_subject)
    following.runs(reactor=reactor)
    following.registers("road")
    following.runs(reactor=reactor)

    cause, effect = (
        market.log.rows.metadata_of(*stream_and_version(market.log.read(position, 1)[0]))
        for position in (0, 1)
    )
    assert effect.causation_id == cause.commit_id
    assert effect.correlation_id == cause.correlation_id


def stream_and_version(row):
    return UUID(bytes=row.stream), row.version


def test_two_workers_cannot_move_one_checkpoint(following):
    following.registers("road")
    other = Welcomes()

    def overtaken(event, key):
        following.runs(reactor=other.reactor)
        return following.welcomes.react(event, key)

    with pytest.raises(Exception, match="Another worker runs this reactor"):
        following.runs(reactor=Reactor("welcome_brands", (Brand.Registered,), overtaken))

    with following.store.engine.connect() as db:
        assert db.scalar(select(func.count()).select_from(emails)) == 1
