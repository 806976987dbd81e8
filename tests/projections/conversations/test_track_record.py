"""What volunteers did for a brand, from the facts."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.rewards.reward_rules import TrackRecord
from domain.terms import Voluntary
from projections.conversations.projection import Facts
from projections.conversations.track_record import (
    MonthOfPoints,
    points_by_month,
    track_record_of,
)
from tests.projections.conversations.event_examples import (
    answered,
    claimed,
    closed,
    rated,
    registered,
    requested,
)
from tests.projections.in_memory_projections import RecordedEvents, empty_tables, project
from tests.support.people import AMBASSADOR, BRAND, EXPERT, MORNING, OTHER_BRAND, PAID

TEN = Voluntary(10)


@pytest.fixture
def history():
    return RecordedEvents().add(BRAND, registered("nest", "Europe/Paris", "EUR"))


def talk(history, number, at, who=AMBASSADOR, terms=TEN, marks=None, *, is_closed=True):
    events = [
        requested(at, BRAND),
        claimed(at, who, terms, brand_id=BRAND),
        answered(at + timedelta(seconds=9), who),
    ]
    over = at + timedelta(minutes=5)
    if is_closed:
        ours = {"respondent_id": who, "terms": terms, "brand_id": BRAND}
        events.append(closed(over, over, **ours))
    if marks:
        events.append(rated(over, *marks, respondent_id=who))
    history.add(UUID(int=number), *events)


def test_conversations_ratings_and_points(history):
    talk(history, 1, MORNING, marks=(5, 4, 5))
    talk(history, 2, MORNING + timedelta(days=1), marks=(4, 4, 3))
    talk(history, 3, MORNING + timedelta(days=40))
    talk(history, 4, MORNING, is_closed=False)
    talk(history, 5, MORNING, EXPERT, PAID, marks=(5, 5, 5))
    with empty_tables() as db:
        project(history.events, db, Facts())

        assert track_record_of(BRAND, AMBASSADOR, None, db) == TrackRecord(3, 2, 1)
        assert track_record_of(BRAND, AMBASSADOR, date(2026, 6, 2), db) == TrackRecord(2, 1, 0)
        assert track_record_of(BRAND, EXPERT, None, db) == TrackRecord(0, 0, 0)
        assert track_record_of(OTHER_BRAND, AMBASSADOR, None, db) == TrackRecord(0, 0, 0)
        assert points_by_month(BRAND, AMBASSADOR, db) == [
            MonthOfPoints("2026-07", 1, 10),
            MonthOfPoints("2026-06", 2, 20),
        ]
        assert points_by_month(BRAND, EXPERT, db) == []
