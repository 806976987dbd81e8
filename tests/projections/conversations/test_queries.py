"""Lists of conversations: what a filter finds, in which order, and the brand of one."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.conversations.conversation_reasons import LostReason
from domain.terms import MODELS
from projections.conversations.projection import Facts
from projections.conversations.queries import (
    OUTCOMES,
    Filter,
    brand_of,
    count,
    iterate_conversations,
    list_conversations,
    lost_between,
    mean_handling_s,
)
from projections.engine.timestamps import at_ms, date_of
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
)
from tests.projections.conversations.oracle import rows_of
from tests.projections.in_memory_projections import RecordedEvents, empty_tables, project
from tests.support.people import AMBASSADOR, BRAND, EXPERT, OTHER_BRAND, VOLUNTARY, after

ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))
DAY_S = 24 * 3600
often = settings(max_examples=60, deadline=None)


@pytest.fixture
def db():
    with empty_tables() as db:
        yield db


def record_conversations(db, *conversations):
    """Project some conversations, numbered from 1, each a list of events."""
    recorded = RecordedEvents().add(BRAND, registered()).add(OTHER_BRAND, registered("nest"))
    for number, events in enumerate(conversations, start=1):
        recorded.add(UUID(int=number), *events)
    project(recorded.events, db, Facts())


def numbers_found(db, first=ALWAYS[0], end=ALWAYS[1], **chosen):
    """The numbers of the conversations that a filter finds; all queries return the same."""
    filter_ = Filter(BRAND, first, end, **chosen)
    rows = list(iterate_conversations(filter_, db))
    assert count(filter_, db) == len(rows)
    assert sorted(list_conversations(filter_, db, limit=1000)) == sorted(rows)
    return [row.conversation_id.int for row in rows]


WAITING = [requested(after(0))]
CLAIMED = [requested(after(1)), claimed(after(2))]
ANSWERED = [*CLAIMED, answered(after(60))]
OVER = [*ANSWERED, closed(after(600))]
RATED = [*OVER, rated(after(700))]
SOLD = [*RATED, sold(after(800)), sold(after(900), 10, "order-2")]
LOST = [requested(after(2)), lost(after(30), LostReason.ALL_FULL)]
LEFT = [*CLAIMED, lost(after(30), LostReason.VISITOR_LEFT)]
VOLUNTEERED = [
    requested(after(3)),
    claimed(after(4), AMBASSADOR, VOLUNTARY),
    answered(after(5), AMBASSADOR),
]


@pytest.mark.parametrize(
    ("outcome", "numbers"),
    [
        (None, [1, 2, 3, 4, 5, 6, 8, 7, 9]),
        ("waiting", [1, 2]),
        ("answered", [3, 4, 5, 6, 9]),
        ("lost", [8, 7]),
        ("rated", [5, 6]),
        ("sold", [6]),
    ],
)
def test_an_outcome_finds_those_that_came_to_it(db, outcome, numbers):
    record_conversations(db, WAITING, CLAIMED, ANSWERED, OVER, RATED, SOLD, LOST, LEFT, VOLUNTEERED)

    assert numbers_found(db, outcome=outcome) == numbers


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ({"model": "voluntary"}, [4]),
        ({"model": "paid"}, [1, 3]),
        ({"model": "paid", "outcome": "answered"}, [1]),
        ({"reason": "visitor_left"}, [3]),
        ({"reason": "all_full", "outcome": "lost"}, [2]),
        ({"reason": "all_full", "outcome": "answered"}, []),
        ({"hour_of_week": 11}, [1, 3, 2, 4]),
        ({"hour_of_week": 9}, []),
    ],
)
def test_conditions_hold_together(db, chosen, numbers):
    record_conversations(db, OVER, LOST, LEFT, VOLUNTEERED)

    assert numbers_found(db, **chosen) == numbers


def test_days_are_the_brands_and_the_end_is_left_out(db):
    # 22:00 UTC is midnight in Paris: the second request is of the next day.
    record_conversations(db, *([requested(after(hour * 3600))] for hour in (12, 13, 36, 37)))

    assert numbers_found(db, date(2026, 6, 1), date(2026, 6, 2)) == [1]
    assert numbers_found(db, date(2026, 6, 2), date(2026, 6, 3)) == [2, 3]
    assert numbers_found(db, date(2026, 6, 1), date(2026, 6, 1)) == []


def test_the_newest_come_first_a_page_at_a_time(db):
    record_conversations(db, *([requested(after(n * DAY_S / 3))] for n in range(7)))
    any_conversation = Filter(BRAND, *ALWAYS)
    pages = [
        list_conversations(any_conversation, db, first=first, limit=3) for first in (0, 3, 6, 9)
    ]

    assert [[row.conversation_id.int for row in page] for page in pages] == [
        [7, 6, 5],
        [4, 3, 2],
        [1],
        [],
    ]
    assert numbers_found(db) == [1, 2, 3, 4, 5, 6, 7]


def test_requests_of_one_instant_are_on_one_page_only(db):
    record_conversations(db, *([requested(after(0))] for _ in range(9)))
    any_conversation = Filter(BRAND, *ALWAYS)
    rows = [
        row
        for first in range(9)
        for row in list_conversations(any_conversation, db, first=first, limit=1)
    ]

    assert len({row.conversation_id for row in rows}) == 9


def test_a_row_says_what_is_known(db):
    record_conversations(db, SOLD)
    [row] = list_conversations(Filter(BRAND, *ALWAYS), db)

    assert (row.conversation_id, row.requested_at) == (UUID(int=1), after(1))
    assert (row.status, row.model, row.respondent_id) == ("closed", "paid", EXPERT)
    assert (row.wait_s, row.handled_s, row.lost_reason) == (59, 598, None)
    assert (row.visitor_messages, row.respondent_messages) == (3, 4)
    assert (row.currency, row.price, row.points) == ("EUR", 200, None)
    assert (row.speed, row.service, row.quality) == (4, 5, 3)
    assert (row.sales, row.sales_amount) == (2, 5000)


def test_another_brands_are_never_found(db):
    record_conversations(db, [requested(after(0), OTHER_BRAND)], WAITING)

    assert numbers_found(db) == [2]


def test_the_mean_handling_time_is_that_of_closed_conversations(db):
    longer = [*ANSWERED, closed(after(902))]
    record_conversations(db, OVER, longer, ANSWERED, LOST)
    day = after(0).date()

    # From the claim at 2 s to 600 s, and to 902 s.
    assert mean_handling_s(BRAND, day, day + timedelta(1), db) == (598 + 900) / 2
    assert mean_handling_s(BRAND, day + timedelta(1), day + timedelta(9), db) is None
    assert mean_handling_s(OTHER_BRAND, day, day + timedelta(1), db) is None


def test_whose_a_conversation_is(db):
    record_conversations(db, [requested(after(0), OTHER_BRAND)], WAITING)

    assert brand_of(UUID(int=1), db) == OTHER_BRAND
    assert brand_of(UUID(int=2), db) == BRAND
    assert brand_of(UUID(int=3), db) is None
    assert brand_of(BRAND, db) is None


@st.composite
def filters(draw):
    first = date(2026, 3, 26) + timedelta(days=draw(st.integers(0, 8)))
    return Filter(
        draw(st.sampled_from([BRAND, OTHER_BRAND])),
        first,
        first + timedelta(days=draw(st.integers(0, 9))),
        draw(st.sampled_from([None, *OUTCOMES])),
        draw(st.sampled_from([None, *MODELS])),
        draw(st.sampled_from([None, *LostReason])),
        draw(st.sampled_from([None, *range(168)])),
    )


TESTS = {
    "answered": lambda row: row["wait_s"] is not None and row["lost_reason"] is None,
    "lost": lambda row: row["lost_reason"] is not None,
    "waiting": lambda row: row["wait_s"] is None and row["lost_reason"] is None,
    "rated": lambda row: row["speed"] is not None and row["lost_reason"] is None,
    "sold": lambda row: row["sales"] > 0,
}


def matches(row, chosen):
    day = date_of(row["day"])
    return (
        row["brand_id"] == chosen.brand_id.bytes
        and chosen.first <= day < chosen.end
        and (chosen.outcome is None or TESTS[chosen.outcome](row))
        and chosen.model in (None, row["model"])
        and chosen.reason in (None, row["lost_reason"])
        and chosen.hour_of_week in (None, row["hour_of_week"])
    )


@often
@given(recorded_conversations(), st.lists(filters(), min_size=5, max_size=25))
def test_a_filter_finds_what_one_would_find_by_hand(recorded, chosen_filters):
    rows = rows_of(recorded.events)
    with empty_tables() as db:
        project(recorded.events, db, Facts())
        for chosen in chosen_filters:
            expected = [row for row in rows if matches(row, chosen)]
            listed_rows = [
                (conversation.conversation_id.bytes, conversation.requested_at)
                for conversation in iterate_conversations(chosen, db)
            ]
            expected_rows = [
                (row["conversation_id"], at_ms(row["requested_ms"])) for row in expected
            ]

            assert count(chosen, db) == len(expected)
            assert sorted(listed_rows) == sorted(expected_rows)
            assert [at for _, at in listed_rows] == sorted(at for _, at in listed_rows)


def test_lost_requests_of_a_span_with_their_reasons(db):
    subject_id = UUID(int=7)
    about = {"subject_id": subject_id}
    record_conversations(
        db,
        [requested(after(9), **about), lost(after(12))],
        [requested(after(10), **about), lost(after(12), LostReason.ALL_FULL)],
        [requested(after(11), **about), lost(after(12), LostReason.VISITOR_LEFT)],
        [requested(after(11), language="en", **about), lost(after(12))],
        [requested(after(11), OTHER_BRAND, **about), lost(after(12), brand_id=OTHER_BRAND)],
        [requested(after(12)), lost(after(13))],
        [requested(after(13), **about)],
        [requested(after(20), **about), lost(after(21))],
    )

    def found(subject_id):
        return lost_between(BRAND, after(10), after(20), ("fr",), subject_id, db)

    assert found(subject_id) == [(after(10), "all_full"), (after(11), "visitor_left")]
    assert found(None) == [*found(subject_id), (after(12), "nobody_present")]
