"""What each event changes in the row of a conversation."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from domain.conversations.conversation_reasons import LostReason
from domain.money import Money
from domain.terms import Paid, Voluntary
from projections.conversations.daily_totals import buckets_of
from projections.conversations.projection import Facts
from projections.conversations.tables import conversations, tallies
from projections.engine.timestamps import ms_of
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
from tests.projections.in_memory_projections import RecordedEvents, empty_tables, project
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    CONVERSATION,
    ELECTRICITY,
    EXPERT,
    OTHER_EXPERT,
    PAID,
    VOLUNTARY,
    after,
    euros,
)

OTHER = UUID(int=7)


@pytest.fixture
def db():
    with empty_tables() as tables:
        yield tables


def row_after(db, *events):
    """The row of a conversation to which this happened, each event read by itself."""
    recorded = RecordedEvents().add(BRAND, registered()).add(CONVERSATION, *events)
    for event in recorded.events:
        project([event], db, Facts())
    return db.execute(select(conversations)).one()


def counts(db, grain="d"):
    """What the tallies of a day, or month, hold."""
    rows = db.execute(select(tallies).where(tallies.c.grain == grain))
    return {
        (row.model, row.measure, bucket): n
        for row in rows
        for bucket, n in buckets_of(row.buckets).items()
    }


# A request.


def test_a_request_waits(db):
    row = row_after(db, requested(after(0), subject_id=ELECTRICITY))

    assert (row.status, row.brand_id, row.requested_ms) == ("waiting", BRAND.bytes, ms_of(after(0)))
    assert (row.language, row.subject_id, row.source) == ("fr", ELECTRICITY.bytes, "site")
    assert (row.transfers, row.sales, row.sales_amount) == (0, 0, 0)


def test_a_request_is_counted_in_the_hour_it_was_made_and_nowhere_else(db):
    row_after(db, requested(after(0)))

    monday_11_in_paris = 11
    assert counts(db) == {("", "requests", monday_11_in_paris): 1}
    assert counts(db, "m") == counts(db)


# Lost.


@pytest.mark.parametrize("reason", LostReason)
def test_a_lost_request_keeps_its_reason(db, reason):
    row = row_after(db, requested(after(0)), lost(after(60), reason))

    assert (row.status, row.lost_reason) == ("lost", reason.value)
    assert counts(db)["", f"lost:{reason.value}", row.hour_of_week] == 1


def test_a_request_claimed_and_never_answered_is_lost_and_costs_nothing(db):
    row = row_after(
        db, requested(after(0)), claimed(after(10)), lost(after(90), respondent_id=EXPERT, slot=1)
    )

    assert (row.status, row.wait_s, row.handled_s) == ("lost", None, None)
    assert {measure for _, measure, _ in counts(db)} == {"requests", "lost:nobody_present"}


# Claimed and answered.


def test_a_claim_fixes_who_answers_and_on_which_terms(db):
    row = row_after(db, requested(after(0)), claimed(after(10), EXPERT, PAID, concurrent=2))

    assert (row.status, row.respondent_id, row.model) == ("open", EXPERT.bytes, "paid")
    assert (row.claimed_ms, row.concurrent_conversations) == (ms_of(after(10)), 2)
    assert (row.currency, row.price, row.commission, row.points) == ("EUR", 200, 40, None)


def test_a_volunteer_earns_points_and_no_money(db):
    row = row_after(db, requested(after(0)), claimed(after(10), AMBASSADOR, VOLUNTARY))

    assert row.model == "voluntary"
    assert (row.currency, row.price, row.commission, row.points) == (None, None, None, 10)


@pytest.mark.parametrize(
    ("cents", "percent", "commission"), [(200, 20, 40), (645, 30, 194), (5, 10, 1), (4, 10, 0)]
)
def test_the_commission_of_a_price_is_rounded_half_up(db, cents, percent, commission):
    row = row_after(db, requested(after(0)), claimed(after(10), terms=Paid(euros(cents), percent)))

    assert (row.price, row.commission) == (cents, commission)


def test_a_claim_alone_is_no_answer(db):
    row = row_after(db, requested(after(0)), claimed(after(10)))

    assert row.wait_s is None
    assert ("paid", "answered", row.hour_of_week) not in counts(db)


def test_the_wait_runs_from_the_request_to_the_first_answer_in_whole_seconds(db):
    row = row_after(db, requested(after(0)), claimed(after(10)), answered(after(42.999)))

    assert row.wait_s == 42
    assert counts(db)["paid", "wait", 42] == 1
    assert counts(db)["paid", "answered", row.hour_of_week] == 1


@pytest.mark.parametrize(
    ("requested_s", "answered_s", "wait_s"),
    [(0.000999, 1.0005, 0), (0.000999, 1.000999, 1), (0.000999, 1.000998, 0), (0.5, 1.5, 1)],
)
def test_the_wait_is_rounded_down_from_microseconds(requested_s, answered_s, wait_s, db):
    row = row_after(
        db, requested(after(requested_s)), claimed(after(1)), answered(after(answered_s))
    )

    assert row.wait_s == wait_s


def test_what_is_answered_and_not_over_has_no_handling_time_and_no_price_yet(db):
    row_after(db, requested(after(0)), claimed(after(10)), answered(after(20)))

    assert {measure for _, measure, _ in counts(db)} == {"requests", "answered", "wait"}


# Closed.


def test_handling_time_runs_from_the_claim_to_the_last_message_without_the_idle_tail(db):
    row = row_after(
        db,
        requested(after(0)),
        claimed(after(10)),
        answered(after(20)),
        closed(after(900), last_message_at=after(610.5)),
    )

    assert (row.status, row.handled_s) == ("closed", 600)
    assert counts(db)["paid", "handled_s", 0] == 600


@pytest.mark.parametrize(
    ("concurrent", "work"), [(1, 1000), (2, 588), (3, 400), (4, 345), (5, 286), (6, 286)]
)
def test_working_time_is_handling_time_by_how_many_were_held_at_once(db, concurrent, work):
    row = row_after(
        db,
        requested(after(0)),
        claimed(after(0), concurrent=concurrent),
        answered(after(5)),
        closed(after(1000)),
    )

    assert (row.handled_s, row.work_s) == (1000, work)
    assert counts(db)["paid", "work_s", 0] == work


def test_an_end_keeps_how_many_messages_there_were(db):
    row = row_after(
        db,
        requested(after(0)),
        claimed(after(10)),
        answered(after(20)),
        closed(after(600), visitor_messages=7, respondent_messages=9),
    )

    assert (row.visitor_messages, row.respondent_messages) == (7, 9)


def test_a_paid_conversation_costs_its_price_once_it_is_over(db):
    row_after(db, requested(after(0)), claimed(after(10)), answered(after(20)), closed(after(600)))

    over = counts(db)
    assert (over["paid", "price:EUR", 0], over["paid", "commission:EUR", 0]) == (200, 40)
    assert over["paid", "closed", 0] == 1
    assert ("paid", "points", 0) not in over


def test_a_volunteers_conversation_costs_points_once_it_is_over(db):
    row_after(
        db,
        requested(after(0)),
        claimed(after(10), AMBASSADOR, VOLUNTARY),
        answered(after(20), AMBASSADOR),
        closed(after(600), respondent_id=AMBASSADOR, terms=VOLUNTARY),
    )

    over = counts(db)
    assert over["voluntary", "points", 0] == 10
    assert [measure for _, measure, _ in over if measure.startswith("price")] == []


@pytest.mark.parametrize("terms", [Paid(Money(0, "EUR"), 20), Voluntary(0)])
def test_what_costs_nothing_is_not_counted_as_a_cost(db, terms):
    row_after(
        db,
        requested(after(0)),
        claimed(after(10), terms=terms),
        answered(after(20)),
        closed(after(600), terms=terms),
    )

    measures = {measure for _, measure, _ in counts(db)}
    assert measures == {"requests", "answered", "wait", "closed", "handled_s", "work_s"}


# Transferred.


def test_a_transferred_conversation_waits_again_and_keeps_its_first_answer(db):
    row = row_after(
        db, requested(after(0)), claimed(after(10)), answered(after(20)), transferred(after(60))
    )

    assert (row.status, row.transfers, row.wait_s) == ("waiting", 1, 20)


def test_after_a_transfer_the_terms_of_the_last_claim_hold(db):
    row = row_after(
        db,
        requested(after(0)),
        claimed(after(10), AMBASSADOR, VOLUNTARY),
        answered(after(20), AMBASSADOR),
        transferred(after(60), AMBASSADOR),
        claimed(after(100), OTHER_EXPERT, PAID, concurrent=2),
        closed(after(900), last_message_at=after(700), respondent_id=OTHER_EXPERT),
    )

    assert (row.respondent_id, row.model, row.price) == (OTHER_EXPERT.bytes, "paid", 200)
    assert (row.points, row.concurrent_conversations) == (None, 1)
    assert (row.wait_s, row.handled_s) == (20, 690)


def test_who_took_it_over_and_passed_it_on_unanswered_is_not_credited(db):
    row = row_after(
        db,
        requested(after(0)),
        claimed(after(10), AMBASSADOR, VOLUNTARY),
        answered(after(20), AMBASSADOR),
        transferred(after(60), AMBASSADOR),
        claimed(after(100), EXPERT, PAID),
        transferred(after(200), EXPERT),
        closed(after(900), respondent_id=AMBASSADOR, terms=VOLUNTARY, slot=0),
    )

    assert (row.respondent_id, row.model, row.points) == (AMBASSADOR.bytes, "voluntary", 10)
    assert (row.price, row.transfers) == (None, 2)
    assert {model for model, _, _ in counts(db)} == {"", "voluntary"}


def test_the_wait_ends_with_the_first_of_those_who_answer(db):
    row = row_after(
        db,
        requested(after(0)),
        claimed(after(10)),
        answered(after(20)),
        transferred(after(60)),
        claimed(after(100), OTHER_EXPERT),
        answered(after(150), OTHER_EXPERT),
    )

    assert row.wait_s == 20


def test_a_transfer_from_a_volunteer_to_an_expert_moves_the_answer_without_a_trace(db):
    row = row_after(
        db,
        requested(after(0)),
        claimed(after(10), AMBASSADOR, VOLUNTARY),
        answered(after(20), AMBASSADOR),
        transferred(after(60), AMBASSADOR),
        claimed(after(100)),
    )

    assert counts(db) == {
        ("", "requests", row.hour_of_week): 1,
        ("paid", "answered", row.hour_of_week): 1,
        ("paid", "wait", 20): 1,
    }


def test_handling_time_begins_with_the_first_claim_even_if_it_was_transferred(db):
    row = row_after(
        db,
        requested(after(0)),
        claimed(after(10)),
        answered(after(20)),
        transferred(after(60)),
        claimed(after(100), OTHER_EXPERT),
        closed(after(900), last_message_at=after(50), respondent_id=OTHER_EXPERT),
    )

    assert (row.handled_s, row.work_s) == (40, 40)


# What becomes known later.


OVER = (requested(after(0)), claimed(after(10)), answered(after(20)), closed(after(610)))


def test_marks_are_credited_to_the_model_that_answered(db):
    row = row_after(db, *OVER, rated(after(700), speed=4, service=5, quality=3))

    assert (row.speed, row.service, row.quality) == (4, 5, 3)
    assert counts(db)["paid", "marks", 12] == 1


def test_a_sale_is_added_to_earlier_ones(db):
    row = row_after(db, *OVER, sold(after(700), 4990, "one"), sold(after(800), 10, "two"))

    assert (row.sales, row.sales_amount) == (2, 5000)
    assert (counts(db)["paid", "sales", 0], counts(db)["paid", "sales_amount", 0]) == (2, 5000)


def test_what_is_recorded_days_later_counts_on_the_day_of_the_request(db):
    days = timedelta(days=40)

    row = row_after(db, *OVER, rated(after(0) + days), sold(after(0) + days))

    month = {(model, measure): n for (model, measure, _), n in counts(db, "m").items()}
    assert {start for (start,) in db.execute(select(tallies.c.start).distinct())} == {
        row.day,
        2026 * 12 + 5,
    }
    assert (month["paid", "marks"], month["paid", "sales_amount"]) == (1, 4990)


def test_what_happens_to_one_conversation_leaves_the_others_alone(db):
    recorded = RecordedEvents().add(BRAND, registered()).add(CONVERSATION, *OVER).add(OTHER, *OVER)
    project(recorded.events, db, Facts())

    project(RecordedEvents().add(OTHER, *OVER, rated(after(700))).events[-1:], db, Facts())

    rows = db.execute(select(conversations.c.conversation_id, conversations.c.speed))
    assert dict(rows.all()) == {CONVERSATION.bytes: None, OTHER.bytes: 4}


# History.


def test_history_that_is_brought_counts_when_it_happened(db):
    years_ago = timedelta(days=4000)
    brought = (
        requested(after(0) - years_ago, source="import:0123"),
        claimed(after(10) - years_ago, slot=0),
        answered(after(10) - years_ago),
        closed(after(610) - years_ago, reason="imported", slot=0),
    )
    recorded = RecordedEvents().add(CONVERSATION, *brought, recorded_at=after(0))

    project(recorded.events, db, Facts())

    row = db.execute(select(conversations)).one()
    assert row.requested_ms == ms_of(after(0) - years_ago)
    assert (row.wait_s, row.handled_s, row.source) == (10, 600, "import:0123")
