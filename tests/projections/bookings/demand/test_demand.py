"""Demand by half-hour against a count of the events, whatever happened and however it was read."""

from collections import Counter, defaultdict
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason
from projections.bookings.demand.projection import DemandByHalfHour, counts_of
from projections.bookings.demand.queries import observed_demand
from projections.bookings.demand.tables import demand, open_requests
from projections.conversations.queries import Filter, count
from projections.engine.rebuild import Rebuilder
from projections.engine.timestamps import ms_of
from tests.projections.conversations.conversation_strategies import recorded_conversations
from tests.projections.conversations.event_examples import (
    answered,
    claimed,
    lost,
    requested,
    transferred,
)
from tests.projections.in_memory_projections import (
    RecordedEvents,
    content,
    empty_tables,
    in_batches,
    project,
    rebuild,
)
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    ELECTRICITY,
    HEATING,
    OTHER_BRAND,
    VOLUNTARY,
    after,
)
from tests.support.random_commands import RandomCommands

cut_shares = st.lists(st.floats(0, 1), max_size=8)
NINE, HALF_PAST_NINE = after(0), after(1800)
DAY = timedelta(days=1)


@pytest.fixture
def db():
    with empty_tables() as tables:
        yield tables


def observed_after(db, *histories, **conditions):
    """The demand after conversations with these events, each event read by itself."""
    recorded = RecordedEvents()
    for number, events in enumerate(histories):
        recorded.add(UUID(int=number + 1), *events)
    for event in recorded.events:
        project([event], db, DemandByHalfHour())
    return observed_demand(BRAND, NINE - DAY, NINE + DAY, db, **conditions)


# What is counted.


def test_a_request_counts_in_the_half_hour_in_which_it_was_made(db):
    observed = observed_after(db, [requested(after(1799))], [requested(after(1800))])

    assert observed.requests == {NINE: 1, HALF_PAST_NINE: 1}
    assert (observed.answered, observed.lost, observed.waited_s) == ({}, {}, 0)


def test_an_answer_counts_in_the_half_hour_of_its_request(db):
    reply = [claimed(after(10), AMBASSADOR, VOLUNTARY), answered(after(4000), AMBASSADOR)]

    observed = observed_after(db, [requested(after(0)), *reply])

    assert observed.answered == {"voluntary": {NINE: 1}}
    assert observed.waited_s == 4000


def test_a_loss_counts_with_its_reason(db):
    observed = observed_after(db, [requested(after(0)), lost(after(45), LostReason.ALL_FULL)])

    assert observed.lost == {"all_full": {NINE: 1}}
    assert observed.waited_s == 45


def test_a_request_that_was_transferred_before_an_answer_is_answered_by_the_next(db):
    first = [claimed(after(5)), transferred(after(20))]
    then = [claimed(after(30), AMBASSADOR, VOLUNTARY), answered(after(40), AMBASSADOR)]

    observed = observed_after(db, [requested(after(0)), *first, *then])

    assert observed.answered == {"voluntary": {NINE: 1}}


def test_a_conversation_that_is_transferred_after_its_answer_counts_once(db):
    first = [claimed(after(5)), answered(after(20)), transferred(after(60))]
    then = [claimed(after(70), AMBASSADOR, VOLUNTARY), answered(after(80), AMBASSADOR)]

    observed = observed_after(db, [requested(after(0)), *first, *then])

    assert observed.answered == {"paid": {NINE: 1}}
    assert observed.waited_s == 20


def test_only_requests_without_an_end_have_rows_of_their_own(db):
    observed_after(db, [requested(after(0))], [requested(after(0)), lost(after(45))])

    assert db.scalars(select(open_requests.c.conversation_id)).all() == [UUID(int=1).bytes]


# Which requests.


def test_demand_can_be_that_of_subjects_and_languages(db):
    histories = [
        [requested(after(0), subject_id=ELECTRICITY)],
        [requested(after(0), subject_id=ELECTRICITY, language="en")],
        [requested(after(0), subject_id=HEATING)],
        [requested(after(0))],
        [requested(after(0), brand_id=OTHER_BRAND)],
    ]

    assert observed_after(db, *histories).requests == {NINE: 4}
    span = BRAND, NINE, NINE + DAY, db
    assert observed_demand(*span, subject_ids=[ELECTRICITY]).requests == {NINE: 2}
    assert observed_demand(*span, subject_ids=[ELECTRICITY, HEATING]).requests == {NINE: 3}
    assert observed_demand(*span, languages=["en"]).requests == {NINE: 1}
    assert observed_demand(*span, subject_ids=[]).requests == {}


