"""A booking from its draft to its end, with its budget."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.assumed_demand import MAX_REQUESTS_PER_WEEK, AssumedDemand, DemandShape
from domain.bookings.booking import Booking, BookingStatus
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.booking_reservations import left_in_budget
from domain.bookings.funding import FundingMethod
from domain.brands.brand_commands import BrandCommands
from domain.brands.credit_limit import left_of_credit_limit
from domain.errors import Invalid, NotFound, NotNow, Refused
from domain.log.mapper import decode
from tests.domain.bookings.booking_examples import BOOKING, FUNDING, PLAN, BookingDesk
from tests.support.people import BRAND, HEATING, MANAGER, after, euros

SAMPLES = Path(__file__).parents[2] / "support" / "recorded_events"


@pytest.fixture
def desk(log):
    return BookingDesk(log)


def booking(desk):
    return desk.log.load(Booking, BOOKING)


def refused(desk, refusal, sentence, do):
    """It is refused, and nothing is recorded."""
    head = desk.log.rows.head()
    with pytest.raises(refusal, match=sentence):
        do()
    assert desk.log.rows.head() == head


def test_a_draft_is_changed_and_discarded(desk):
    desk.drafted()
    desk.bookings.change_draft(BOOKING, replace(PLAN, seats=3), MANAGER, after(1))
    desk.bookings.change_draft(BOOKING, replace(PLAN, seats=3), MANAGER, after(2))
    desk.bookings.discard_draft(BOOKING, MANAGER, after(3))

    assert desk.event_names(BOOKING) == ["Drafted", "DraftChanged", "DraftDiscarded"]
    refused(desk, NotNow, "already confirmed", lambda: confirm(desk))


def test_a_draft_keeps_what_the_brand_expects(desk):
    busy = AssumedDemand(70, DemandShape.EVENINGS)
    desk.drafted()
    for at in (after(1), after(2)):
        desk.bookings.change_draft(BOOKING, PLAN, MANAGER, at, assumed_demand=busy)

    assert booking(desk).assumed_demand == busy
    assert desk.event_names(BOOKING) == ["Drafted", "DraftChanged"]
    confirm(desk)
    assert booking(desk).assumed_demand == busy


@pytest.mark.parametrize("requests", [-1, 0, MAX_REQUESTS_PER_WEEK + 1])
def test_a_draft_with_an_impossible_number_of_requests_is_refused(desk, requests):
    impossible = AssumedDemand(requests, DemandShape.EVENINGS)
    sentence, drafting = "requests that you expect in a week", (PLAN, MANAGER, after(1))
    commands = desk.bookings

    refused(
        desk,
        Invalid,
        sentence,
        lambda: commands.draft(BOOKING, BRAND, *drafting, assumed_demand=impossible),
    )
    desk.drafted()
    refused(
        desk,
        Invalid,
        sentence,
        lambda: commands.change_draft(BOOKING, *drafting, assumed_demand=impossible),
    )


def test_a_draft_of_an_older_version_has_no_expectation():
    for name in ("Booking.Drafted.1", "Booking.DraftChanged.1"):
        assert decode(name, (SAMPLES / f"{name}.json").read_bytes()).assumed_demand is None


def confirm(desk, method=FundingMethod.CARD):
    desk.bookings.confirm(BOOKING, FUNDING, method, 20, MANAGER, after(10))


def test_a_confirmed_booking_runs_when_its_budget_is_there(desk):
    desk.confirmed()
    assert booking(desk).status is BookingStatus.AWAITING_FUNDS

    desk.bookings.receive_funding(BOOKING, FUNDING, "pi_1", after(20))

    assert booking(desk).status is BookingStatus.RUNNING
    assert left_in_budget(desk.log, BOOKING) == 10_000


def test_a_payment_counts_once(desk):
    desk.running()

    refused(
        desk,
        NotNow,
        "settled already",
        lambda: desk.bookings.receive_funding(BOOKING, FUNDING, "pi_1", after(30)),
    )
    refused(
        desk,
        NotNow,
        "settled already",
        lambda: desk.bookings.refuse_funding(BOOKING, FUNDING, "declined", after(30)),
    )


def test_a_payment_that_was_not_asked_for_is_refused(desk):
    desk.confirmed()

    refused(
        desk,
        NotFound,
        "not requested",
        lambda: desk.bookings.receive_funding(BOOKING, uuid4(), "pi_1", after(30)),
    )


def test_a_payment_names_who_recorded_it(desk):
    desk.confirmed()

    desk.bookings.receive_funding(BOOKING, FUNDING, "VIR 4711", after(20), MANAGER)

    received = list(desk.log.history(BOOKING))[-1].data
    assert (received.reference, received.by) == ("VIR 4711", MANAGER)


def test_a_payment_service_is_no_person(desk):
    desk.running()

    assert list(desk.log.history(BOOKING))[-1].data.by is None


def test_a_refused_payment_makes_it_a_draft_again(desk):
    desk.confirmed()

    desk.bookings.refuse_funding(BOOKING, FUNDING, "declined", after(20))

    assert booking(desk).status is BookingStatus.DRAFT
    assert left_in_budget(desk.log, BOOKING) == 0


def grant_credit(desk, cents):
    BrandCommands(desk.log).set_credit_limit(BRAND, euros(cents), MANAGER, after(0))


def test_an_invoice_within_the_credit_limit_funds_at_once(desk):
    grant_credit(desk, 10_000)
    desk.drafted()

    confirm(desk, FundingMethod.INVOICE)

    assert desk.event_names(BOOKING) == ["Drafted", "Confirmed", "FundingReceived"]


def test_an_invoice_above_the_credit_limit_is_refused(desk):
    grant_credit(desk, 9_999)
    desk.drafted()

    refused(desk, NotNow, "credit limit", lambda: confirm(desk, FundingMethod.INVOICE))


def test_a_top_up_adds_to_the_budget(desk):
    desk.running()
    other = uuid4()

    desk.bookings.top_up(BOOKING, other, euros(500), FundingMethod.CARD, MANAGER, after(30))
    desk.bookings.receive_funding(BOOKING, other, "pi_2", after(40))

    assert left_in_budget(desk.log, BOOKING) == 10_500


def test_a_booking_is_paused_and_resumed(desk):
    desk.running()
    desk.bookings.pause(BOOKING, "cost", MANAGER, after(30))
    refused(desk, NotNow, "Only a running", lambda: pause(desk))

    desk.bookings.resume(BOOKING, MANAGER, after(40))

    assert booking(desk).status is BookingStatus.RUNNING


def test_commands_keep_their_names_in_the_log_wherever_they_are_written(desk):
    desk.running()
    bookings = desk.bookings
    positions = [
        bookings.pause(BOOKING, "cost", MANAGER, after(30)),
        bookings.resume(BOOKING, MANAGER, after(40)),
        bookings.extend(BOOKING, date(2026, 7, 1), MANAGER, after(50)),
        bookings.shorten(BOOKING, date(2026, 6, 2), MANAGER, after(60)),
        bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(70)),
    ]

    assert [desk.log.rows.metadata_at(position).command for position in positions] == [
        *("BookingCommands.pause", "BookingCommands.resume", "BookingCommands.extend"),
        *("BookingCommands.shorten", "BookingCommands.end"),
    ]


def pause(desk):
    desk.bookings.pause(BOOKING, "cost", MANAGER, after(35))


def test_a_booking_is_shortened_and_extended(desk):
    desk.running()

    desk.bookings.shorten(BOOKING, date(2026, 6, 2), MANAGER, after(30))
    desk.bookings.extend(BOOKING, date(2026, 7, 1), MANAGER, after(40))

    assert booking(desk).plan.until == date(2026, 7, 1)


def test_a_booking_is_extended_up_to_a_year_from_today(desk):
    desk.running()
    in_a_week = after(7 * 86_400)
    desk.bookings.extend(BOOKING, date(2026, 7, 1), MANAGER, after(40))

    with pytest.raises(Invalid, match="up to 366 days after today, or after the first day"):
        desk.bookings.extend(BOOKING, date(2027, 6, 10), MANAGER, in_a_week)
    desk.bookings.extend(BOOKING, date(2027, 6, 9), MANAGER, in_a_week)

    assert booking(desk).plan.until == date(2027, 6, 9)


@pytest.mark.parametrize(
    ("until", "sentence"),
    [(date(2026, 6, 8), "last day before 2026-06-07"), (date(2026, 6, 1), "after the first day")],
)
def test_an_end_that_shortens_nothing_or_is_over_is_refused(desk, until, sentence):
    desk.running()

    refused(
        desk,
        Invalid,
        sentence,
        lambda: desk.bookings.shorten(BOOKING, until, MANAGER, after(30)),
    )


def test_ending_gives_back_what_is_left(desk):
    desk.running()

    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(30))

    assert desk.event_names(BOOKING)[-2:] == ["Ended", "Refunded"]
    assert left_in_budget(desk.log, BOOKING) == 0
    refused(desk, NotNow, "not running", lambda: extend(desk))


def extend(desk):
    desk.bookings.extend(BOOKING, date(2026, 7, 1), MANAGER, after(40))


def test_a_period_that_is_not_over_does_not_end_it(desk):
    desk.running()

    refused(
        desk,
        NotNow,
        "not over yet",
        lambda: desk.bookings.end(BOOKING, BookingEndReason.PERIOD_OVER, None, after(30)),
    )


def test_undelivered_minutes_are_credited_once(desk):
    desk.running()
    slot = booking(desk).slot(PLAN_START, 1)
    later = slot.ends_at + timedelta(minutes=1)

    for _ in range(2):
        desk.bookings.credit_minutes(BOOKING, PLAN_START, 1, 90, later)

    [credited] = [
        envelope.data
        for envelope in desk.log.history(BOOKING)
        if isinstance(envelope.data, Booking.MinutesCredited)
    ]
    assert (credited.booked_minutes, credited.credited_minutes) == (120, 30)


PLAN_START = after(7 * 3600)  # 18:00 in Paris


def test_a_plan_of_an_unknown_subject_is_refused(desk):
    plan = replace(PLAN, subject_id=HEATING)

    refused(desk, Refused, "This subject does not exist", lambda: desk.drafted(plan))


def test_a_limit_below_what_is_in_use_is_refused(desk):
    grant_credit(desk, 10_000)
    desk.drafted()
    confirm(desk, FundingMethod.INVOICE)

    refused(desk, NotNow, "More than this limit is in use", lambda: grant_credit(desk, 9_999))
    grant_credit(desk, 12_000)


def test_what_is_left_of_an_invoiced_budget_can_be_invoiced_again(desk):
    """A card paid for a part: the invoice is reduced first, and only the rest is refunded."""
    BrandCommands(desk.log).set_credit_limit(BRAND, euros(10_000), MANAGER, after(0))
    desk.drafted()
    confirm(desk, FundingMethod.INVOICE)
    card = uuid4()
    desk.bookings.top_up(BOOKING, card, euros(500), FundingMethod.CARD, MANAGER, after(20))
    desk.bookings.receive_funding(BOOKING, card, "card", after(30))

    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(40))

    events = [
        (type(envelope.data).__name__, envelope.data.amount)
        for envelope in desk.log.history(BOOKING)
        if isinstance(envelope.data, Booking.InvoiceReduced | Booking.Refunded)
    ]
    assert events == [("InvoiceReduced", euros(10_000)), ("Refunded", euros(500))]
    assert left_of_credit_limit(desk.log, BRAND) == 10_000
    assert left_in_budget(desk.log, BOOKING) == 0
