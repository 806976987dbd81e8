"""The poster: what moves something is posted once, in order, or it stops and says why."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from domain.bookings.funding import FundingMethod
from domain.money import Money
from domain.terms import Paid
from payments.ledger.poster import LedgerProgress
from tests.payments.ledger.ledger_fixture import BOOKING, opened_ledger
from tests.support.people import AMBASSADOR, BRAND, CONVERSATION, EXPERT, PAID, after, euros
from tests.support.raw_sql import execute, smuggle

PREPAID, RESERVED = f"brand:{BRAND}:prepaid", f"brand:{BRAND}:reserved"
RECEIVABLE, HELD = f"brand:{BRAND}:receivable", f"expert:{EXPERT}:held"
REFUNDS = f"brand:{BRAND}:refunds_payable"
REFUSING = """
CREATE TRIGGER refuse BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no entries today'); END
"""
BANK, COMMISSION = "platform:bank", "platform:commission"
POINTS = f"ambassador:{AMBASSADOR}:brand:{BRAND}:points"


def in_euros(**balances):
    names = {"bank": BANK, "prepaid": PREPAID, "reserved": RESERVED, "receivable": RECEIVABLE}
    names |= {"held": HELD, "commission": COMMISSION, "refunds": REFUNDS}
    return {(names[name], "EUR"): amount for name, amount in balances.items()}


def test_an_empty_log_posts_nothing(desk):
    assert desk.posted() == LedgerProgress(0, 0, None, None)
    assert desk.entries() == []


def test_a_conversation_that_a_booking_pays_for_goes_from_prepaid_to_expert_and_platform(desk):
    desk.pays_in()
    desk.reserves(CONVERSATION)
    desk.posted()
    assert desk.balances() == in_euros(bank=-10_000, prepaid=9_800, reserved=200)

    desk.closes(CONVERSATION)
    desk.spends(CONVERSATION)
    desk.posted()

    assert desk.balances() == in_euros(bank=-10_000, prepaid=9_800, held=160, commission=40)


def test_a_conversation_without_a_booking_is_owed_by_the_brand(desk):
    desk.closes(CONVERSATION)
    desk.posted()

    assert desk.balances() == in_euros(receivable=-200, held=160, commission=40)


def test_a_lost_request_gives_its_reservation_back(desk):
    desk.pays_in()
    desk.reserves(CONVERSATION)
    desk.releases(CONVERSATION)
    desk.posted()

    assert desk.balances() == in_euros(bank=-10_000, prepaid=10_000)


def test_a_budget_by_invoice_is_owed_by_the_brand(desk):
    desk.pays_in(method=FundingMethod.INVOICE)
    desk.posted()

    assert desk.balances() == in_euros(receivable=-10_000, prepaid=10_000)


def test_what_is_refunded_is_owed_to_the_brand(desk):
    desk.pays_in()
    desk.gets_back(euros(9_000))
    desk.posted()

    assert desk.balances() == in_euros(bank=-10_000, prepaid=1_000, refunds=9_000)


def test_points_are_earned_redeemed_returned_and_expire(desk):
    desk.earns_points(100)
    redemption_id = desk.redeems(60)
    desk.cancels(redemption_id, 60)
    desk.redeems(30)
    desk.points_expire(20)
    desk.posted()

    assert desk.balances() == {
        (POINTS, "PTS"): 50,
        (f"brand:{BRAND}:points_issued", "PTS"): -100,
        (f"brand:{BRAND}:points_redeemed", "PTS"): 30,
        (f"brand:{BRAND}:points_expired", "PTS"): 20,
    }


def test_an_entry_names_its_event_its_subjects_and_both_times(desk):
    desk.pays_in()
    position = desk.reserves(CONVERSATION, at=after(10))
    desk.posted()

    entry = desk.entries()[-1]

    [row] = desk.log.read(position - 1, 1)
    assert (entry.number, entry.position, entry.event_type) == (2, 2, row.topic)
    assert (entry.conversation_id, entry.booking_id) == (CONVERSATION, BOOKING)
    assert entry.effective_us == int(after(10).timestamp()) * 1_000_000
    assert entry.recorded_us == row.recorded_us
    assert entry.period == "2026-06"


def test_an_expert_who_works_in_two_currencies_has_two_accounts(desk):
    desk.closes(uuid4())
    desk.closes(uuid4(), Paid(Money(300, "CHF"), 20))
    desk.posted()

    balances = desk.balances()
    assert (balances[HELD, "EUR"], balances[HELD, "CHF"]) == (160, 240)


def test_events_that_move_nothing_are_passed(desk):
    desk.closes(CONVERSATION, Paid(euros(0), 20))
    desk.reserves(CONVERSATION, euros(0))

    assert desk.posted() == LedgerProgress(2, 0, None, None)
    assert desk.entries() == []


# What stops it.


def test_the_poster_stops_at_an_event_that_would_overdraw_an_account(desk):
    desk.pays_in(euros(100))
    position = desk.reserves(CONVERSATION, euros(101))
    desk.pays_in(euros(500))

    progress = desk.posted()

    reason = f"{PREPAID} has 100 EUR in minor units, 101 cannot be taken from it"
    assert progress == LedgerProgress(1, 2, position, reason)
    assert desk.balances() == in_euros(bank=-100, prepaid=100)
    assert desk.posted() == progress


def test_the_poster_says_what_the_database_refused_without_the_values_of_the_statement(sqlite_url):
    with opened_ledger(sqlite_url) as desk:
        with desk.database.write() as db:
            db.execute(text(REFUSING))
        position = desk.closes(CONVERSATION)

        progress = desk.posted()

    assert progress == LedgerProgress(0, 1, position, "no entries today")


def test_the_poster_refuses_other_currencies(desk):
    position = desk.closes(CONVERSATION, Paid(Money(200, "JPY"), 20))

    progress = desk.posted()

    assert progress.failed_position == position
    assert progress.failure == "amounts in JPY cannot be posted, only EUR, GBP, CHF, PTS"


def test_the_poster_stops_at_an_unknown_event_and_goes_on_when_it_is_known(database_url, desk):
    desk.closes(uuid4())
    position = smuggle(database_url, AMBASSADOR, "Member.Paid.1", b"{}")
    desk.closes(uuid4())

    progress = desk.posted()

    assert (progress.position, progress.failed_position) == (1, position)
    assert "Member.Paid.1: unknown event type" in progress.failure

    execute(database_url, "UPDATE events SET topic = ? WHERE position = ?", KNOWN, position)
    assert desk.posted() == LedgerProgress(3, 0, None, None)
    assert len(desk.entries()) == 2


KNOWN = "Conversation.VisitorNavigated.1"
"""A type the ledger does not subscribe to."""


def test_the_poster_refuses_the_ledger_of_another_log(database_url, desk):
    desk.closes(uuid4())
    desk.posted()
    execute(database_url, "UPDATE log_identity SET id = ?", bytes(16))
    desk.closes(uuid4())

    progress = desk.posted()

    assert progress.position == 1
    assert progress.failure.startswith("the ledger is of another log")


def test_the_poster_refuses_a_log_that_lost_what_is_posted(database_url, desk):
    desk.closes(uuid4())
    desk.closes(uuid4())
    desk.posted()
    execute(database_url, "DELETE FROM events WHERE position = 2")

    progress = desk.posted()

    assert progress.failure.startswith("the ledger is of another log, or of events that are no")


@pytest.mark.parametrize(("cents", "percent", "commission", "net"), [(645, 30, 194, 451)])
def test_one_share_is_rounded_and_the_other_is_the_rest(desk, cents, percent, commission, net):
    desk.closes(CONVERSATION, Paid(euros(cents), percent))
    desk.posted()

    assert desk.balances() == in_euros(receivable=-cents, held=net, commission=commission)


def test_many_batches_are_posted_in_order(desk):
    desk.pays_in(euros(1_000_000))
    for _ in range(30):
        conversation_id = uuid4()
        desk.reserves(conversation_id)
        desk.closes(conversation_id)
        desk.spends(conversation_id)

    assert PAID.price == euros(200)
    assert desk.posted().behind == 0
    assert desk.balances()[HELD, "EUR"] == 30 * 160
    assert desk.difference() is None
