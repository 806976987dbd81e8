from uuid import uuid4

import pytest

from domain.conversations.conversation_commands import ConversationCommands
from domain.errors import NotNow
from domain.log.entries import Balance, BalanceChange
from domain.presence.presence_session_commands import PresenceSessionCommands
from domain.rewards.points import Lot, credit, debit, earned, lots_in, oldest_first, total_points
from domain.terms import Voluntary
from tests.domain.rewards.reward_fixture import GUIDE, JUNE
from tests.support.people import EMPLOYED, PAID, VISITOR

# Points of a conversation.


def test_a_volunteer_earns_the_points_of_the_terms_in_the_lot_of_the_month():
    balance_changes = earned(Voluntary(points=3), GUIDE, VISITOR, JUNE)

    assert balance_changes == [BalanceChange("points", f"{GUIDE}/{VISITOR}/2017-06", credited=3)]


@pytest.mark.parametrize("terms", [PAID, EMPLOYED, Voluntary(points=0)])
def test_paid_or_employed_terms_and_0_points_credit_no_lot(terms):
    assert earned(terms, GUIDE, VISITOR, JUNE) == []


def test_fifty_conversations_earn_fifty_points_and_the_first_tier_fifty_more(shop):
    ambassador = shop.welcome()
    for _ in range(50):
        shop.answers(ambassador, 1, JUNE)

    shop.recognitions.reach_tiers(shop.brand, ambassador, 50, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-06", 100)]


def test_closing_a_conversation_credits_its_points(shop, ambassador):
    conversations, conversation, presence = (
        ConversationCommands(shop.log),
        uuid4(),
        PresenceSessionCommands(shop.log),
    )
    presence.come_online(uuid4(), ambassador, 3, JUNE)
    conversations.request(conversation, shop.brand, VISITOR, "fr", JUNE)
    conversations.offer(conversation, (ambassador,), JUNE)
    conversations.claim(conversation, ambassador, JUNE)
    conversations.send_first_reply(conversation, ambassador, JUNE)

    conversations.close(conversation, ambassador, "answered", (2, 2), JUNE, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-06", 1)]


# Lots.


def test_used_up_lots_are_left_out():
    balances = [
        Balance("b/m/2017-02", 5, 5),
        Balance("b/m/2017-03", 5, 1),
        Balance("b/m/2017-01", 2, 0),
    ]

    assert lots_in(balances) == [Lot("2017-01", 2), Lot("2017-03", 4)]
    assert total_points(lots_in(balances)) == 6


def test_the_oldest_points_are_used_first():
    lots = [Lot("2017-01", 2), Lot("2017-03", 4), Lot("2017-06", 9)]

    assert oldest_first(lots, 5) == (Lot("2017-01", 2), Lot("2017-03", 3))


@pytest.mark.parametrize(("points", "sentence"), [(16, "missing: 1."), (25, "missing: 10.")])
def test_missing_points_are_counted_in_the_refusal(points, sentence):
    with pytest.raises(NotNow, match=sentence):
        oldest_first([Lot("2017-01", 15)], points)


def test_points_of_one_month_are_one_balance_change():
    lots = [Lot("2017-03", 4), Lot("2017-01", 2), Lot("2017-03", 1), Lot("2017-05", 0)]
    key = f"{GUIDE}/{VISITOR}"

    assert credit(GUIDE, VISITOR, lots) == [
        BalanceChange("points", f"{key}/2017-01", credited=2),
        BalanceChange("points", f"{key}/2017-03", credited=5),
    ]
    assert debit(GUIDE, VISITOR, lots[:1]) == [BalanceChange("points", f"{key}/2017-03", debited=4)]
