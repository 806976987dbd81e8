"""The facts and their tallies against an oracle, whatever happened and however it was read."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.log.event_log import EventLog
from projections.conversations.daily_totals import buckets_of
from projections.conversations.projection import Facts
from projections.conversations.tables import conversations, tallies
from projections.engine.projector import Projector
from projections.engine.read_model_store import ReadModelStore
from projections.engine.rebuild import Rebuilder
from tests.projections.conversations.conversation_strategies import recorded_conversations
from tests.projections.conversations.event_examples import (
    answered,
    claimed,
    closed,
    lost,
    rated,
    registered,
    requested,
    sold,
    transferred,
)
from tests.projections.conversations.oracle import rows_of, tallies_of
from tests.projections.in_memory_projections import (
    RecordedEvents,
    concerning,
    content,
    empty_tables,
    events_in,
    in_batches,
    project,
    rebuild,
    record,
)
from tests.support.people import AMBASSADOR, BRAND, VOLUNTARY, after

often = settings(max_examples=45, deadline=None)
most = st.integers(0, 6)
cut_shares = st.lists(st.floats(0, 1), max_size=8)


def batches(recorded, where):
    return in_batches(recorded.events, [round(share * len(recorded.events)) for share in where])


def rows_in(db):
    query = select(conversations).order_by(conversations.c.conversation_id)
    return [dict(row) for row in db.execute(query).mappings()]


def tallies_in(db):
    """Each bucket by itself."""
    sums = {}
    for *key, n, buckets in db.execute(select(tallies)):
        assert n == sum(buckets_of(buckets).values())
        sums.update(((*key, bucket), m) for bucket, m in buckets_of(buckets).items())
    return sums


@often
@given(recorded_conversations(), cut_shares)
def test_the_rows_say_what_the_events_say_in_whatever_batches_they_come(recorded, where):
    with empty_tables() as db:
        for batch in batches(recorded, where):
            project(batch, db, Facts())

        assert rows_in(db) == rows_of(recorded.events)


@often
@given(recorded_conversations(), cut_shares)
def test_the_tallies_are_a_count_of_the_rows_after_every_batch(recorded, where):
    with empty_tables() as db:
        for batch in batches(recorded, where):
            project(batch, db, Facts())

            assert tallies_in(db) == tallies_of(rows_in(db))


@often
@given(recorded_conversations(), cut_shares, cut_shares, st.sets(st.integers(0, 5)), most, most)
def test_a_rebuild_writes_the_same_facts_to_the_byte(
    recorded, where, elsewhere, flushing_after, max_new, max_waiting
):
    with empty_tables() as live, empty_tables() as rebuilt:
        for batch in batches(recorded, where):
            project(batch, live, Facts())
        rebuild(
            batches(recorded, elsewhere),
            rebuilt,
            Facts(max_new, max_waiting),
            flushing_after=flushing_after,
        )

        assert content(Facts(), rebuilt) == content(Facts(), live)


# On a real log, on both databases: the projector follows in pieces, a rebuild reads all at once.


@pytest.fixture
def log(database_url):
    with EventLog(database_url) as opened:
        yield opened


@pytest.fixture
def read_model_store(database_url, log):
    opened = ReadModelStore(database_url, log)
    yield opened
    opened.close()


def first_events(number):
    """A conversation of a day of its own that is lost, paid, voluntary or passed on, by turns."""
    request, start = requested(after(number * 90_000)), number * 90_000
    outcomes = (
        [lost(after(start + 60))],
        [claimed(after(start + 5)), answered(after(start + number)), closed(after(start + 600))],
        [
            claimed(after(start + 5), AMBASSADOR, VOLUNTARY, concurrent=number % 3 + 1),
            answered(after(start + number), AMBASSADOR),
            closed(after(start + 600), respondent_id=AMBASSADOR, terms=VOLUNTARY),
        ],
        [
            claimed(after(start + 5), AMBASSADOR, VOLUNTARY),
            answered(after(start + number), AMBASSADOR),
            transferred(after(start + 60), AMBASSADOR),
        ],
    )
    return [request, *outcomes[number % 4]]


def later_events(number):
    """Its events in the second piece."""
    end = number * 90_000 + 900
    later = (
        [],
        [rated(after(end)), sold(after(end), reference=f"order-{number}")],
        [rated(after(end), 5, 5, 5, respondent_id=AMBASSADOR)],
        [claimed(after(end)), closed(after(end + 300))],
    )
    return later[number % 4]


def test_both_databases_hold_the_facts_of_the_log_after_every_piece_and_a_rebuild(
    log, read_model_store
):
    projector, facts = Projector(log, read_model_store, [Facts()]), Facts()
    rebuilder = Rebuilder(log, read_model_store, lambda *_: None)
    ids = [UUID(int=number) for number in range(40)]
    record(RecordedEvents().add(BRAND, registered()), log)

    for what_happens in (first_events, later_events):
        recorded = RecordedEvents()
        for id in ids:
            recorded.add(id, *what_happens(id.int))
        record(recorded, log)
        projector.catch_up()

        with read_model_store.live(facts).read() as db:
            assert rows_in(db) == rows_of(concerning(Facts(), events_in(log)))
            assert tallies_in(db) == tallies_of(rows_in(db))
        assert rebuilder.check(facts) == []

    rebuilder.rebuild(facts)
    with read_model_store.live(facts).read() as db:
        assert rows_in(db) == rows_of(concerning(Facts(), events_in(log)))
