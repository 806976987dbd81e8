"""Shifts are freed when their experts may not hold them any more; who may come back."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.bookings.booking_plan import shift_id_of
from domain.bookings.shift import Shift
from domain.errors import NotAllowed
from domain.members.member import Member
from domain.members.qualification import RevocationReason
from tests.domain.bookings.booking_examples import BOOKING, MONDAY_EVENING, TUESDAY_EVENING
from tests.support.people import BRAND, ELECTRICITY, MANAGER, OTHER_BRAND, PAID, after
from tests.support.reactions import WatchedReactor
from tests.web.bookings.shift_fixture import ALICE, BRUNO, NO_NEWCOMERS
from web.bookings.holder_reactors import HolderCancellations
from web.bookings.reactors import ShiftEmails

SUSPENSION = UUID(int=77)
EVENINGS = (MONDAY_EVENING, TUESDAY_EVENING)


@pytest.fixture
def alice(roster):
    """An expert who holds a shift on Monday and one on Tuesday."""
    roster.desk.running(shift_rules=NO_NEWCOMERS)
    alice = roster.expert(ALICE)
    for evening in EVENINGS:
        roster.takes(ALICE, evening)
    return alice


@pytest.fixture
def frees(roster, alice):  # noqa: ARG001 - what she took is from before
    reactor = HolderCancellations(roster.market).reactor
    return WatchedReactor(reactor, roster.market, roster.shop.store)


def holders(roster):
    shifts = (roster.market.log.load(Shift, shift_id_of(BOOKING, at, 1)) for at in EVENINGS)
    return [shift.member_id for shift in shifts]


def suspend(roster, alice, brand_id, until):
    commands, reason = roster.market.suspensions, (uuid4(), 20)
    period = (after(300), until)
    commands.decide(SUSPENSION, alice, brand_id, period, [1], reason, MANAGER, after(200))
    commands.take_effect(SUSPENSION, after(300))


def test_shifts_of_an_engagement_that_ended_are_free_for_others(roster, alice, frees):
    roster.desk.members.end_engagement(alice, BRAND, "brand_wish", MANAGER, after(200))

    frees.run()
    frees.run()

    assert holders(roster) == [None, None]
    bruno = roster.expert(BRUNO)
    roster.takes(BRUNO, MONDAY_EVENING)
    frees.run()
    assert holders(roster) == [bruno, None]


def test_an_expert_who_is_engaged_again_keeps_what_was_not_freed_yet(roster, alice, frees):
    roster.desk.members.end_engagement(alice, BRAND, "other_terms", MANAGER, after(200))
    roster.desk.members.start_engagement(alice, BRAND, PAID, MANAGER, after(210))

    frees.run()

    assert holders(roster) == [alice, alice]


def test_a_suspension_frees_the_shifts_that_start_before_its_end(roster, alice, frees):
    suspend(roster, alice, None, TUESDAY_EVENING)

    frees.run()

    assert holders(roster) == [None, alice]


def test_a_suspension_for_another_brand_frees_nothing(roster, alice, frees):
    suspend(roster, alice, OTHER_BRAND, None)

    frees.run()

    assert holders(roster) == [alice, alice]


def test_an_expert_who_lost_the_qualification_holds_no_shift(roster, alice, frees):
    def revoke(member):
        attempt_id = member.qualifications[ELECTRICITY].attempt_id
        member.revoke_qualification(attempt_id, RevocationReason.ANNULLED, MANAGER, after(200))

    roster.market.log.update(Member, alice, revoke)

    frees.run()

    assert holders(roster) == [None, None]


def test_the_expert_reads_why_in_an_email(roster, alice, frees):
    reactor = ShiftEmails(roster.market, roster.shop.store, roster.shop.settings).reactor
    emails = WatchedReactor(reactor, roster.market, roster.shop.store)
    roster.desk.members.end_engagement(alice, BRAND, "brand_wish", MANAGER, after(200))
    frees.run()

    texts = [message.text for message in emails.emails()]

    assert len(texts) == 2
    assert all("You cannot answer for Road any more" in text for text in texts)


def test_an_expert_who_left_comes_back_by_taking_a_shift(roster, alice, frees):
    roster.desk.members.end_engagement(alice, BRAND, "own_wish", MANAGER, after(200))
    frees.run()
    roster.clock.move(seconds=200)

    roster.takes(ALICE, MONDAY_EVENING)

    assert holders(roster) == [alice, None]


def test_taking_a_shift_does_not_undo_the_brands_decision(roster, alice, frees):
    roster.desk.members.end_engagement(alice, BRAND, "brand_wish", MANAGER, after(200))
    frees.run()
    roster.clock.move(seconds=200)

    with pytest.raises(NotAllowed, match="This brand has ended your engagement"):
        roster.takes(ALICE, MONDAY_EVENING)

    assert roster.market.log.load(Member, alice).engagements == {}


def test_shifts_that_are_over_stay_with_their_expert(roster, alice, frees):
    later = MONDAY_EVENING + timedelta(hours=3)
    roster.desk.members.end_engagement(alice, BRAND, "own_wish", MANAGER, later)

    frees.run()

    assert holders(roster) == [alice, None]
