"""In which minutes a brand was staffed."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from domain.members.member import Member
from projections.engine.timestamps import ms_of
from projections.presence.projection import PresenceProjection
from projections.presence.queries import opened_minutes, staffed_minutes
from projections.presence.tables import minutes
from tests.projections.conversations.event_examples import claimed, closed, lost, transferred
from tests.projections.in_memory_projections import RecordedEvents, empty_tables, project
from tests.projections.presence.event_examples import came, left, returned, set_capacity, went_away
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    CONVERSATION,
    EXPERT,
    MORNING,
    OTHER_BRAND,
    OTHER_EXPERT,
    PAID,
    VOLUNTARY,
    after,
)

HOUR = (after(0), after(3600))
TOMORROW = MORNING + timedelta(days=1)


@pytest.fixture
def db():
    with empty_tables() as tables:
        yield tables


def project_singly(db, *events):
    """Project events of presence and of one conversation, each in a batch of its own."""
    for event in RecordedEvents().add(CONVERSATION, *events).events:
        project([event], db, PresenceProjection())


def staffed(db, opened=HOUR, *, model="", least=1, until=TOMORROW, brand_id=BRAND):
    return staffed_minutes(brand_id, model, [opened], least, until, db)


# One respondent at a desk.


def test_a_brand_without_presence_has_no_staffed_minutes(db):
    assert staffed(db) == 0


def test_the_minutes_of_a_session_are_staffed(db):
    project_singly(db, came(after(60)), left(after(6 * 60)))

    assert staffed(db) == 5


def test_a_minute_counts_only_when_it_was_staffed_all_the_time(db):
    project_singly(db, came(after(59.999)), left(after(300.001)))
    assert staffed(db) == 4

    project_singly(db, came(after(600.001)), left(after(659.999)))
    assert staffed(db) == 4


def test_who_leaves_and_is_back_within_the_minute_leaves_a_gap(db):
    project_singly(db, came(after(0)), left(after(90)), came(after(90.001)), left(after(180)))

    assert staffed(db) == 2


def test_who_leaves_as_another_arrives_leaves_none(db):
    project_singly(
        db,
        came(after(0), EXPERT),
        came(after(90), OTHER_EXPERT),
        left(after(90), EXPERT),
        left(after(180), OTHER_EXPERT),
    )

    assert staffed(db) == 3


def test_at_a_handover_the_order_of_the_two_events_does_not_matter(db):
    project_singly(
        db,
        came(after(0), EXPERT),
        left(after(90), EXPERT),
        came(after(90), OTHER_EXPERT),
        left(after(180), OTHER_EXPERT),
    )

    assert staffed(db) == 3


def test_an_absence_is_no_presence(db):
    project_singly(db, came(after(0)), went_away(after(60)), returned(after(180)), left(after(240)))

    assert staffed(db) == 2


# Who is full cannot answer.


def test_a_full_desk_does_not_count(db):
    project_singly(
        db,
        came(after(0), capacity=1),
        claimed(after(60), AMBASSADOR),
        closed(after(180), respondent_id=AMBASSADOR),
        left(after(240)),
    )

    assert staffed(db) == 2


def test_a_desk_with_a_place_left_counts(db):
    project_singly(db, came(after(0), capacity=2), claimed(after(60), AMBASSADOR), left(after(240)))

    assert staffed(db) == 4


def test_raising_the_limit_makes_room_and_lowering_it_takes_it(db):
    project_singly(
        db,
        came(after(0), capacity=1),
        claimed(after(60), AMBASSADOR),
        set_capacity(after(120), 2),
        set_capacity(after(180), 1),
        left(after(240)),
    )

    assert staffed(db) == 2


@pytest.mark.parametrize(
    "freed",
    [
        transferred(after(120), AMBASSADOR),
        closed(after(120), respondent_id=AMBASSADOR),
        lost(after(120), respondent_id=AMBASSADOR, slot=1),
    ],
    ids=["transferred", "closed", "lost"],
)
def test_a_place_is_free_again_once_the_conversation_is_gone(freed, db):
    project_singly(db, came(after(0)), claimed(after(60), AMBASSADOR), freed, left(after(240)))

    assert staffed(db) == 3


@pytest.mark.parametrize(
    "elsewhere",
    [
        closed(after(120), respondent_id=AMBASSADOR, slot=0),
        lost(after(120), respondent_id=AMBASSADOR, slot=0),
        lost(after(120)),
        claimed(after(120), AMBASSADOR, slot=0),
    ],
    ids=["closed", "lost", "lost unclaimed", "claimed"],
)
def test_history_and_what_held_no_place_change_no_desk(elsewhere, db):
    project_singly(db, came(after(0)), claimed(after(60), AMBASSADOR), elsewhere, left(after(240)))

    assert staffed(db) == 1


def test_who_leaves_with_a_conversation_open_comes_back_with_it(db):
    project_singly(
        db,
        came(after(0), capacity=1),
        claimed(after(60), AMBASSADOR),
        left(after(120)),
        came(after(180), capacity=1),
        closed(after(300), respondent_id=AMBASSADOR),
        left(after(360)),
    )

    assert staffed(db) == 2


# Several, for several brands, under several models.


def test_at_least_so_many_must_be_there_at_once(db):
    project_singly(
        db, came(after(0), EXPERT), came(after(120), OTHER_EXPERT), left(after(300), EXPERT)
    )

    assert [staffed(db, least=least, until=after(600)) for least in (1, 2, 3)] == [10, 3, 0]


def test_minutes_are_counted_by_model_and_for_both_together(db):
    project_singly(
        db,
        came(after(0), AMBASSADOR, {BRAND: VOLUNTARY}),
        came(after(120), EXPERT, {BRAND: PAID}),
        left(after(240), AMBASSADOR),
        left(after(300), EXPERT),
    )

    assert [staffed(db, model=model) for model in ("voluntary", "paid", "")] == [4, 3, 5]
    assert staffed(db, least=2) == 2


def test_one_expert_can_be_there_for_two_brands(db):
    project_singly(
        db,
        came(after(0), EXPERT, {BRAND: PAID, OTHER_BRAND: VOLUNTARY}),
        claimed(after(120), EXPERT, brand_id=OTHER_BRAND),
    )

    assert staffed(db, model="paid") == staffed(db, model="voluntary", brand_id=OTHER_BRAND) == 2
    assert staffed(db, model="voluntary") == staffed(db, model="paid", brand_id=OTHER_BRAND) == 0


def test_who_sits_down_for_other_brands_is_gone_for_the_former_ones(db):
    project_singly(
        db,
        came(after(0), EXPERT, {BRAND: PAID}),
        left(after(60), EXPERT),
        came(after(60), EXPERT, {OTHER_BRAND: PAID}),
    )

    assert staffed(db) == 1
    assert staffed(db, brand_id=OTHER_BRAND) == 59


def test_a_respondent_whose_engagement_ended_is_not_available_for_the_brand(db):
    project_singly(db, came(after(0), engagements={BRAND: VOLUNTARY, OTHER_BRAND: VOLUNTARY}))
    ended = Member.EngagementEnded(at=after(600), brand_id=BRAND, reason="moved", by=AMBASSADOR)
    for event in RecordedEvents().add(AMBASSADOR, ended).events:
        project([event], db, PresenceProjection())

    assert staffed(db) == 10
    assert staffed(db, brand_id=OTHER_BRAND) == 60


@pytest.mark.parametrize("crowd", [254, 255, 256, 300])
def test_a_crowd_is_there_too(crowd, db):
    people = [UUID(int=number) for number in range(1, crowd + 1)]
    recorded = RecordedEvents().add(CONVERSATION, *(came(after(0), person) for person in people))
    project(recorded.events, db, PresenceProjection())
    assert staffed(db, least=200) == 60

    project_singly(db, left(after(600), people[0]))

    assert staffed(db, least=200) == 60
    assert staffed(db, least=200, opened=(after(0), after(600))) == 10


# Over midnight, over days.


def test_a_night_passes_from_one_day_to_the_next(db):
    evening = MORNING.replace(hour=23, minute=50)
    night = (evening, evening + timedelta(minutes=20))
    project_singly(db, came(evening), left(evening + timedelta(minutes=15)))

    assert staffed(db, night) == 15
    assert len(db.execute(select(minutes).where(minutes.c.model == "")).all()) == 2


def test_until_the_very_midnight_touches_one_day_only(db):
    midnight = MORNING.replace(hour=0) + timedelta(days=1)
    project_singly(db, came(after(0)), left(midnight))

    assert staffed(db, (after(0), midnight), until=midnight) == 15 * 60
    assert len(db.execute(select(minutes).where(minutes.c.model == "")).all()) == 1


def test_a_session_of_three_days_is_staffed_all_through(db):
    week = (MORNING, MORNING + timedelta(days=7))
    project_singly(db, came(after(0)), left(after(30) + timedelta(days=3)))

    assert staffed(db, week, until=week[1]) == 3 * 1440


def test_days_without_respondents_have_no_rows_and_are_not_staffed(db):
    days = (MORNING, MORNING + timedelta(days=30))
    project_singly(db, came(after(0)), left(after(60)), came(days[1] - timedelta(minutes=5)))

    assert staffed(db, days, until=days[1]) == 6
    assert len(db.execute(select(minutes).where(minutes.c.model == "")).all()) == 2


# Now: what has not changed goes on.


def test_who_is_there_counts_up_to_now_and_no_further(db):
    project_singly(db, came(after(0)))

    assert [staffed(db, until=after(s)) for s in (0, 59, 60, 150, 3600)] == [0, 0, 1, 2, 60]


def test_the_minute_of_an_arrival_does_not_count_while_the_session_lasts(db):
    project_singly(db, came(after(30)))

    assert staffed(db, until=after(300)) == 4


def test_the_minute_of_a_departure_does_not_count_before_the_next_arrival(db):
    project_singly(db, came(after(0)), left(after(90)))

    assert staffed(db, until=after(600)) == 1


def test_who_has_been_there_for_days_still_counts(db):
    days = (MORNING, MORNING + timedelta(days=3))
    project_singly(db, came(after(0)))

    assert staffed(db, days, until=days[1] - timedelta(minutes=1)) == 3 * 1440 - 1


def test_the_level_counts_long_after_the_last_change(db):
    project_singly(db, came(after(0)))
    years_later = MORNING + timedelta(days=3000)

    assert staffed(db, (after(0), after(3600)), until=years_later) == 60
    assert staffed(db, (years_later - timedelta(hours=1), years_later), until=years_later) == 60


def test_a_clock_that_is_behind_the_facts_does_no_harm(db):
    project_singly(db, came(after(600)))

    assert staffed(db, until=after(60)) == 0


# Opening times that do not begin on the minute.


def test_only_whole_open_minutes_are_counted_open_or_staffed(db):
    project_singly(db, came(after(0)))
    opened = [(after(30), after(300)), (after(600), after(659)), (after(900.5), after(959.5))]

    assert opened_minutes(opened) == 4
    assert staffed_minutes(BRAND, "", opened, 1, TOMORROW, db) == 4


def test_no_opening_times_are_no_minutes(db):
    assert opened_minutes([]) == 0
    assert staffed_minutes(BRAND, "", [], 1, TOMORROW, db) == 0


# What is told late.


def test_an_event_recorded_late_does_not_change_filled_minutes(db):
    project_singly(
        db, came(after(0), EXPERT), left(after(600), EXPERT), came(after(60), OTHER_EXPERT)
    )

    assert staffed(db, until=after(900)) == 15


def test_a_departure_recorded_late_counts_from_the_latest_change(db):
    project_singly(
        db,
        came(after(0), EXPERT),
        came(after(300), OTHER_EXPERT),
        left(after(60), EXPERT, reason="heartbeat"),
        left(after(600), OTHER_EXPERT),
    )

    assert staffed(db) == 10
    assert [staffed(db, least=2), ms_of(after(0)) % 60_000] == [0, 0]