def test_an_imported_request_counts_for_every_language(db):
    histories = [
        [requested(after(0), language="en", source="import:0123456789abcdef")],
        [requested(after(0), language="en")],
    ]

    assert observed_after(db, *histories, languages=["de"]).requests == {NINE: 1}
    assert observed_demand(BRAND, NINE, NINE + DAY, db, languages=["en"]).requests == {NINE: 2}


def test_a_span_begins_and_ends_within_a_day(db):
    observed_after(db, [requested(after(0))], [requested(after(1800))], [requested(after(3600))])

    half_hour = observed_demand(BRAND, HALF_PAST_NINE, HALF_PAST_NINE + timedelta(minutes=30), db)

    assert half_hour.requests == {HALF_PAST_NINE: 1}


# Patience.


def test_patience_is_all_waiting_divided_by_the_visitors_who_left(db):
    observed = observed_after(
        db,
        [requested(after(0)), lost(after(100), LostReason.VISITOR_LEFT)],
        [requested(after(0)), lost(after(200), LostReason.VISITOR_LEFT)],
        [requested(after(0)), claimed(after(5)), answered(after(60))],
        [requested(after(0)), lost(after(240), LostReason.NOBODY_PRESENT)],
    )

    assert observed.patience_s == 300


def test_patience_is_unknown_where_nobody_left(db):
    histories = [[requested(after(0)), claimed(after(5)), answered(after(60))]]

    assert observed_after(db, *histories).patience_s is None


def test_an_imported_loss_says_nothing_about_patience(db):
    histories = [[requested(after(0)), lost(after(900), LostReason.NOT_RECORDED)]]

    assert observed_after(db, *histories).waited_s == 0


# Against a count of the events.


def counted(events):
    """By brand, half-hour, subject, language and measure, conversation by conversation."""
    conversations, counts = defaultdict(list), Counter()
    for event in events:
        conversations[event.stream].append(event.data)
    for request, *later in conversations.values():
        if isinstance(request, Conversation.Requested):
            key = request.brand_id, ms_of(request.at) // 1_800_000, request.subject_id
            counts.update(
                {(*key, language_of(request), measure): n for measure, n in outcome(request, later)}
            )
    return {key: n for key, n in counts.items() if n}


def language_of(request):
    return "" if request.source.startswith("import:") else request.language


def outcome(request, events):
    yield "requests", 1
    model = None
    for event in events:
        if isinstance(event, Conversation.Claimed):
            model = event.terms.model
        if isinstance(event, Conversation.FirstReplySent):
            yield f"answered:{model}", 1
            yield "waited_s", waited(request, event)
            return
        if isinstance(event, Conversation.Lost):
            yield f"lost:{event.reason}", 1
            yield "waited_s", waited(request, event) * (event.reason != "not_recorded")


def waited(request, end):
    return max(0, ms_of(end.at) - ms_of(request.at)) // 1000


def counts_in(db):
    counts = {}
    for brand_id, day, subject_id, language, measure, written in db.execute(select(demand)):
        for number, n in enumerate(counts_of(written)):
            subject = UUID(bytes=subject_id) if subject_id else None
            key = UUID(bytes=brand_id), day * 48 + number, subject, language, measure
            counts[key] = n
    return {key: n for key, n in counts.items() if n}


def batches(recorded, where):
    return in_batches(recorded.events, [round(share * len(recorded.events)) for share in where])


@settings(max_examples=45, deadline=None)
@given(recorded_conversations(), cut_shares, cut_shares, st.sets(st.integers(0, 5)))
def test_the_counts_are_those_of_the_events_in_whatever_batches_they_come(
    recorded, where, elsewhere, flushing_after
):
    projection = DemandByHalfHour()
    with empty_tables() as live, empty_tables() as rebuilt:
        for batch in batches(recorded, where):
            project(batch, live, projection)
        rebuild(batches(recorded, elsewhere), rebuilt, projection, flushing_after=flushing_after)

        assert counts_in(live) == counted(recorded.events)
        assert content(projection, rebuilt) == content(projection, live)


def test_a_rebuild_changes_nothing_on_either_database(market):
    commands = RandomCommands(market, seed=4)
    for _ in range(4):
        commands.run(60)
        market.projector.catch_up()

    models = market.read_models
    rebuilder = Rebuilder(market.log, market.read_model_store, lambda *_: None)
    assert rebuilder.check(models.demand_by_half_hour) == []
    with models.read(models.demand_by_half_hour) as db:
        observed = observed_demand(BRAND, NINE, NINE + 365 * DAY, db)
    with models.read(models.facts) as db:
        facts = Filter(BRAND, NINE.date(), NINE.date() + 365 * DAY)
        assert sum(observed.requests.values()) == count(facts, db) > 5
