"""The e-mails about shifts, in the published order, and what an earlier end cancels."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import BookingMode, shift_id_of
from domain.bookings.funding import FundingMethod
from domain.bookings.notification_order import notification_order
from domain.brands.opening_hours import OpeningHours
from tests.domain.bookings.booking_examples import (
    BOOKING,
    MONDAY_EVENING,
    PARIS,
    PLAN,
    TUESDAY_EVENING,
)
from tests.support.people import MANAGER, after, euros
from tests.support.reactions import WatchedReactor, linked_paths, pages_at
from tests.web.bookings.shift_fixture import ALICE, BRUNO, NO_NEWCOMERS, VOLUNTEER
from web.bookings.reactors import ShiftCancellations, ShiftEmails
from web.mail.message import EmailCategory
from web.mail.unsubscribe import Subscriptions

MESSAGES = {
    "en": """Hello Alice Martin,

Road has booked experts on Electricity. You are qualified.

Terms:
- Price per conversation, paid by the brand: €2.00
- Comptoir's commission (20%): €0.40
- Paid to the expert per conversation: €1.60
Example: 10 conversations earn €16.00. Amounts include VAT where it applies.

Period: 1 June 2026 to 7 June 2026
Hours: Mon-Tue 18:00-20:00
Time zone: Paris (Europe/Paris)
Seats: 2

See the shifts and take one:
http://127.0.0.1:8000/shifts

One person takes each seat: the first to take it. This e-mail goes to experts without a shift \
first, then to all others in an order computed anew for each booking. Some seats are held for \
experts without a shift until 2 June 2026, 11:01.

You do not have to do anything: this is the only e-mail you will receive about these open \
shifts.""",
    "fr": """Bonjour Bruno Weber,

Road a réservé des experts sur le sujet « Électricité ». Vous avez la qualification demandée.

