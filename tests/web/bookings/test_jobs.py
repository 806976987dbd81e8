"""Bookings that end by time, minutes that are credited, payments that are settled."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.booking import Booking, BookingStatus
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.booking_reservations import left_in_budget
from domain.bookings.funding import FundingMethod, FundingRefusalReason
from domain.bookings.weekly_windows import parse_windows
from domain.log.entries import Decision
from tests.domain.bookings.booking_examples import (
    BOOKING,
    FUNDING,
    MONDAY_EVENING,
    PARIS,
    PLAN,
    BookingDesk,
)
from tests.projections.conftest import market, postgres_url, template_database  # noqa: F401
from tests.support.people import BRAND, MANAGER, after, euros
from web.bookings.funding import (
    DemonstrationFunding,
    FundingByHand,
    NotReceived,
    Received,
    settle_funding,
)
from web.bookings.jobs import credit_shifts, end_bookings

MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE


@pytest.fixture
def desk(market):  # noqa: F811
    return BookingDesk(market.log)


@pytest.fixture
def run(market):  # noqa: F811
    """Run a job on read models that show everything."""

    def run(job, *arguments):
        market.projector.catch_up()
        done = job(market, *arguments)
        market.projector.catch_up()
        return done

    return run


def booking(desk):
    return desk.log.load(Booking, BOOKING)


class FakeGateway:
    """A payment service that answers what it is told, and remembers whom it was asked about."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.asked = []

    def outcome_of(self, request):
        self.asked.append(request.funding_id)
        return self.outcomes.pop(0)


# Payments.


def test_a_payment_that_is_unknown_is_asked_for_again(desk, run):
    desk.confirmed()
    gateway = FakeGateway(None, Received("pi_1"))

    assert run(settle_funding, gateway, after(20)) == 0
    assert booking(desk).status is BookingStatus.AWAITING_FUNDS
    assert run(settle_funding, gateway, after(30)) == 1

    assert booking(desk).status is BookingStatus.RUNNING
    assert gateway.asked == [FUNDING, FUNDING]
    assert run(settle_funding, gateway, after(40)) == 0


def test_a_declined_payment_leaves_a_draft(desk, run):
    desk.confirmed()

    run(settle_funding, FakeGateway(NotReceived(FundingRefusalReason.DECLINED)), after(20))

    assert booking(desk).status is BookingStatus.DRAFT


def test_two_workers_count_a_payment_once(desk, market):  # noqa: F811
    desk.confirmed()
    market.projector.catch_up()

    settle_funding(market, DemonstrationFunding(), after(20))
    assert settle_funding(market, DemonstrationFunding(), after(20)) == 0

    assert left_in_budget(market.log, BOOKING) == 10_000


def test_nothing_is_known_of_payments_by_hand(desk, run):
    desk.confirmed()

    assert run(settle_funding, FundingByHand(), after(20)) == 0


# The end.


def test_a_booking_ends_with_its_last_window(desk, run):
    desk.running()
    last = datetime(2026, 6, 2, 18, tzinfo=UTC)

    assert run(end_bookings, last - MINUTE) == 0
    assert run(end_bookings, last) == 1

    assert booking(desk).status is BookingStatus.ENDED
    assert left_in_budget(desk.log, BOOKING) == 0


def test_an_end_before_the_first_window_stops_no_booking_from_ending(desk, run):
    """Such an end is refused now; the log may have it."""
    desk.running()
    empty = uuid4()
    saturdays = parse_windows("sat 18:00-20:00", PARIS)
    desk.running_too(empty, replace(PLAN, week=saturdays))

    def shorten():
        without_shifts = desk.log.load(Booking, empty)
        until = date(2026, 6, 2)
        shortened = Booking.Shortened(at=after(30), brand_id=BRAND, until=until, by=MANAGER)
        without_shifts.record(shortened)
        return Decision([without_shifts])

    desk.log.execute(shorten)

    assert run(end_bookings, MONDAY_EVENING + 48 * HOUR) == 2

    statuses = {desk.log.load(Booking, id).status for id in (BOOKING, empty)}
    assert statuses == {BookingStatus.ENDED}


def test_what_becomes_free_after_the_end_is_refunded(desk, run):
    desk.running()
    expert = desk.engaged_expert(MONDAY_EVENING)
    request = desk.request([expert], MONDAY_EVENING)
    desk.conversations.claim(request, expert, MONDAY_EVENING)
    run(end_bookings, MONDAY_EVENING + 48 * HOUR)
    assert left_in_budget(desk.log, BOOKING) == 0
    desk.conversations.lose(request, "visitor_left", MONDAY_EVENING + 49 * HOUR)

    assert run(end_bookings, MONDAY_EVENING + 50 * HOUR) == 1

    refunds = [event.data for event in desk.log.history(BOOKING)][-2:]
    assert [refund.amount for refund in refunds] == [euros(9_800), euros(200)]


