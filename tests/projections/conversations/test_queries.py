"""Lists of conversations: what a filter finds, in which order, and whose a conversation is."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.conversations.conversation_reasons import LostReason
from domain.terms import MODELS
from projections.conversations.projection import Facts
from projections.conversations.queries import (
    EPOCH_DAY,
    OUTCOMES,
    Filter,
    brand_of,
    count,
    every,
    listed,
)
from projections.engine.timestamps import at_ms
from tests.projections.conversations.conversation_strategies import lives
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
def sheet():
    with empty_tables() as db:
        yield db


def tell(db, *conversations):
    """Draw some conversations, numbered from 1, each a list of events."""
    recorded = RecordedEvents().add(BRAND, registered()).add(OTHER_BRAND, registered("nest"))
    for number, events in enumerate(conversations, start=1):
        recorded.add(UUID(int=number), *events)
    project(recorded.events, db, Facts())


def found(db, first=ALWAYS[0], end=ALWAYS[1], **chosen):
    """The numbers of the conversations that are found; every question says the same."""
    asked = Filter(BRAND, first, end, **chosen)
    rows = list(every(asked, db))
    assert count(asked, db) == len(rows)
    assert sorted(listed(asked, db, most=1000)) == sorted(rows)
    return [row.conversation_id.int for row in rows]


WAITING = [requested(after(0))]
TAKEN = [requested(after(1)), claimed(after(2))]
ANSWERED = [*TAKEN, answered(after(60))]
OVER = [*ANSWERED, closed(after(600))]
RATED = [*OVER, rated(after(700))]
SOLD = [*RATED, sold(after(800)), sold(after(900), 10, "order-2")]
LOST = [requested(after(2)), lost(after(30), LostReason.ALL_FULL)]
LEFT = [*TAKEN, lost(after(30), LostReason.VISITOR_LEFT)]
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
def test_an_outcome_finds_those_that_came_to_it(sheet, outcome, numbers):
    tell(sheet, WAITING, TAKEN, ANSWERED, OVER, RATED, SOLD, LOST, LEFT, VOLUNTEERED)

    assert found(sheet, outcome=outcome) == numbers


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
def test_conditions_hold_together(sheet, chosen, numbers):
    tell(sheet, OVER, LOST, LEFT, VOLUNTEERED)

    assert found(sheet, **chosen) == numbers


def test_days_are_the_brands_and_the_end_is_left_out(sheet):
    # 22:00 UTC is midnight in Paris: the second request is of the next day.
    tell(sheet, *([requested(after(hour * 3600))] for hour in (12, 13, 36, 37)))

    assert found(sheet, date(2026, 6, 1), date(2026, 6, 2)) == [1]
    assert found(sheet, date(2026, 6, 2), date(2026, 6, 3)) == [2, 3]
    assert found(sheet, date(2026, 6, 1), date(2026, 6, 1)) == []


def test_the_newest_come_first_a_page_at_a_time(sheet):
    tell(sheet, *([requested(after(n * DAY_S / 3))] for n in range(7)))
    asked = Filter(BRAND, *ALWAYS)
    pages = [listed(asked, sheet, first=first, most=3) for first in (0, 3, 6, 9)]

    assert [[row.conversation_id.int for row in page] for page in pages] == [
        [7, 6, 5],
        [4, 3, 2],
        [1],
        [],
    ]
    assert found(sheet) == [1, 2, 3, 4, 5, 6, 7]


def test_requests_of_one_instant_are_on_one_page_only(sheet):
    tell(sheet, *([requested(after(0))] for _ in range(9)))
    asked = Filter(BRAND, *ALWAYS)
    seen = [row for first in range(9) for row in listed(asked, sheet, first=first, most=1)]

    assert len({row.conversation_id for row in seen}) == 9


def test_a_row_says_what_is_known(sheet):
    tell(sheet, SOLD)
    [row] = listed(Filter(BRAND, *ALWAYS), sheet)

    assert (row.conversation_id, row.requested_at) == (UUID(int=1), after(1))
    assert (row.status, row.model, row.respondent_id) == ("closed", "paid", EXPERT)
    assert (row.wait_s, row.handled_s, row.lost_reason) == (59, 598, None)
    assert (row.visitor_messages, row.respondent_messages) == (3, 4)
    assert (row.currency, row.price, row.points) == ("EUR", 200, None)
    assert (row.speed, row.service, row.quality) == (4, 5, 3)
    assert (row.sales, row.sales_amount) == (2, 5000)


def test_another_brands_are_never_found(sheet):
    tell(sheet, [requested(after(0), OTHER_BRAND)], WAITING)

    assert found(sheet) == [2]


def test_whose_a_conversation_is(sheet):
    tell(sheet, [requested(after(0), OTHER_BRAND)], WAITING)

    assert brand_of(UUID(int=1), sheet) == OTHER_BRAND
    assert brand_of(UUID(int=2), sheet) == BRAND
    assert brand_of(UUID(int=3), sheet) is None
    assert brand_of(BRAND, sheet) is None


@st.composite
def questions(draw):
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


def is_asked_for(row, asked):
    day = date.fromordinal(row["day"] + EPOCH_DAY)
    return (
        row["brand_id"] == asked.brand_id.bytes
        and asked.first <= day < asked.end
        and (asked.outcome is None or TESTS[asked.outcome](row))
        and asked.model in (None, row["model"])
        and asked.reason in (None, row["lost_reason"])
        and asked.hour_of_week in (None, row["hour_of_week"])
    )


@often
@given(lives(), st.lists(questions(), min_size=5, max_size=25))
def test_a_filter_finds_what_one_would_find_by_hand(recorded, asked):
    rows = rows_of(recorded.events)
    with empty_tables() as db:
        project(recorded.events, db, Facts())
        for each in asked:
            expected = [row for row in rows if is_asked_for(row, each)]
            told_of = [(one.conversation_id.bytes, one.requested_at) for one in every(each, db)]
            by_hand = [(row["conversation_id"], at_ms(row["requested_ms"])) for row in expected]

            assert count(each, db) == len(expected)
            assert sorted(told_of) == sorted(by_hand)
            assert [at for _, at in told_of] == sorted(at for _, at in told_of)
