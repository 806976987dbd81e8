"""Bookings and their budgets, as pages show them."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.bookings.assumed_demand import AssumedDemand, DemandShape
from domain.bookings.booking import BookingStatus
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.booking_reservations import left_in_budget
from domain.bookings.funding import FundingMethod
from domain.conversations.conversation_reasons import LostReason
from projections.bookings.bookings import (
    booking_with_id,
    bookings_of,
    bookings_with_status,
)
from projections.bookings.funding import (
    FundingFilter,
    awaited_count,
    awaited_funding,
    funding_of,
    funding_with_id,
    settled_funding,
)
from projections.engine.rebuild import Rebuilder
from tests.domain.bookings.booking_examples import (
    BOOKING,
    FUNDING,
    MONDAY_EVENING,
    PLAN,
    BookingDesk,
)
from tests.support.people import BRAND, MANAGER, OTHER_BRAND, after, euros


@pytest.fixture
def desk(market):
    return BookingDesk(market.log)


@pytest.fixture
def query(market):
    def query(read, *arguments):
        market.projector.catch_up()
        with market.read_models.read(market.read_models.bookings) as db:
            return read(*arguments, db)

    return query


def test_a_draft_shows_its_newest_plan_to_its_brand_only(desk, query):
    desk.drafted()
    desk.bookings.change_draft(BOOKING, replace(PLAN, seats=3), MANAGER, after(1))

    [draft] = query(bookings_of, BRAND)
    assert (draft.status, draft.plan.seats, draft.funded_at) == (BookingStatus.DRAFT, 3, None)
    assert query(bookings_of, OTHER_BRAND) == []


def test_a_booking_keeps_what_the_brand_expected_of_its_draft(desk, query):
    desk.drafted()
    assert query(booking_with_id, BOOKING).assumed_demand is None

    busy = AssumedDemand(70, DemandShape.EVENINGS)
    desk.bookings.change_draft(BOOKING, PLAN, MANAGER, after(1), assumed_demand=busy)
    assert query(booking_with_id, BOOKING).assumed_demand == busy

    desk.bookings.confirm(BOOKING, FUNDING, FundingMethod.CARD, 20, MANAGER, after(10))
    assert query(booking_with_id, BOOKING).assumed_demand == busy


def test_a_new_draft_says_what_the_brand_expects(desk, query):
    busy = AssumedDemand(70, DemandShape.EVENINGS)
    desk.bookings.draft(BOOKING, BRAND, PLAN, MANAGER, after(0), assumed_demand=busy)

    assert query(booking_with_id, BOOKING).assumed_demand == busy


def test_a_discarded_draft_is_no_longer_listed(desk, query):
    desk.drafted()
    desk.bookings.discard_draft(BOOKING, MANAGER, after(1))

    assert query(bookings_of, BRAND) == []
    assert query(booking_with_id, BOOKING).status is BookingStatus.DISCARDED


def test_a_booking_runs_from_its_first_payment(desk, query):
    desk.confirmed()
    [awaited] = query(awaited_funding)
    assert (awaited.funding_id, awaited.amount) == (FUNDING, 10_000)

    desk.bookings.receive_funding(BOOKING, FUNDING, "pi_1", after(20))

    [running] = query(bookings_with_status, BookingStatus.RUNNING)
    assert (running.funded_at, running.paid_in, running.left) == (
        after(20),
        euros(10_000),
        euros(10_000),
    )
    assert query(awaited_funding) == []
    assert [paid.outcome for paid in query(funding_of, BOOKING)] == ["received"]


def test_a_refused_payment_says_why(desk, query):
    desk.confirmed()
    desk.bookings.refuse_funding(BOOKING, FUNDING, "declined", after(20))

    assert query(booking_with_id, BOOKING).status is BookingStatus.DRAFT
    assert [paid.outcome for paid in query(funding_of, BOOKING)] == ["declined"]


def awaiting(desk, funding_ids):
    """One booking that runs, and top-ups that are awaited, one a minute."""
    desk.running()
    for minute, funding_id in enumerate(funding_ids, start=1):
        method = FundingMethod.CARD if minute % 2 else FundingMethod.BANK_TRANSFER
        amount = euros(minute * 100)
        desk.bookings.top_up(BOOKING, funding_id, amount, method, MANAGER, after(60 * minute))


TOP_UPS = [UUID(int=number << 96) for number in (0xA1B2C3D4, 0xA1B2FFFF, 0x00C0FFEE)]


def test_awaited_payments_come_oldest_first_in_pages(desk, query):
    awaiting(desk, TOP_UPS)

    assert query(awaited_count) == 3
    page = query(lambda db: awaited_funding(db, limit=2, offset=1))
    assert [payment.funding_id for payment in page] == TOP_UPS[1:]
    assert [payment.money for payment in page] == [euros(200), euros(300)]
    assert {payment.brand_id for payment in page} == {BRAND}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (FundingFilter(FundingMethod.BANK_TRANSFER), TOP_UPS[1:2]),
        (FundingFilter(brand_ids=[BRAND]), TOP_UPS),
        (FundingFilter(brand_ids=[OTHER_BRAND]), []),
        (FundingFilter(brand_ids=[], first_bytes=bytes.fromhex("a1b2")), TOP_UPS[:2]),
        (FundingFilter(brand_ids=[], first_bytes=bytes.fromhex("a1b2c3d4")), TOP_UPS[:1]),
        (FundingFilter(FundingMethod.CARD, [], bytes.fromhex("a1b2")), TOP_UPS[:1]),
    ],
)
def test_awaited_payments_are_found_by_method_brand_and_number(desk, query, wanted, found):
    awaiting(desk, TOP_UPS)

    assert [payment.funding_id for payment in query(lambda db: awaited_funding(db, wanted))] == (
        found
    )
    assert query(lambda db: awaited_count(db, wanted)) == len(found)


def test_settled_payments_say_who_recorded_what_the_latest_first(desk, query):
    awaiting(desk, TOP_UPS)
    desk.bookings.receive_funding(BOOKING, TOP_UPS[1], "VIR 4711", after(500), MANAGER)
    desk.bookings.refuse_funding(BOOKING, TOP_UPS[0], "expired", after(600), MANAGER)

    expired, received, first = query(lambda db: settled_funding(5, db))

    assert (expired.outcome, expired.reference, expired.settled_by) == ("expired", "", MANAGER)
    assert (received.outcome, received.reference) == ("received", "VIR 4711")
    assert (received.settled_by, received.settled_at) == (MANAGER, after(500))
    assert (first.funding_id, first.settled_by) == (FUNDING, None)
    assert query(funding_with_id, TOP_UPS[1]) == received
    assert query(funding_with_id, UUID(int=7)) is None


def test_the_budget_is_what_the_log_keeps(desk, query, market):
    desk.running()
    expert = desk.engaged_expert(MONDAY_EVENING)
    spent, lost, still_open = (desk.request([expert], MONDAY_EVENING) for _ in range(3))
    for request in (spent, lost, still_open):
        desk.conversations.claim(request, expert, MONDAY_EVENING)
    desk.answered(spent, expert, MONDAY_EVENING)
    desk.conversations.lose(lost, LostReason.VISITOR_LEFT, MONDAY_EVENING)

    booking = query(booking_with_id, BOOKING)

    assert (booking.spent, booking.reserved) == (euros(200), euros(200))
    assert booking.left == euros(left_in_budget(market.log, BOOKING))


def test_pause_end_and_refund_are_shown(desk, query):
    desk.running()
    desk.bookings.pause(BOOKING, "cost", MANAGER, after(30))
    assert query(booking_with_id, BOOKING).status is BookingStatus.PAUSED
    desk.bookings.resume(BOOKING, MANAGER, after(40))
    desk.bookings.extend(BOOKING, date(2026, 7, 1), MANAGER, after(50))

    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(60))

    booking = query(booking_with_id, BOOKING)
    assert (booking.status, booking.plan.until) == (BookingStatus.ENDED, date(2026, 7, 1))
    assert (booking.refunded, booking.left) == (euros(10_000), euros(0))


def test_a_rebuild_gives_the_same(desk, query, market):
    desk.running()
    before = query(booking_with_id, BOOKING)

    projection = market.read_models.bookings
    Rebuilder(market.log, market.read_model_store, lambda *_: None).rebuild(projection)

    assert query(booking_with_id, BOOKING) == before