# Delivered against booked.


def take(desk, seat):
    expert = desk.expert()
    desk.shifts.take(BOOKING, MONDAY_EVENING, seat, expert, after(100))
    desk.presence.come_online(uuid4(), expert, 1, MONDAY_EVENING - 5 * MINUTE)
    return expert


def credited(desk):
    return [
        event.data
        for event in desk.log.history(BOOKING)
        if isinstance(event.data, Booking.MinutesCredited)
    ]


def test_half_an_hour_away_is_credited_once(desk, run):
    """Two seats from 18:00 to 20:00, one expert away from 18:40 to 19:10: 210 of 240 minutes."""
    desk.running(replace(PLAN, week=parse_windows("mon 18:00-20:00", PARIS)))
    present, away = take(desk, 1), take(desk, 2)
    desk.presence.go_away(away, "declared", MONDAY_EVENING + 40 * MINUTE)
    desk.presence.come_back(away, MONDAY_EVENING + 70 * MINUTE)
    for expert in (present, away):
        desk.presence.leave(expert, "declared", MONDAY_EVENING + 2 * HOUR)

    assert run(credit_shifts, MONDAY_EVENING + 2 * HOUR) == 0
    assert run(credit_shifts, MONDAY_EVENING + 3 * HOUR) == 1
    assert run(credit_shifts, MONDAY_EVENING + 4 * HOUR) == 0

    [credit] = credited(desk)
    assert (credit.booked_minutes, credit.delivered_minutes, credit.credited_minutes) == (
        120,
        90,
        30,
    )


def test_a_seat_that_was_never_taken_is_credited_whole(desk, run):
    desk.running(replace(PLAN, week=parse_windows("mon 18:00-20:00", PARIS), seats=1))

    run(credit_shifts, MONDAY_EVENING + 3 * HOUR)

    assert [credit.credited_minutes for credit in credited(desk)] == [120]


def test_shifts_before_the_shortened_end_are_still_credited(desk, run):
    desk.running()
    other = uuid4()
    desk.bookings.top_up(BOOKING, other, euros(100), FundingMethod.CARD, MANAGER, after(30))
    desk.bookings.shorten(BOOKING, date(2026, 6, 2), MANAGER, after(40))

    run(credit_shifts, MONDAY_EVENING + 30 * HOUR)

    assert len(credited(desk)) == 2  # both seats of Monday, none of Tuesday


class CountedReads:
    """Read models that count how often each projection is read."""

    def __init__(self, read_models):
        self.read_models, self.reads = read_models, Counter()

    def __getattr__(self, name):
        return getattr(self.read_models, name)

    def read(self, projection):
        self.reads[projection.name] += 1
        return self.read_models.read(projection)


@pytest.mark.parametrize(("days", "reads"), [(10, 1), (100, 0)])
def test_the_shifts_of_a_booking_that_ended_long_ago_are_not_read(desk, market, days, reads):  # noqa: F811
    desk.running()
    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(30))
    market.projector.catch_up()
    counted = CountedReads(market.read_models)
    seen = SimpleNamespace(log=market.log, bookings=market.bookings, read_models=counted)

    credit_shifts(seen, MONDAY_EVENING + timedelta(days))

    assert counted.reads["shifts"] == reads


def test_nothing_is_credited_while_presence_is_still_unread(desk, market):  # noqa: F811
    """The projector was away during the shift, in which the expert was there all the time."""
    desk.running(replace(PLAN, week=parse_windows("mon 18:00-20:00", PARIS), seats=1))
    expert = desk.expert()
    market.projector.catch_up()
    desk.shifts.take(BOOKING, MONDAY_EVENING, 1, expert, after(100))
    desk.presence.come_online(uuid4(), expert, 1, MONDAY_EVENING)
    desk.presence.leave(expert, "declared", MONDAY_EVENING + 2 * HOUR)

    assert credit_shifts(market, MONDAY_EVENING + 3 * HOUR) == 0
    market.projector.catch_up()
    assert credit_shifts(market, MONDAY_EVENING + 4 * HOUR) == 0

    assert credited(desk) == []


def test_nothing_is_credited_after_an_early_end_or_during_a_pause(desk, run):
    desk.running()
    desk.bookings.pause(BOOKING, "cost", MANAGER, MONDAY_EVENING - HOUR)
    desk.bookings.resume(BOOKING, MANAGER, MONDAY_EVENING + 3 * HOUR)
    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, MONDAY_EVENING + 5 * HOUR)

    run(credit_shifts, MONDAY_EVENING + 60 * HOUR)

    assert credited(desk) == []