Conditions :
- Prix par conversation, payé par la marque : 2,00 €
- Commission de Comptoir (20 %) : 0,40 €
- Versé à l’expert par conversation : 1,60 €
Exemple : 10 conversations rapportent 16,00 €. Les montants comprennent la TVA là où elle \
s’applique.
""",
}


@pytest.fixture
def emails(roster):
    reactor = ShiftEmails(roster.market, roster.shop.store, roster.shop.settings).reactor
    return WatchedReactor(reactor, roster.market, roster.shop.store)


@pytest.fixture
def cancellations(roster):
    return WatchedReactor(
        ShiftCancellations(roster.market).reactor, roster.market, roster.shop.store
    )


def plain(text):
    """As it is read: spaces that do not break look like others, and dashes like hyphens."""
    for space in ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"):
        text = text.replace(space, " ")
    return text.replace("\N{EN DASH}", "-")


# A booking that was funded.


def test_qualified_experts_read_the_terms_above_the_link(roster, emails):
    roster.expert(ALICE)
    roster.expert(BRUNO)
    roster.volunteer()

    roster.desk.running()

    written = {message.language: message for message in emails.emails()}
    assert plain(written["en"].text) == MESSAGES["en"]
    assert plain(written["fr"].text).startswith(MESSAGES["fr"])
    assert written["en"].category is EmailCategory.INVITATION
    assert linked_paths(written["fr"].text) == ["/shifts"]
    assert pages_at(["/shifts"], roster.shop.app) == ["shifts.show_open_shifts"]


def test_without_seats_for_newcomers_the_email_says_nothing_of_them(roster, emails):
    roster.expert(ALICE)
    opening = OpeningHours.weekly(PARIS, {0: [("09:00", "19:00")]})
    plan = replace(PLAN, seats=1, mode=BookingMode.WHEN_CLOSED, opening_hours=opening)

    roster.desk.running(plan)

    text = plain(emails.only_email().text)
    assert "Some seats" not in text
    assert "Hours: Mon-Tue 18:00-20:00, outside the brand's opening hours" in text


def test_the_order_is_the_published_one(roster, emails):
    alice, bruno = roster.expert(ALICE), roster.expert(BRUNO)
    earlier, later = uuid4(), uuid4()
    roster.desk.running_too(earlier, shift_rules=NO_NEWCOMERS)
    first, second = notification_order(later, [alice, bruno], set())
    roster.desk.shifts.take(earlier, MONDAY_EVENING, 1, first, after(50))

    roster.desk.running_too(later)

    assert [message.account_id for message in emails.emails()][-2:] == [second, first]


def test_volunteers_strangers_and_unsubscribed_experts_get_no_email(roster, emails):
    roster.expert(ALICE, languages=("de",))
    roster.expert(VOLUNTEER)
    bruno = roster.expert(BRUNO)
    Subscriptions(roster.shop.store).end(bruno, EmailCategory.INVITATION)

    roster.desk.running()

    written = emails.emails()
    Subscriptions(roster.shop.store).begin_again(bruno, EmailCategory.INVITATION)
    assert written == []


def test_a_top_up_notifies_no_one_again(roster, emails):
    roster.expert(ALICE)
    roster.desk.running()
    funding_id = uuid4()
    bookings = roster.desk.bookings
    bookings.top_up(BOOKING, funding_id, euros(100), FundingMethod.CARD, MANAGER, after(30))
    bookings.receive_funding(BOOKING, funding_id, "test", after(40))

    assert len(emails.emails()) == 1


# A booking that was extended.


def extend(roster, until, minute=30):
    roster.desk.bookings.extend(BOOKING, until, MANAGER, after(60 * minute))


@pytest.fixture
def notified(roster, emails):
    """Alice has the e-mail about the first week."""
    roster.expert(ALICE)
    roster.desk.running()
    emails.run()
    return roster


def test_an_extension_is_about_the_added_shifts_only(notified, emails):
    extend(notified, date(2026, 6, 15))

    [_, message] = emails.emails()

    text = plain(message.text)
    assert message.subject == "More shifts to take at Road"
    assert message.category is EmailCategory.INVITATION
    assert text.startswith(
        "Hello Alice Martin,\n\nRoad has extended its booking of experts on Electricity."
    )
    assert "Period: 8 June 2026 to 14 June 2026\n" in text
    assert "until 2 June 2026, 11:01" in text


def test_seats_for_newcomers_that_are_over_are_not_mentioned(notified, emails):
    extend(notified, date(2026, 6, 15), minute=2 * 24 * 60)

    [_, message] = emails.emails()

    assert "Some seats" not in message.text


def test_no_day_is_announced_twice(notified, emails):
    extend(notified, date(2026, 6, 15))
    emails.run()
    notified.desk.bookings.shorten(BOOKING, date(2026, 6, 3), MANAGER, after(60 * 40))
    emails.run()
    extend(notified, date(2026, 6, 10), minute=50)
    emails.run()
    extend(notified, date(2026, 6, 22), minute=60)

    periods = [plain(message.text).partition("Period: ")[2][:28] for message in emails.emails()]

    assert periods == [
        "1 June 2026 to 7 June 2026\nH",
        "8 June 2026 to 14 June 2026\n",
        "15 June 2026 to 21 June 2026",
    ]


def test_an_extension_without_a_new_shift_sends_none(notified, emails):
    extend(notified, date(2026, 6, 9))
    assert len(emails.emails()) == 2
    extend(notified, date(2026, 6, 10), minute=40)
    assert len(emails.emails()) == 3
    extend(notified, date(2026, 6, 14), minute=50)

    assert len(emails.emails()) == 3


def test_an_extension_while_paused_sends_none(notified, emails):
    notified.desk.bookings.pause(BOOKING, "cost", MANAGER, after(60 * 20))
    extend(notified, date(2026, 6, 15))

    assert len(emails.emails()) == 1


def test_extensions_are_announced_in_the_published_order(roster, emails):
    alice, bruno = roster.expert(ALICE), roster.expert(BRUNO)
    roster.desk.running(shift_rules=NO_NEWCOMERS)
    emails.run()
    first, second = notification_order(BOOKING, [alice, bruno], set())
    roster.desk.shifts.take(BOOKING, MONDAY_EVENING, 1, first, after(50))
    extend(roster, date(2026, 6, 15))

    assert [message.account_id for message in emails.emails()][-2:] == [second, first]


# An earlier end.


def test_shifts_beyond_a_shortened_end_are_cancelled_and_others_stay(roster, emails, cancellations):
    roster.expert(ALICE)
    roster.desk.running(shift_rules=NO_NEWCOMERS)
    emails.run()
    kept = roster.takes(ALICE, MONDAY_EVENING)
    gone = roster.takes(ALICE, TUESDAY_EVENING)
    roster.desk.bookings.shorten(BOOKING, date(2026, 6, 2), MANAGER, after(200))

    cancellations.run()
    cancellations.run()

    assert roster.desk.event_names(kept) == ["Assigned"]
    assert roster.desk.event_names(gone) == ["Assigned", "Cancelled"]
    message = emails.emails()[-1]
    assert message.subject == "Your shift at Road on Tuesday, 2 June 2026 is cancelled"
    assert message.category is EmailCategory.ACCOUNT
    assert "Tuesday, 2 June 2026, 18:00-20:00\nTime zone: Paris (Europe/Paris)\n" in plain(
        message.text
    )


def test_the_end_cancels_what_is_to_come_and_not_what_was(roster, cancellations):
    roster.expert(ALICE)
    roster.desk.running(shift_rules=NO_NEWCOMERS)
    past = roster.takes(ALICE, MONDAY_EVENING)
    coming = roster.takes(ALICE, TUESDAY_EVENING)
    at = MONDAY_EVENING + timedelta(hours=3)
    roster.desk.bookings.shorten(BOOKING, date(2026, 6, 3), MANAGER, after(200))
    roster.desk.bookings.end(BOOKING, "brand_wish", MANAGER, at)

    cancellations.run()

    assert roster.desk.event_names(past) == ["Assigned"]
    assert roster.desk.event_names(coming) == ["Assigned", "Cancelled"]
    [_, cancelled] = roster.market.log.history(coming)
    assert cancelled.data.reason == "booking_ended"


def test_a_freed_expert_can_take_another_shift_at_that_time(roster, cancellations):
    roster.expert(ALICE)
    roster.desk.running(shift_rules=NO_NEWCOMERS)
    roster.takes(ALICE, TUESDAY_EVENING)
    roster.desk.bookings.end(BOOKING, "brand_wish", MANAGER, after(200))
    cancellations.run()
    other = roster.other_booking()

    roster.takes(ALICE, TUESDAY_EVENING, booking_id=other)

    taken = roster.desk.event_names(shift_id_of(other, TUESDAY_EVENING, 1))
    assert taken == ["Assigned"]
    assert roster.market.log.load(Booking, BOOKING).status == "ended"
