"""Presence against an oracle that computes the level at every tick of a clock."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from projections.engine.timestamps import at_ms, ms_of
from projections.presence.projection import PresenceProjection
from projections.presence.queries import staffed_minutes
from projections.presence.tables import levels, minutes
from projections.presence.timeline import OPEN
from tests.projections.in_memory_projections import (
    content,
    empty_tables,
    events_in,
    in_batches,
    project,
    read_by,
    rebuild,
)
from tests.projections.presence.oracle import MINUTE_MS, Watch
from tests.projections.presence.session_strategies import (
    EVENING,
    MILLISECOND,
    SECOND,
    WATCHED,
    evenings,
    watch,
)
from tests.support.random_commands import RandomCommands

EMPTY_DAY = bytes(1440)


def assert_minutes(events, tick_ms, db):
    for brand_id, model in WATCHED:
        watched = watch(events, tick_ms, brand_id, model)
        theirs = (levels.c.brand_id == brand_id.bytes) & (levels.c.model == model)
        level = db.execute(select(levels).where(theirs)).first()
        assert (level and level.since_ms) == watched.written_until_ms
        if level is not None:
            assert level.available == watched.now
            assert_minutes_of(watched, brand_id, model, level.since_ms, db)


def assert_minutes_of(watched, brand_id, model, since_ms, db):
    """Minutes are filled up to the one of the last change, and none after it."""
    ours = (minutes.c.brand_id == brand_id.bytes) & (minutes.c.model == model)
    lines = {row.day: row.line for row in db.execute(select(minutes).where(ours))}
    first, last = ms_of(EVENING) // MINUTE_MS, since_ms // MINUTE_MS
    for minute in range(first, last):
        day, at = divmod(minute, 1440)
        assert lines.get(day, EMPTY_DAY)[at] == watched.fewest_in(minute)
    for minute in range(last + 1, last + 120):
        day, at = divmod(minute, 1440)
        assert day not in lines or lines[day][at] == OPEN


def batches(recorded, where):
    return in_batches(recorded.events, [round(share * len(recorded.events)) for share in where])


cut_shares = st.lists(st.floats(0, 1), max_size=5)
resolutions = pytest.mark.parametrize("tick_ms", [SECOND, MILLISECOND])


@resolutions
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_minute_has_the_fewest_who_could_answer_at_any_moment_of_it(tick_ms, data):
    recorded, _ = data.draw(evenings(tick_ms))

    with empty_tables() as db:
        for batch in batches(recorded, data.draw(cut_shares)):
            project(batch, db, PresenceProjection())

        assert_minutes(recorded.events, tick_ms, db)


@resolutions
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_staffed_minutes_are_those_with_enough_all_the_time_up_to_now(tick_ms, data):
    recorded, now = data.draw(evenings(tick_ms))
    brand_id, model = data.draw(st.sampled_from(WATCHED))
    first = ms_of(EVENING) // MINUTE_MS
    edges = sorted(data.draw(st.lists(st.integers(0, 700), min_size=2, max_size=6, unique=True)))
    opened = [(first + a, first + b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    open_minutes = [minute for span in opened for minute in range(*span)]

    with empty_tables() as db:
        project(recorded.events, db, PresenceProjection())
        watched = watch(recorded.events, tick_ms, brand_id, model)
        passed = [minute for minute in open_minutes if (minute + 1) * MINUTE_MS <= ms_of(now)]
        times = [(at_ms(a * MINUTE_MS), min(at_ms(b * MINUTE_MS), now)) for a, b in opened]
        for least in (1, 2, 3):
            staffed = staffed_minutes(brand_id, model, times, least, now, db)

            assert staffed == watched.staffed(passed, least)


@settings(max_examples=30, deadline=None)
@given(
    recorded=evenings(SECOND, late=(0, 0, 1, 30, 90, 1800)), where=cut_shares, elsewhere=cut_shares
)
def test_events_recorded_late_count_from_the_latest_change_in_all_batches(
    recorded, where, elsewhere
):
    recorded_events, _ = recorded
    with empty_tables() as live, empty_tables() as rebuilt:
        for batch in batches(recorded_events, where):
            project(batch, live, PresenceProjection())
        rebuild(
            batches(recorded_events, elsewhere),
            rebuilt,
            PresenceProjection(),
            flushing_after={0, 2},
        )

        assert_minutes(recorded_events.events, SECOND, live)
        assert content(PresenceProjection(), rebuilt) == content(PresenceProjection(), live)


# On a real log, on both databases, after commands that a marketplace really carried out.


def test_both_databases_hold_a_played_evening_as_the_oracle_does(market):
    random_commands = RandomCommands(market, seed=7)
    random_commands.run(150)
    market.projector.catch_up()
    random_commands.run(150)
    market.projector.catch_up()

    events = read_by(market.read_models.presence, events_in(market.log))
    start = min(ms_of(event.data.at) for event in events)
    ticks = (max(ms_of(event.data.at) for event in events) - start) // SECOND + 120
    with market.read_models.read(market.read_models.presence) as db:
        for brand_id, model in WATCHED:
            watched = Watch(brand_id, model, start - start % MINUTE_MS, SECOND, ticks)
            watched.follow([event.data for event in events])
            chosen = Random(7).sample(range(ticks // 60 - 1), 40)
            sampled = [start // MINUTE_MS + minute for minute in sorted(chosen)]
            times = [(at_ms(m * MINUTE_MS), at_ms((m + 1) * MINUTE_MS)) for m in sampled]
            now = at_ms(start + ticks * SECOND)

            assert staffed_minutes(brand_id, model, times, 1, now, db) == watched.staffed(
                sampled, 1
            )
